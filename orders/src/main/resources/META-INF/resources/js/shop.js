import { $, h, refill } from "./dom.js";
import { inText } from "./money.js";
import { MOST_OF_ONE, onChange, recall, remember } from "./memory.js";
import { waitingFor } from "./place.js";

export const KINDS = { food: "Food", furniture: "Furniture" };

/** Products by kind, once loaded. */
export let catalogue = {};

export async function load() {
    try {
        const response = await fetch("catalogue.json", { signal: AbortSignal.timeout(8000) });
        catalogue = response.ok ? await response.json() : {};
    } catch {
        catalogue = {};
    }
    onChange((name) => ["cart", "waiting"].includes(name) && show());
    show();
}

/** The cart's lines of one kind, each with the product and how many of it. */
export function linesOf(kind) {
    const cart = recall("cart");
    return (catalogue[kind] ?? [])
        .filter(({ sku }) => cart[sku] > 0)
        .map((product) => ({ ...product, quantity: cart[product.sku], cents: cart[product.sku] * product.price_cents }));
}

export function change(sku, by) {
    const cart = recall("cart");
    cart[sku] = Math.min(MOST_OF_ONE, Math.max(0, (cart[sku] ?? 0) + by));
    remember("cart", cart);
}

/** − 2 + */
export function stepper({ sku, name }, quantity, where, locked) {
    const button = (sign, by, what) =>
        h("button", { type: "button", "data-key": `${where}-${sku}-${what}`, "aria-label": `${what} ${name}`,
            disabled: locked || quantity + by > MOST_OF_ONE, onclick: () => change(sku, by) }, sign);
    return h("span", { class: "stepper", role: "group", "aria-label": `Number of ${name}` },
        button("−", -1, "Fewer"), h("span", { class: "figures" }, String(quantity)), button("+", 1, "More"));
}

function show() {
    for (const kind of Object.keys(KINDS)) {
        const products = catalogue[kind] ?? [];
        refill($(kind), products.length ? products.map((product) => card(kind, product)) : [noMenu()]);
    }
}

function noMenu() {
    return h("li", { class: "card missing" }, "The menu could not be loaded. ",
        h("button", { type: "button", onclick: () => location.reload() }, "Load again"));
}

function card(kind, product) {
    const quantity = recall("cart")[product.sku] ?? 0;
    const locked = Boolean(waitingFor(kind));
    return h("li", { class: "card product" },
        h("div", { class: "picture" },
            h("img", { src: `art/${product.sku}.svg`, alt: "", width: 240, height: 180 })),
        h("div", { class: "words" },
            h("h3", {}, product.name),
            h("p", { class: "note" }, product.note),
            h("div", { class: "buy" },
                h("span", { class: "price figures" }, inText(product.price_cents)),
                quantity > 0
                    ? stepper(product, quantity, "menu", locked)
                    : h("button", { type: "button", disabled: locked, "data-key": `menu-${product.sku}-More`,
                        "aria-label": `Add ${product.name} to the cart`, onclick: () => change(product.sku, 1) }, "Add"))));
}
