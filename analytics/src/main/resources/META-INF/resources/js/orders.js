import {amount, byId, count, make, row, say, share, time} from "./text.js";

const ID = /^[A-Za-z0-9_.-]{1,64}$/;
const KINDS_SHOWN = 6;
const ORDERS_SHOWN = 12;

let storefront;

/** Where an order's journey is shown; null while that is not known or no web address. */
function journey(id) {
    return storefront ? `${storefront}/#/order/${encodeURIComponent(id)}` : null;
}

function webAddress(text) {
    try {
        const {protocol, href} = new URL(text);
        return protocol === "https:" || protocol === "http:" ? href.replace(/[#?].*$/, "").replace(/\/+$/, "") : null;
    } catch {
        return null;
    }
}

function kind(name) {
    return make("span", {class: "kind", "data-kind": name}, make("span", {class: "swatch"}), make("span", {class: "name"}, name));
}

function line(order) {
    const address = journey(order.order_id);
    const id = make("a", address === null ? {} : {href: address, title: "Its journey"}, order.order_id);
    const status = make("span", {class: `status ${order.status}`}, order.status);
    return make("tr", {"data-id": order.order_id},
        make("td", {}, id, make("span", {class: "second"}, time(order.time), kind(order.kind))),
        make("td", {}, status, order.reason ? make("span", {class: "second"}, order.reason.replaceAll("_", " ")) : ""),
        make("td", {class: "number"}, amount(order.total_cost)));
}

/** Rows that stay are left where they are: somebody may be about to follow one of them. */
function latest(orders) {
    const body = byId("latest_orders");
    const ids = new Set(orders.map(order => order.order_id));
    [...body.rows].filter(known => !ids.has(known.dataset.id)).forEach(gone => gone.remove());
    orders.forEach((order, i) => {
        if (body.rows[i]?.dataset.id !== order.order_id) {
            [...body.rows].find(known => known.dataset.id === order.order_id)?.remove();
            body.insertBefore(line(order), body.rows[i] ?? null);
        }
    });
    byId("no-orders").hidden = orders.length > 0;
}

function twoLines(first, second) {
    const both = document.createDocumentFragment();
    both.append(first, make("span", {class: "second"}, second));
    return both;
}

function byKind(totals) {
    const kinds = Object.entries(totals.by_kind);
    const shown = kinds.slice(0, KINDS_SHOWN).map(([name, of]) => row(kind(name),
        twoLines(count(of.orders_today), count(of.orders)),
        twoLines(amount(of.revenue_today), amount(of.revenue)),
        twoLines(count(of.rejected_today), count(of.rejected))));
    const rides = row(kind("ride"),
        twoLines(count(totals.rides_today), count(totals.total_rides_count)), "–",
        twoLines(count(totals.rejected_rides_today), count(totals.total_rejected_rides_count)));
    byId("by_kind").replaceChildren(...shown, rides);
}

function shareBar(what, confirmed, rejected) {
    const of = confirmed + rejected;
    const track = make("div", {class: "track"});
    if (of > 0) {
        const part = make("span", {class: "confirmed"});
        part.style.setProperty("--share", confirmed / of);
        track.append(part, ...rejected > 0 ? [make("span", {class: "rejected"})] : []);
    }
    return make("div", {class: "share"},
        what, make("span", {class: "counts figures"}, `${count(confirmed)} : ${count(rejected)}`),
        make("b", {class: "figures"}, of > 0 ? share(confirmed / of) : "–"), track);
}

function totals(of) {
    for (const field of ["orders_today", "rides_today", "total_orders_count", "total_rides_count"]) {
        say(byId(field), count(of[field]));
    }
    for (const field of ["revenue_today", "total_revenue"]) {
        say(byId(field), amount(of[field]));
    }
    byId("shares").replaceChildren(
        shareBar("Orders", of.orders_today, of.rejected_today),
        shareBar("Rides", of.rides_today, of.rejected_rides_today));
    byKind(of);
}

/** Totals, kinds and the latest orders; and the way to an order's journey. */
export function orders() {
    const form = byId("follow");
    const input = byId("follow-id");
    const fault = text => {
        say(byId("follow-error"), text);
        input.toggleAttribute("aria-invalid", false);
        if (text) {
            input.setAttribute("aria-invalid", "true");
            input.focus();
        }
    };
    form.addEventListener("submit", event => {
        event.preventDefault();
        const id = input.value.trim();
        if (!ID.test(id)) {
            fault("An id has 1 to 64 letters, digits, dots, dashes or underscores.");
        } else if (journey(id) === null) {
            fault("Where the storefront is, is not known yet.");
        } else {
            fault("");
            location.assign(journey(id));
        }
    });
    return dashboard => {
        storefront = webAddress(dashboard.storefront_url);
        totals(dashboard.totals);
        latest(dashboard.latest_orders.slice(0, ORDERS_SHOWN));
    };
}
