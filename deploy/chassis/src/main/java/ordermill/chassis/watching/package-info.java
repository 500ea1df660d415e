/** How a person sees what goes on: spans of what was sampled, and warnings that stay few. */
package ordermill.chassis.watching;
