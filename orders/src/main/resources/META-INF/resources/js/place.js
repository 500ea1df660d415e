// A request is written down before it is sent, and is sent under its id until it is answered: also after a reload.
import { $, announce } from "./dom.js";
import { isKept, onChange, recall, remember, rememberMine } from "./memory.js";

const LONGEST_WAIT = 30;
const progress = new Map();
let whenAnswered = () => {};

export const waitingFor = (kind) => recall("waiting").find((request) => request.kind === kind);

/** @param {(request, problem) => void} answered called with a problem where the request is refused, else without one */
export function start(answered) {
    whenAnswered = answered;
    recall("waiting").forEach(send);
    onChange((name) => name === "waiting" && show());
    addEventListener("online", tryNow);
    $("retry-now").addEventListener("click", tryNow);
    $("stop-trying").addEventListener("click", stop);
    setInterval(show, 250);
}

export function place(request) {
    remember("waiting", [...recall("waiting"), request]);
    send(request);
}

const comfort = () => isKept("waiting") && isKept("cart") ? "Your cart is safe" : "Keep this page open, for this browser stores nothing";

const isWaiting = (request) => recall("waiting").some(({ id }) => id === request.id);

async function send(request) {
    if (!isWaiting(request)) {
        return;
    }
    const now = progress.get(request.id) ?? { tries: 0 };
    now.tries++;
    now.until = null;
    progress.set(request.id, now);
    show();
    const answer = await post(request);
    if (!isWaiting(request)) {
        return;
    }
    if (answer.status === 202) {
        const { flow, id, kind, lines, cents, at } = request;
        finish(request);
        rememberMine({ flow, id, kind, lines, cents, at, time: Date.now() });
        whenAnswered(request);
    } else if (answer.status >= 400 && answer.status < 500) {
        finish(request);
        whenAnswered(request, answer.problem);
    } else {
        const seconds = Math.max(answer.retryAfter, Math.min(2 ** (now.tries - 1), LONGEST_WAIT));
        now.until = Date.now() + seconds * 1000;
        now.cause = answer.status === 503 ? "Kafka is away." : "The shop does not answer.";
        now.timer = setTimeout(() => send(request), seconds * 1000);
        announce(`${now.cause} ${comfort()}. It is tried again by itself.`);
        show();
    }
}

async function post(request) {
    try {
        const response = await fetch(`/${request.flow}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify(request.body),
            signal: AbortSignal.timeout(8000),
        });
        return {
            status: response.status,
            retryAfter: Number(response.headers.get("Retry-After")) || 1,
            problem: response.ok ? null : await response.json().catch(() => ({ detail: response.statusText })),
        };
    } catch {
        // The answer is unknown; under the same id the request counts once.
        return { status: 0, retryAfter: 1 };
    }
}

function finish(request) {
    clearTimeout(progress.get(request.id)?.timer);
    progress.delete(request.id);
    remember("waiting", recall("waiting").filter(({ id }) => id !== request.id));
}

function tryNow() {
    for (const request of recall("waiting")) {
        const now = progress.get(request.id);
        if (!now || now.until) {
            clearTimeout(now?.timer);
            send(request);
        }
    }
}

/** The cart may be changed again. What was sent may have arrived all the same, so it can still be followed. */
function stop() {
    for (const request of recall("waiting").filter(({ id }) => progress.get(id)?.cause)) {
        const { flow, id, kind, lines, cents, at } = request;
        finish(request);
        rememberMine({ flow, id, kind, lines, cents, at, time: Date.now(), unsure: true });
    }
    announce("Stopped. Your cart is as it was.");
}

function show() {
    const late = recall("waiting").map(({ id }) => progress.get(id)).filter((now) => now?.cause);
    $("notice").hidden = late.length === 0;
    if (late.length > 0) {
        const until = Math.min(...late.map((now) => now.until ?? 0));
        const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
        $("notice-cause").textContent = late[0].cause;
        $("notice-text").textContent = `${comfort()}; it goes out under the same id,`;
        $("notice-count").textContent = until ? `trying again in ${seconds} s.` : "trying now …";
        $("retry-now").disabled = !until;
    }
}
