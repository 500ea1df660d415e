import { $, announce } from "./dom.js";
import { recall, remember } from "./memory.js";
import * as cart from "./cart.js";
import * as mine from "./mine.js";
import * as place from "./place.js";
import * as shop from "./shop.js";
import * as taxi from "./taxi.js";
import { follow } from "./journey.js";

const TITLES = { shop: "Shop", mine: "My orders", journey: "Journey" };

let leaving = new AbortController();
let shown = null;

function show() {
    const hash = location.hash || "#/";
    if (!hash.startsWith("#/")) {
        return;
    }
    const [, flow, id] = hash.match(/^#\/(order|ride)\/([A-Za-z0-9_.-]{1,64})$/) ?? [];
    const view = flow ? "journey" : hash === "#/mine" ? "mine" : "shop";
    leaving.abort();
    leaving = new AbortController();
    for (const name of Object.keys(TITLES)) {
        $(name).hidden = name !== view;
    }
    document.querySelectorAll("[data-route]").forEach((link) =>
        link.dataset.route === view ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current"));
    document.title = `${TITLES[view]} · Ordermill`;
    if (shown) {
        scrollTo(0, 0);
        $(view).querySelector("h1").focus({ preventScroll: true });
    }
    shown = view;
    if (flow) {
        follow(flow, id, leaving.signal);
    } else if (view === "mine") {
        mine.watch(leaving.signal);
    }
}

/** The order is Kafka's now: out of the cart, and on to its own page. */
function answered(request, problem) {
    if (problem) {
        cart.refuse(request, problem);
        return;
    }
    const lines = recall("cart");
    request.lines?.forEach(({ sku, quantity }) => (lines[sku] = Math.max(0, (lines[sku] ?? 0) - quantity)));
    remember("cart", lines);
    announce("Placed.");
    if (shown === "shop") {
        location.hash = `#/${request.flow}/${request.id}`;
    }
}

addEventListener("hashchange", show);
for (const start of [shop.load, cart.start, taxi.start, mine.start, () => place.start(answered), show]) {
    try {
        await start();
    } catch (fault) {
        // The other parts of the page are of use without this one.
        reportError(fault);
    }
}
