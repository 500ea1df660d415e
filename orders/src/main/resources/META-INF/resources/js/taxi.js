import { $, h, showError } from "./dom.js";
import { newId, onChange, recall, remember, SIDE } from "./memory.js";
import { customer } from "./cart.js";
import { place, waitingFor } from "./place.js";

// The part of Vienna in which the simulated drivers are.
const NORTH = 48.25;
const WEST = 16.3;
const STEP = 0.01;

const MOVES = {
    ArrowUp: ([row, column]) => [row - 1, column],
    ArrowDown: ([row, column]) => [row + 1, column],
    ArrowLeft: ([row, column]) => [row, column - 1],
    ArrowRight: ([row, column]) => [row, column + 1],
    Home: ([row]) => [row, 0],
    End: ([row]) => [row, SIDE - 1],
    PageUp: ([, column]) => [0, column],
    PageDown: ([, column]) => [SIDE - 1, column],
};

const degrees = (row, column) => ({
    lat: Number((NORTH - (row + 0.5) * STEP).toFixed(3)),
    long: Number((WEST + (column + 0.5) * STEP).toFixed(3)),
});

export const inWords = ({ lat, long }) => `${lat.toFixed(3)}° north, ${long.toFixed(3)}° east`;

export function start() {
    const cells = $("cells");
    for (let row = 0; row < SIDE; row++) {
        cells.append(h("div", { role: "row" }, Array.from({ length: SIDE }, (none, column) =>
            h("div", { role: "gridcell", tabindex: "-1", "aria-label": inWords(degrees(row, column)),
                onclick: () => choose(row, column) }))));
    }
    cells.addEventListener("keydown", (event) => {
        const { row, column } = recall("place");
        const move = MOVES[event.key];
        if (move && !event.ctrlKey && !event.altKey && !event.metaKey) {
            event.preventDefault();
            choose(...move([row, column]).map((at) => Math.min(SIDE - 1, Math.max(0, at))));
        }
    });
    $("call-taxi").addEventListener("click", call);
    onChange((name) => ["place", "waiting"].includes(name) && show());
    show();
}

function choose(row, column) {
    remember("place", { row, column });
    $("cells").children[row].children[column].focus();
}

function show() {
    const { row, column } = recall("place");
    const before = $("cells").querySelector("[aria-selected=true]");
    before?.setAttribute("aria-selected", "false");
    before?.setAttribute("tabindex", "-1");
    const cell = $("cells").children[row].children[column];
    cell.setAttribute("aria-selected", "true");
    cell.setAttribute("tabindex", "0");
    $("place").textContent = inWords(degrees(row, column));
    $("call-taxi").disabled = Boolean(waitingFor("ride"));
    $("call-taxi").textContent = waitingFor("ride") ? "Calling …" : "Call a taxi";
}

function call() {
    const who = customer();
    if (!who) {
        return;
    }
    showError($("ride-error"), null);
    const { row, column } = recall("place");
    const at = degrees(row, column);
    const id = newId();
    place({
        flow: "ride", kind: "ride", id, at,
        body: { id, customer_id: who.name, customer_email: who.email, location: at },
    });
}
