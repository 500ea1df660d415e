import { $, announce, h } from "./dom.js";
import { inText } from "./money.js";
import { recall, remember, rememberMine } from "./memory.js";
import { ENDS, STATUS, sentence, steps, took } from "./steps.js";
import { inWords } from "./taxi.js";
import { showTrace } from "./trace.js";

const FIRST_WAIT = 150;
const LONGEST_WAIT = 5000;
const LOOK_FOR = 60_000;
/** So many seconds the answer may take while there is nothing to show yet. */
const PATIENCE = 5;
/** At the end a step may still be missing, for topics are read independently. */
const LOOKS_AT_THE_END = 5;

/** Follows one journey until its end or until the signal. */
export async function follow(flow, id, signal) {
    const own = recall("mine").find((order) => order.flow === flow && order.id === id);
    const since = Date.now();
    let wait = FIRST_WAIT;
    let looksAtTheEnd = LOOKS_AT_THE_END;
    begin(flow, id, own);
    while (!signal.aborted) {
        const answer = await ask(flow, id);
        if (signal.aborted) {
            return;
        }
        if (answer.journey) {
            show(flow, id, answer.journey, own);
            const missing = steps(flow, answer.journey).some(({ state }) => state === "waits");
            if (ENDS.includes(answer.journey.status) && (!missing || --looksAtTheEnd <= 0)) {
                return;
            }
        } else if (answer.status === 404 && Date.now() - since > LOOK_FOR) {
            lead(`No ${flow} with this id was seen. Check the id, or look again.`);
            $("journey-actions").replaceChildren(h("button", { type: "button", onclick: () => dispatchEvent(new Event("hashchange")) }, "Look again"));
            return;
        } else {
            lead(answer.status === 404
                ? `No ${flow} with this id has been seen yet. Still looking …`
                : "The journey cannot be read right now; what was placed is safe. Trying again …");
        }
        await pause(wait, signal);
        wait = Math.min(wait * 1.4, LONGEST_WAIT);
    }
}

/** A journey, or the status of the answer that was none; 0 where there was no answer. */
export async function ask(flow, id) {
    try {
        const response = await fetch(`/${flow}/${encodeURIComponent(id)}`, {
            cache: "no-store", headers: { Prefer: `wait=${PATIENCE}` }, signal: AbortSignal.timeout(15_000),
        });
        return response.ok ? { journey: await response.json() } : { status: response.status };
    } catch {
        return { status: 0 };
    }
}

/** Waits so long, and while nobody looks at the page. */
export function pause(milliseconds, signal) {
    return new Promise((resolve) => {
        const done = () => {
            if (!document.hidden || signal.aborted) {
                document.removeEventListener("visibilitychange", done);
                resolve();
            }
        };
        setTimeout(() => {
            document.addEventListener("visibilitychange", done);
            done();
        }, milliseconds);
        signal.addEventListener("abort", () => resolve(), { once: true });
    });
}

function begin(flow, id, own) {
    $("journey-kind").textContent = own ? `Your ${own.kind === "ride" ? "taxi" : `${own.kind} order`}` : flow === "ride" ? "A ride" : "An order";
    $("journey-title").textContent = flow === "ride" ? "Ride on its way" : "Order on its way";
    $("journey-id").textContent = id;
    $("journey-lead").textContent = "Looking for it …";
    $("journey-actions").replaceChildren();
    $("journey").dataset.status = "";
    showSteps(steps(flow, { status: "", timeline: [] }), null);
    showTrace(null);
    receipt(own);
}

function show(flow, id, journey, own) {
    const what = flow === "ride" ? "Ride" : "Order";
    const start = journey.timeline.find(({ topic }) => topic.endsWith("_details"))?.time;
    const status = journey.status === "email_sent" ? "confirmed" : journey.status;
    const title = `${what} ${STATUS[status]?.toLowerCase() ?? status}`;
    $("journey").dataset.status = journey.status;
    $("journey-title").textContent = title;
    document.title = `${title} · Ordermill`;
    showSteps(steps(flow, journey), start);
    lead(sentence(flow, journey));
    showTrace(journey);
    offerAgain(journey, own);
    if (own && own.status !== journey.status) {
        own.status = journey.status;
        rememberMine({ flow, id, status: journey.status, reason: journey.reason, unsure: false });
    }
}

/** What was rejected may be tried with another card. */
function offerAgain(journey, own) {
    if (journey.status === "rejected" && own?.lines && $("journey-actions").childElementCount === 0) {
        $("journey-actions").append(h("button", { type: "button", onclick: () => {
            remember("cart", { ...recall("cart"), ...Object.fromEntries(own.lines.map(({ sku, quantity }) => [sku, quantity])) });
            remember("customer", { ...recall("customer"), card: "tok_visa" });
            location.hash = "#/";
        } }, "Put it back into the cart, with the other card"));
    }
}

function lead(text) {
    if ($("journey-lead").textContent !== text) {
        $("journey-lead").textContent = text;
        announce(text);
    }
}

function showSteps(all, start) {
    const drawn = JSON.stringify(all);
    if ($("steps").dataset.drawn !== drawn) {
        $("steps").dataset.drawn = drawn;
        $("steps").replaceChildren(...all.map((step) => h("li", { class: "card step", "data-state": step.state },
            h("div", { class: "what" }, h("h2", {}, step.title), h("p", {}, step.text),
                step.reason ? h("p", {}, h("code", {}, step.reason)) : null),
            step.events.length ? h("p", { class: "after figures" }, start ? `+${took(step.events[0].time - start)}` : "") : null,
            ...step.events.map(coordinates))));
    }
}

function coordinates(event) {
    const pair = (name, value) => h("div", {}, h("dt", {}, name), h("dd", { class: "figures" }, String(value)));
    return h("dl", {}, pair("Topic", event.topic), pair("Partition", event.partition), pair("Offset", event.offset),
        pair("Time", new Date(event.time * 1000).toISOString().slice(11, 23)));
}

function receipt(own) {
    $("receipt").hidden = !own;
    if (own) {
        $("receipt").replaceChildren(h("h2", {}, own.kind === "ride" ? "Pick-up" : "Receipt"),
            own.kind === "ride" ? h("p", { class: "figures" }, inWords(own.at)) : h("ul", { class: "lines" },
                own.lines.map((line) => h("li", {}, h("span", {}, `${line.quantity} × ${line.name}`), h("span", { class: "figures" }, inText(line.cents))))),
            own.kind === "ride" ? "" : h("p", { class: "total" }, h("span", {}, "Total"), h("span", { class: "figures" }, inText(own.cents))));
    }
}
