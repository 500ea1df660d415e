/* global stream */
/** Says to the page what the server says: by the stream that all pages share, or where there is none by one of its own. */
export function listen(hear) {
    let leave;
    const readAlone = () => {
        leave = stream("dashboard/events", hear);
    };
    const share = () => {
        const worker = new SharedWorker("js/stream.js", "dashboard");
        worker.port.onmessage = ({data}) => hear(data);
        worker.port.postMessage("join");
        leave = () => worker.port.postMessage("leave");
        worker.onerror = () => {
            leave();
            worker.port.close();
            readAlone();
        };
    };
    // Where site data are blocked, one browser throws and another says so later.
    const join = () => {
        try {
            share();
        } catch {
            readAlone();
        }
    };
    join();
    // A page that was left may come back out of the browser's memory.
    addEventListener("pagehide", () => leave());
    addEventListener("pageshow", event => event.persisted && join());
}
