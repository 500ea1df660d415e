// What a journey's JSON means, in words.

export const ENDS = ["email_sent", "email_refused", "rejected", "unreadable"];

const REASONS = {
    card_declined: "The card was declined. Nothing was charged.",
    price_mismatch: "The total is not the sum of the items. Nothing was charged.",
    amount_over_limit: "The amount is above the limit for one order. Nothing was charged.",
    no_driver: "No driver is free right now. Try again in a few minutes.",
};

export const STATUS = {
    placed: "Placed", confirmed: "Confirmed", rejected: "Rejected", email_sent: "E-mailed",
    email_refused: "E-mail refused", unreadable: "Unreadable",
};

export const reasonInWords = (reason) =>
    REASONS[reason] ?? (reason ? `It was refused: ${reason.replaceAll("_", " ")}.` : "It was refused.");

export const took = (seconds) => {
    const ms = Math.round(seconds * 1000);
    return Math.abs(ms) < 10_000 ? `${ms} ms` : ms < 120_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
};

/** Placed, decided, e-mailed: each with its events, the first of which counts. */
export function steps(flow, journey) {
    const events = (test) => journey.timeline.filter(({ topic }) => test.test(topic));
    const placed = events(/_details$/);
    const decided = events(/_(confirmed|rejected)$/);
    const letters = events(/_details_dlq$/);
    const mailed = events(/_email_sent$/);
    const ended = journey.status === "rejected" || journey.status === "unreadable";
    return [
        { title: "Placed", events: placed, state: placed.length ? "done" : "waits",
            text: placed.length ? "Kafka has it for good." : "On its way into Kafka." },
        decision(flow, journey, decided, letters),
        { title: "E-mailed", events: mailed,
            state: mailed.length ? (journey.status === "email_refused" ? "bad" : "done") : ended ? "none" : "waits",
            text: mailed.length ? (journey.status === "email_refused" ? "The mail server refused the address for good." : "The confirmation is in the mail.")
                : ended ? "Nothing to confirm." : "The confirmation is written next." },
    ];
}

function decision(flow, { status, reason }, decided, letters) {
    const title = "Decided";
    if (status === "unreadable") {
        return { title, events: letters, state: "bad", text: "It could not be read. It waits in the dead letters for a person." };
    }
    if (status === "rejected") {
        return { title, events: decided, state: "bad", text: reasonInWords(reason), reason };
    }
    if (decided.length > 0) {
        return { title, events: decided, state: "done",
            text: flow === "ride" ? "Confirmed: a driver is on the way." : "Confirmed, and charged once." };
    }
    return { title, events: [], state: "waits", text: flow === "ride" ? "Looking for the nearest free driver." : "The price is checked and the card charged." };
}

/** The journey in a sentence. */
export function sentence(flow, journey) {
    const start = journey.timeline.find(({ topic }) => topic.endsWith("_details"))?.time;
    const end = journey.timeline.at(-1)?.time;
    const time = start && end > start ? ` ${took(end - start)} after placing` : "";
    switch (journey.status) {
        case "email_sent": return `Confirmed and e-mailed${time}.`;
        case "email_refused": return "Confirmed, but the mail server refused the address.";
        case "rejected": return `Rejected${time}. ${reasonInWords(journey.reason)}`;
        case "unreadable": return "Nobody could read this one.";
        case "confirmed": return "Confirmed; the e-mail is being written.";
        default: return "Placed; waiting for the decision.";
    }
}
