/** An element with these properties and children; text is always text, never markup. */
export function h(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (name.startsWith("on")) {
            element.addEventListener(name.slice(2), value);
        } else if (name in element && typeof value !== "string") {
            element[name] = value;
        } else if (value !== null && value !== undefined) {
            element.setAttribute(name, value);
        }
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
}

export const $ = (id) => document.getElementById(id);

/** Replaces the children and gives the focus back to the element with the same data-key, or else to a fallback. */
export function refill(element, children, fallback) {
    const key = element.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    element.replaceChildren(...children);
    if (key) {
        const again = element.querySelector(`[data-key="${CSS.escape(key)}"]:not(:disabled)`);
        (again ?? fallback)?.focus({ preventScroll: true });
    }
}

let announced = "";

/** Says it to a screen reader, once. */
export function announce(text) {
    if (text !== announced) {
        announced = text;
        $("live").textContent = text;
    }
}

export function showError(element, text) {
    element.textContent = text ?? "";
    element.hidden = !text;
}
