/** Sees without a cluster why what kubectl renders would not run: rendered manifests -> findings, none of which may be left. */
package ordermill.check;
