// What this browser remembers. A page in another tab of it hears of changes, too.
const defaults = {
    cart: {},
    customer: { name: "Guest", email: "guest@example.com", card: "tok_visa" },
    place: { row: 4, column: 4 },
    waiting: [],
    mine: [],
};
const fallback = new Map();
const listeners = [];
const MOST = 100;

/** What is remembered, as far as the page can work with it: an older page or somebody's hand may have left something else. */
export function recall(name) {
    const otherwise = structuredClone(defaults[name]);
    try {
        const value = JSON.parse(fallback.get(name) ?? localStorage.getItem(`ordermill.${name}`));
        if (Array.isArray(otherwise)) {
            return Array.isArray(value) ? value.filter(usable[name]) : otherwise;
        }
        return isObject(value) && Object.values(value).every(usable[name]) ? { ...otherwise, ...value } : otherwise;
    } catch {
        return otherwise;
    }
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isCount = (value) => Number.isInteger(value) && value >= 0;
const isRequest = (one) => isObject(one) && ["order", "ride"].includes(one.flow) && typeof one.id === "string"
    && (one.kind === "ride" ? isObject(one.at) && [one.at.lat, one.at.long].every(Number.isFinite)
        : Array.isArray(one.lines) && one.lines.every(isObject) && Number.isFinite(one.cents));

const usable = {
    cart: isCount,
    customer: (text) => typeof text === "string",
    place: (at) => isCount(at) && at < 10,
    waiting: (one) => isRequest(one) && isObject(one.body),
    mine: (one) => isRequest(one) && Number.isFinite(one.time),
};

export function remember(name, value) {
    const text = JSON.stringify(value);
    try {
        localStorage.setItem(`ordermill.${name}`, text);
        fallback.delete(name);
    } catch {
        // Storage is full or forbidden: it lasts until the page is closed, and goes before what is stored.
        fallback.set(name, text);
    }
    tell(name);
}

export const onChange = (listener) => listeners.push(listener);

function tell(name) {
    listeners.forEach((listener) => listener(name));
}

addEventListener("storage", (event) => {
    if (event.key?.startsWith("ordermill.")) {
        tell(event.key.slice("ordermill.".length));
    }
});

/** Changes one order of mine, or adds it as the latest. */
export function rememberMine(order) {
    const mine = recall("mine");
    const known = mine.find(({ flow, id }) => flow === order.flow && id === order.id);
    if (known) {
        Object.assign(known, order);
    } else {
        mine.unshift(order);
    }
    remember("mine", mine.slice(0, MOST));
}

/** A UUIDv7. Not crypto.randomUUID: that one is missing on plain http, unless it is localhost. */
export function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    let time = Date.now();
    for (let i = 5; i >= 0; i--) {
        bytes[i] = time % 256;
        time = Math.floor(time / 256);
    }
    bytes[6] = 0x70 | (bytes[6] & 0x0f);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
