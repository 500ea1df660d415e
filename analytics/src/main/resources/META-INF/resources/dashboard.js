'use strict';

const byId = id => document.getElementById(id);
const amount = value => Number(value).toLocaleString(undefined, {minimumFractionDigits: 2, maximumFractionDigits: 2});
const count = value => Number(value).toLocaleString();
const time = seconds => new Date(seconds * 1000).toLocaleTimeString();

/** Text only, never markup: ids and kinds are whatever clients send. */
function rows(id, lines) {
    byId(id).replaceChildren(...lines.map(cells => {
        const row = document.createElement('tr');
        for (const {text, number} of cells) {
            const cell = row.insertCell();
            cell.textContent = text;
            cell.classList.toggle('number', Boolean(number));
        }
        return row;
    }));
}

function showTotals(totals) {
    for (const field of ['orders_today', 'rejected_today', 'rides_today', 'total_orders_count', 'total_rides_count']) {
        byId(field).textContent = count(totals[field]);
    }
    for (const field of ['revenue_today', 'total_revenue']) {
        byId(field).textContent = amount(totals[field]);
    }
    rows('by_kind', Object.entries(totals.by_kind).map(([kind, of]) => [
        {text: kind},
        {text: count(of.orders), number: true},
        {text: amount(of.revenue), number: true},
        {text: count(of.orders_today), number: true},
        {text: amount(of.revenue_today), number: true}]));
}

function showHeartbeat(heartbeat) {
    byId('alarm').hidden = !heartbeat.alarm;
    byId('heartbeat_time').textContent = heartbeat.last_time === null ? 'never' : time(heartbeat.last_time);
    byId('heartbeat_delay').textContent = heartbeat.delay_ms === null ? '–' : `${count(heartbeat.delay_ms)} ms`;
}

function show(dashboard) {
    showTotals(dashboard.totals);
    showHeartbeat(dashboard.heartbeat);
    rows('rides_by_zone', dashboard.rides_by_zone.slice(0, 12).map(zone => [
        {text: zone.zone},
        {text: count(zone.rides), number: true},
        {text: zone.mean_pickup_minutes === null ? '–' : zone.mean_pickup_minutes, number: true}]));
    rows('latest_orders', dashboard.latest_orders.map(order => [
        {text: time(order.time)},
        {text: order.order_id},
        {text: order.kind},
        {text: order.reason ? `${order.status}: ${order.reason}` : order.status},
        {text: amount(order.total_cost), number: true}]));
}

function connection(text, lost) {
    const state = byId('connection');
    if (state.textContent !== text) {
        state.textContent = text;
    }
    state.classList.toggle('lost', lost);
}

const SILENT_FOR_MS = 20_000;
let events;
let lastHeard;

function connect() {
    lastHeard = Date.now();
    events = new EventSource('dashboard/events');
    events.onmessage = event => {
        lastHeard = Date.now();
        connection('Live', false);
        show(JSON.parse(event.data));
    };
    events.addEventListener('outage', () => {
        lastHeard = Date.now();
        connection('The database is away: these figures are old', true);
    });
    events.onerror = () => connection('Connection lost, trying again…', true);
}

connect();
// A browser gives up for good when the answer was an error, and does not notice a connection that went silent.
setInterval(() => {
    if (events.readyState === EventSource.CLOSED || Date.now() - lastHeard > SILENT_FOR_MS) {
        connection('Connection lost, trying again…', true);
        events.close();
        connect();
    }
}, 3_000);
