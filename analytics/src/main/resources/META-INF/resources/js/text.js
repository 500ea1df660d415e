/** How figures are written, and elements made of text: ids and kinds are whatever clients send, so never of markup. */

const whole = new Intl.NumberFormat();
const cents = new Intl.NumberFormat(undefined, {minimumFractionDigits: 2, maximumFractionDigits: 2});
const percent = new Intl.NumberFormat(undefined, {style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1});
const toTheSecond = new Intl.DateTimeFormat(undefined, {timeStyle: "medium"});
const toTheMinute = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit"});

export const count = value => whole.format(value);
export const amount = value => cents.format(value);
export const share = value => percent.format(value);
export const time = seconds => toTheSecond.format(seconds * 1000);
export const minute = seconds => toTheMinute.format(seconds * 1000);

/** "1 ride", "2 rides". */
export const many = (number, what) => `${count(number)} ${what}${number === 1 ? "" : "s"}`;

export const byId = id => document.getElementById(id);

/** Sets what differs only, since whoever reads with a screen reader or selects a text is disturbed by every change. */
export function say(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

export function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
}

/** A row with a header cell, of texts or elements; all but the first are numbers. */
export function row(head, ...cells) {
    return make("tr", {}, make("th", {scope: "row"}, head), ...cells.map(cell => make("td", {class: "number"}, cell)));
}

export function headings(first, ...others) {
    return make("thead", {}, make("tr", {},
        make("th", {scope: "col"}, first),
        ...others.map(other => make("th", {scope: "col", class: "number"}, other))));
}

/** Fills a table that is shown, and leaves one alone that is folded away. */
export function fill(table, header, rows) {
    if (table.closest("details").open) {
        table.replaceChildren(header, make("tbody", {}, ...rows));
    }
}
