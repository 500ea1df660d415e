import {byId, count, make, say} from "./text.js";

function check(name, state, value, note) {
    const element = byId(`check-${name}`);
    element.dataset.state = state;
    say(element.querySelector(".value"), value);
    say(element.querySelector(".note"), note);
}

function ago(seconds) {
    return seconds < 120 ? `${Math.max(0, Math.round(seconds))} s ago`
        : seconds < 7200 ? `${Math.round(seconds / 60)} min ago` : `${Math.round(seconds / 3600)} h ago`;
}

/** What is zero is fine; what is not known is neither fine nor bad. */
function zeroIsFine(name, number, unknown) {
    if (number === null) {
        check(name, "unknown", "unknown", unknown);
    } else {
        check(name, number === 0 ? "ok" : "bad", count(number), "");
    }
}

/** Heartbeat, stuck orders and dead letters. How long ago the heartbeat was counts on from the server's clock. */
export function pipeline() {
    let heartbeat;
    let ageThen;
    let then;
    const tick = () => {
        if (heartbeat === undefined) {
            return;
        }
        if (heartbeat.last_time === null) {
            check("heartbeat", "bad", "never", "");
        } else {
            check("heartbeat", heartbeat.alarm ? "bad" : "ok",
                ago(ageThen + (performance.now() - then) / 1000), `took ${count(heartbeat.delay_ms)} ms`);
        }
    };
    setInterval(tick, 1000);
    return dashboard => {
        heartbeat = dashboard.heartbeat;
        ageThen = dashboard.time - heartbeat.last_time;
        then = performance.now();
        byId("alarm").hidden = !heartbeat.alarm;
        tick();
        zeroIsFine("stuck", heartbeat.stuck_orders, "the heartbeat does not say");
        const letters = dashboard.dead_letters;
        zeroIsFine("letters", letters === null ? null : letters.total, "Kafka does not say");
        byId("letters").replaceChildren(...Object.entries(letters?.by_topic ?? {}).map(([topic, waiting]) =>
            make("li", {}, make("span", {}, topic), make("span", {}, count(waiting)))));
    };
}
