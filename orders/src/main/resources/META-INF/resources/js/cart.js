import { $, announce, h, refill, showError } from "./dom.js";
import { amount, inText } from "./money.js";
import { newId, onChange, recall, remember } from "./memory.js";
import { place, waitingFor } from "./place.js";
import { KINDS, linesOf, stepper } from "./shop.js";

const FIELDS = { user_id: "name", customer_id: "name", user_email: "email", customer_email: "email" };

const refused = {};

export function start() {
    const form = $("customer");
    const customer = recall("customer");
    form.elements.name.value = customer.name;
    form.elements.email.value = customer.email;
    form.elements.card.value = customer.card;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", (event) => {
        remember("customer", Object.fromEntries(new FormData(form)));
        if (event.target.type !== "radio") {
            fault(event.target.id, null);
        }
    });
    $("cart-jump").addEventListener("click", () => {
        $("cart").scrollIntoView();
        $("cart-title").focus({ preventScroll: true });
    });
    onChange((name) => {
        if (name === "cart" || name === "waiting") {
            show();
        }
        if (name === "customer") {
            form.elements.card.value = recall("customer").card;
        }
    });
    show();
}

/** Name, e-mail and card, if they can be sent; else the first faulty field has the focus. */
export function customer() {
    const faulty = ["name", "email"].filter((id) => {
        const field = $(id);
        field.value = field.value.trim();
        fault(id, field.validity.valid ? null : field.validity.valueMissing ? "Please fill this in." : "This is no e-mail address.");
        return !field.validity.valid;
    });
    $(faulty[0])?.focus();
    return faulty.length ? null : Object.fromEntries(new FormData($("customer")));
}

/** Says what is wrong next to its field. */
export function refuse(request, problem) {
    const field = FIELDS[problem.field];
    const text = problem.detail ?? "The request was refused.";
    if (field) {
        fault(field, text);
        $(field).focus();
    } else if (request.flow === "ride") {
        showError($("ride-error"), text);
    } else {
        refused[request.kind] = text;
        show();
    }
    announce(text);
}

function fault(id, text) {
    showError($(`${id}-error`), text);
    $(id).setAttribute("aria-invalid", text ? "true" : "false");
}

function show() {
    const kinds = Object.keys(KINDS).filter((kind) => linesOf(kind).length > 0);
    const lines = kinds.flatMap(linesOf);
    const count = lines.reduce((sum, line) => sum + line.quantity, 0);
    refill($("cart-lines"), kinds.length ? kinds.map(bag) : [
        h("div", { class: "empty" }, h("img", { src: "art/empty.svg", alt: "", width: 120, height: 90 }),
            h("p", {}, "It is empty. Add a burger, or a chair to sit on while you wait.")),
    ], $("cart-title"));
    $("cart-jump").hidden = count === 0;
    $("cart-jump").textContent = `Cart · ${count} · ${inText(lines.reduce((sum, line) => sum + line.cents, 0))}`;
}

/** Food and furniture come from different houses, so each is an order of its own. */
function bag(kind) {
    const lines = linesOf(kind);
    const cents = lines.reduce((sum, line) => sum + line.cents, 0);
    const waiting = waitingFor(kind);
    return h("section", { class: "bag", "data-kind": kind, "aria-label": `${KINDS[kind]} in the cart` },
        h("h3", {}, KINDS[kind]),
        h("ul", {}, lines.map((line) => h("li", {},
            h("span", { class: "name" }, line.name),
            stepper(line, line.quantity, "cart", Boolean(waiting)),
            h("span", { class: "sum figures" }, inText(line.cents))))),
        h("p", { class: "total" }, h("span", {}, "Total"), h("span", { class: "figures" }, inText(cents))),
        refused[kind] ? h("p", { class: "error" }, refused[kind]) : null,
        h("button", { type: "button", class: "main", "data-key": `place-${kind}`, disabled: Boolean(waiting),
            onclick: () => order(kind, lines, cents) },
        waiting ? "Placing …" : `Place ${kind} order`));
}

function order(kind, lines, cents) {
    const who = customer();
    if (!who) {
        return;
    }
    delete refused[kind];
    const id = newId();
    place({
        flow: "order", kind, id, cents,
        lines: lines.map(({ sku, name, quantity, cents: sum }) => ({ sku, name, quantity, cents: sum })),
        body: {
            order_id: id, user_id: who.name, user_email: who.email, payment_token: who.card, total_cost: amount(cents),
            order_details: {
                kind, price: amount(cents),
                items: lines.map(({ sku, name, quantity, price_cents }) =>
                    ({ sku, name, quantity, unit_price: amount(price_cents) })),
            },
        },
    });
}
