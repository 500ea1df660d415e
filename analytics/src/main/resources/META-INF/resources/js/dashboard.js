import {charts} from "./charts.js";
import {orders} from "./orders.js";
import {pipeline} from "./pipeline.js";
import {byId, say, time} from "./text.js";
import {zones} from "./zones.js";

const SILENT_FOR_MS = 20_000;
const LOOK_EVERY_MS = 2_000;

const parts = [orders(), pipeline(), zones(), charts()];
let events;
let lastHeard;
let figuresOf;

function connection(state, word, cause) {
    document.body.dataset.connection = state;
    say(byId("connection"), word);
    byId("notice").hidden = state === "live";
    say(byId("notice-cause"), cause ?? "");
    say(byId("notice-text"), figuresOf ? `These figures are of ${time(figuresOf)}.` : "There are no figures yet.");
}

function show(dashboard) {
    figuresOf = dashboard.time;
    say(byId("as-of"), `as of ${time(figuresOf)}`);
    parts.forEach(part => part(dashboard));
}

const lost = () => connection("lost", "Reconnecting", "The connection is lost; trying again.");

function connect() {
    lastHeard = performance.now();
    events = new EventSource("dashboard/events");
    events.onmessage = event => {
        lastHeard = performance.now();
        show(JSON.parse(event.data));
        connection("live", "Live");
    };
    events.addEventListener("outage", () => {
        lastHeard = performance.now();
        connection("outage", "Database away", "The database is away; orders wait in Kafka and nothing is lost.");
    });
    events.onerror = lost;
}

connect();
// A browser gives up for good when the answer was an error, and does not notice a connection that went silent.
setInterval(() => {
    if (events.readyState === EventSource.CLOSED || performance.now() - lastHeard > SILENT_FOR_MS) {
        lost();
        events.close();
        connect();
    }
}, LOOK_EVERY_MS);
