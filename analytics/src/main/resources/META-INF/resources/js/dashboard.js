import {charts} from "./charts.js";
import {listen} from "./listen.js";
import {orders} from "./orders.js";
import {pipeline} from "./pipeline.js";
import {byId, say, time} from "./text.js";
import {zones} from "./zones.js";

const parts = [orders(), pipeline(), zones(), charts()];
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

const heard = {
    message: data => {
        show(JSON.parse(data));
        connection("live", "Live");
    },
    outage: () => connection("outage", "Database away", "The database is away; orders wait in Kafka and nothing is lost."),
    lost: () => connection("lost", "Reconnecting", "The connection is lost; trying again."),
};

listen(({type, data}) => heard[type](data));
