// Runs in a page or, for all pages of a browser together, in a shared worker: there, too, is no module everywhere.
"use strict";
const SILENT_FOR_MS = 20_000;
const LOOK_EVERY_MS = 2_000;

/** Reads the dashboard's events and says what it hears: {type: "message" | "outage" | "lost", data}. */
function stream(address, say) {
    let events;
    let lastHeard;
    const lost = () => say({type: "lost"});
    const hear = type => event => {
        lastHeard = performance.now();
        say({type, data: event.data});
    };
    const connect = () => {
        lastHeard = performance.now();
        events = new EventSource(address);
        events.onmessage = hear("message");
        events.addEventListener("outage", hear("outage"));
        events.onerror = lost;
    };
    connect();
    // A browser gives up for good when the answer was an error, and does not notice a connection that went silent.
    const looking = setInterval(() => {
        if (events.readyState === EventSource.CLOSED || performance.now() - lastHeard > SILENT_FOR_MS) {
            lost();
            events.close();
            connect();
        }
    }, LOOK_EVERY_MS);
    return () => {
        clearInterval(looking);
        events.close();
    };
}

// One stream for all pages: a browser has six connections to a server that speaks HTTP/1.1, and a seventh page would
// wait for ever. It ends with the last page.
if (typeof SharedWorkerGlobalScope !== "undefined" && self instanceof SharedWorkerGlobalScope) {
    const pages = new Set();
    let last;
    let end;
    const tell = news => {
        last = news.type === "lost" ? undefined : news;
        pages.forEach(page => page.postMessage(news));
    };
    self.onconnect = ({ports: [page]}) => {
        page.onmessage = ({data}) => {
            if (data === "leave") {
                pages.delete(page);
                if (pages.size === 0 && end) {
                    end();
                    end = last = undefined;
                }
                return;
            }
            pages.add(page);
            if (last) {
                page.postMessage(last);
            }
            end ??= stream("../dashboard/events", tell);
        };
    };
}
