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

export function recall(name) {
    try {
        const text = localStorage.getItem(`ordermill.${name}`) ?? fallback.get(name);
        return text ? JSON.parse(text) : structuredClone(defaults[name]);
    } catch {
        return structuredClone(defaults[name]);
    }
}

export function remember(name, value) {
    const text = JSON.stringify(value);
    try {
        localStorage.setItem(`ordermill.${name}`, text);
    } catch {
        // Storage is full or forbidden: it lasts until the page is closed.
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
