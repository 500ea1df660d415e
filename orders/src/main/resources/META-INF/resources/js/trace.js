import { $, h } from "./dom.js";

/** The trace that a journey was sampled in, if it was; it leads to the viewer where the shop has one. */
export function showTrace(journey) {
    const { trace_id: id, trace_url: url } = journey ?? {};
    $("journey-trace").hidden = !id;
    if (id && $("journey-trace").dataset.drawn !== id) {
        $("journey-trace").dataset.drawn = id;
        const name = h("code", {}, id);
        $("journey-trace").replaceChildren("Trace ", url ? h("a", { href: url, rel: "noreferrer" }, name) : name);
    }
}
