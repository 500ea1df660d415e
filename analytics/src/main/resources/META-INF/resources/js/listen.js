/* global stream */
/** Says to the page what the server says: by the stream that all pages share, or where there is none by one of its own. */
export function listen(hear) {
    let leave;
    const share = () => {
        const {port} = new SharedWorker("js/stream.js", "dashboard");
        port.onmessage = ({data}) => hear(data);
        port.postMessage("join");
        leave = () => port.postMessage("leave");
    };
    const join = () => {
        if (typeof SharedWorker === "undefined") {
            leave = stream("dashboard/events", hear);
        } else {
            share();
        }
    };
    join();
    // A page that was left may come back out of the browser's memory.
    addEventListener("pagehide", () => leave());
    addEventListener("pageshow", event => event.persisted && join());
}
