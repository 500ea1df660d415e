import { $, h, refill } from "./dom.js";
import { inText } from "./money.js";
import { onChange, recall, remember, rememberMine } from "./memory.js";
import { ask, pause } from "./journey.js";
import { ENDS, STATUS, reasonInWords } from "./steps.js";
import { inWords } from "./taxi.js";

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;
const AT_ONCE = 10;

export function start() {
    onChange((name) => name === "mine" && show());
    $("forget").addEventListener("click", () => {
        remember("mine", []);
        $("mine").querySelector("h1").focus();
    });
    document.querySelectorAll("[data-follow]").forEach(followForm);
    show();
}

/** Keeps the list's statuses fresh while it is looked at. */
export async function watch(signal) {
    for (let wait = FIRST_WAIT; !signal.aborted; wait = Math.min(wait * 1.4, LONGEST_WAIT)) {
        const open = recall("mine").filter(({ status }) => !ENDS.includes(status)).slice(0, AT_ONCE);
        for (const { flow, id, status } of open) {
            const { journey } = await ask(flow, id);
            if (journey && journey.status !== status) {
                rememberMine({ flow, id, status: journey.status, reason: journey.reason, unsure: false });
            }
        }
        await pause(wait, signal);
    }
}

function show() {
    const mine = recall("mine");
    refill($("orders"), mine.map(item));
    $("orders").hidden = mine.length === 0;
    $("no-orders").hidden = mine.length > 0;
    $("forget").hidden = mine.length === 0;
    $("mine-count").hidden = mine.length === 0;
    $("mine-count").textContent = String(mine.length);
}

function item(order) {
    const what = order.kind === "ride" ? "Taxi" : order.lines.map((line) => `${line.quantity} × ${line.name}`).join(", ");
    const status = STATUS[order.status] ?? (order.unsure ? "Not sure it arrived" : "Placed");
    return h("li", { class: "card" },
        h("a", { href: `#/${order.flow}/${order.id}`, "data-key": order.id },
            h("span", { class: "dot", "data-kind": order.kind }),
            h("span", { class: "what" }, h("b", {}, what),
                h("span", { class: "when" }, order.kind === "ride" ? inWords(order.at) : order.status === "rejected" ? reasonInWords(order.reason) : inText(order.cents))),
            h("span", { class: "pill", "data-status": order.status ?? "placed" }, status),
            h("time", { class: "when figures", datetime: new Date(order.time).toISOString() },
                new Date(order.time).toLocaleString([], { dateStyle: "short", timeStyle: "short" }))));
}

function followForm(form, n) {
    const error = h("p", { class: "error", id: `follow-error-${n}`, hidden: true });
    const input = h("input", { id: `follow-${n}`, name: "id", autocomplete: "off", spellcheck: "false", maxlength: "64", "aria-describedby": error.id });
    form.append(
        h("label", { for: `follow-flow-${n}` }, "What"),
        h("select", { id: `follow-flow-${n}`, name: "flow" }, h("option", { value: "order" }, "Order"), h("option", { value: "ride" }, "Ride")),
        h("label", { for: input.id }, "Id"), input, error,
        h("button", { type: "submit" }, "Follow"));
    form.noValidate = true;
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        const id = input.value.trim();
        const valid = /^[A-Za-z0-9_.-]{1,64}$/.test(id);
        error.hidden = valid;
        error.textContent = valid ? "" : "An id is 1 to 64 letters, digits, or any of _ . -";
        input.setAttribute("aria-invalid", String(!valid));
        if (valid) {
            location.hash = `#/${form.elements.flow.value}/${id}`;
        } else {
            input.focus();
        }
    });
}
