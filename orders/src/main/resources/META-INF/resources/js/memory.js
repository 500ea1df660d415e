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

/** So many of one product go into a cart. */
export const MOST_OF_ONE = 99;
/** So many places the map has on each side. */
export const SIDE = 10;

/** What is remembered, as far as the page can work with it: an older page or somebody's hand may have left something else. */
export function recall(name) {
    const otherwise = structuredClone(defaults[name]);
    try {
        const value = JSON.parse(fallback.get(name) ?? localStorage.getItem(`ordermill.${name}`));
        if (Array.isArray(otherwise)) {
            return Array.isArray(value) ? value.filter(usable[name]).slice(0, MOST) : otherwise;
        }
        const entries = isObject(value) ? Object.entries(value).filter(([key, of]) => usable[name](of, key)) : [];
        return { ...otherwise, ...Object.fromEntries(entries) };
    } catch {
        return otherwise;
    }
}

/** Whether it outlives the page. */
export const isKept = (name) => !fallback.has(name);

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isWhole = (value, most) => Number.isInteger(value) && value >= 0 && value <= most;
const isText = (value) => typeof value === "string" && value.length <= 1000;
const isTextOrNothing = (value) => value === undefined || value === null || isText(value);
const isDegrees = (value) => Number.isFinite(value) && Math.abs(value) <= 180;
const isQuantity = (value) => isWhole(value, MOST_OF_ONE);
const isCents = (value) => Number.isFinite(value) && value >= 0 && value <= 1e12;

const isLine = (one) => isObject(one) && isText(one.sku) && isText(one.name) && isQuantity(one.quantity) && isCents(one.cents);
const isOrder = (one) => isText(one.kind) && one.kind !== "ride" && Array.isArray(one.lines) && one.lines.every(isLine) && isCents(one.cents);
const isRide = (one) => one.kind === "ride" && isObject(one.at) && isDegrees(one.at.lat) && isDegrees(one.at.long);
const isRequest = (one) => isObject(one) && isText(one.id) && (one.flow === "order" ? isOrder(one) : one.flow === "ride" && isRide(one));

const usable = {
    cart: isQuantity,
    customer: (text, key) => key === "card" ? ["tok_visa", "tok_declined"].includes(text) : isText(text),
    place: (at) => isWhole(at, SIDE - 1),
    waiting: (one) => isRequest(one) && isObject(one.body),
    mine: (one) => isRequest(one) && isWhole(one.time, 8.64e15) && isTextOrNothing(one.status) && isTextOrNothing(one.reason),
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
