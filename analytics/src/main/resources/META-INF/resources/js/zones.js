import {byId, count, fill, headings, make, many, row, say} from "./text.js";

const ROWS = 10;
const COLUMNS = 10;
const LEVELS = 7;

/** A zone with the number of its row and column in the grid, counted from the equator and from Greenwich. */
function place(zone, size) {
    const [latitude, longitude] = zone.zone.split(",").map(Number);
    return {...zone, latitude, longitude, row: Math.floor(latitude / size + 1e-6), column: Math.floor(longitude / size + 1e-6)};
}

/** The numbers of all cells in a line, or of so many of them that the busiest is in their middle. */
function stretch(numbers, busiest, most) {
    const first = Math.min(...numbers);
    const last = Math.max(...numbers);
    const start = last - first < most ? first : Math.min(Math.max(first, busiest - Math.floor(most / 2)), last - most + 1);
    return Array.from({length: Math.min(most, last - first + 1)}, (_, i) => start + i);
}

const says = zone => `${zone.zone}: ${many(zone.rides, "ride")}, ${count(zone.rejected)} rejected`
    + (zone.mean_pickup_minutes === null ? "" : `, picked up after ${zone.mean_pickup_minutes} minutes`);

let shown;

function draw(zones, size) {
    const busiest = zones[0];
    const rows = stretch(zones.map(zone => zone.row), busiest.row, ROWS).reverse();
    const columns = stretch(zones.map(zone => zone.column), busiest.column, COLUMNS);
    const cells = new Map();
    for (const zone of zones) {
        // Zones of another size, from before it was changed, may share a cell.
        const key = `${zone.row} ${zone.column}`;
        const other = cells.get(key);
        cells.set(key, other ? {...other, rides: other.rides + zone.rides, rejected: other.rejected + zone.rejected} : zone);
    }
    const most = Math.max(...[...cells.values()].map(zone => zone.rides));
    const decimals = Math.max(2, (String(size).split(".")[1] ?? "").length);
    const degrees = number => (number * size).toFixed(decimals);
    const map = byId("map");
    map.classList.toggle("many", columns.length > 8);
    map.replaceChildren(
        make("thead", {}, make("tr", {}, make("td"), ...columns.map(column => make("th", {scope: "col"}, make("span", {}, degrees(column)))))),
        make("tbody", {}, ...rows.map(number => make("tr", {}, make("th", {scope: "row"}, degrees(number)), ...columns.map(column => {
            const zone = cells.get(`${number} ${column}`);
            return zone === undefined || zone.rides === 0
                ? make("td", zone ? {title: says(zone)} : {}, "0")
                : make("td", {"data-level": Math.max(1, Math.ceil(zone.rides / most * LEVELS)), title: says(zone)}, count(zone.rides));
        })))));
    byId("scale").replaceChildren(make("span", {}, "1"),
        ...Array.from({length: LEVELS}, (_, i) => make("i", {"data-level": i + 1})), make("span", {}, `${many(most, "ride")} a zone`));
    const inside = new Set(rows.flatMap(number => columns.map(column => `${number} ${column}`)));
    return zones.filter(zone => !inside.has(`${zone.row} ${zone.column}`)).length;
}

function tabulate(zones) {
    fill(byId("zones-table"), headings("Zone", "Rides", "Rejected", "Minutes to pick-up"), zones.map(zone =>
        row(zone.zone, count(zone.rides), count(zone.rejected), zone.mean_pickup_minutes === null ? "–" : String(zone.mean_pickup_minutes))));
}

/** Rides where they were, as a map of cells and as a list. */
export function zones() {
    let last = [];
    byId("zones-table").closest("details").addEventListener("toggle", () => tabulate(last));
    return dashboard => {
        const content = JSON.stringify(dashboard.rides_by_zone);
        if (content === shown) {
            return;
        }
        shown = content;
        last = dashboard.rides_by_zone;
        // What is counted together as other lies in many places: it is in the list only.
        const placed = last.filter(zone => zone.zone !== "other").map(zone => place(zone, dashboard.zone_size));
        byId("map").hidden = placed.length === 0;
        byId("scale").hidden = placed.length === 0;
        tabulate(last);
        if (placed.length === 0) {
            say(byId("zones-summary"), last.length === 0 ? "No rides yet." : "All rides are in the list.");
            return;
        }
        const outside = draw(placed, dashboard.zone_size);
        const rides = last.reduce((total, zone) => total + zone.rides, 0);
        say(byId("zones-summary"), `${many(rides, "ride")} in ${many(placed.length, "zone")} of ${dashboard.zone_size}°, north at the top`
            + (outside ? `; ${many(outside, "zone")} further away ${outside === 1 ? "is" : "are"} in the list.` : "."));
    };
}
