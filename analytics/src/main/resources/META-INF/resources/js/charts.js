/* global Chart */
import {amount, byId, count, fill, headings, make, many, minute, row, say} from "./text.js";

const MINUTES = 60;
const KINDS = [["food", "Food"], ["furniture", "Furniture"], ["other", "Other kinds"], ["ride", "Rides"]];
const REJECTED = ["rejected", "Rejected"];
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** The last 60 minutes, each with what was confirmed of every kind, what it brought, and what was rejected. */
function lastHour(dashboard) {
    const newest = Math.floor(dashboard.time / 60) * 60;
    const hour = Array.from({length: MINUTES}, (_, i) => ({
        minute: newest - (MINUTES - 1 - i) * 60,
        orders: {food: 0, furniture: 0, other: 0, ride: 0, rejected: 0},
        revenue: {food: 0, furniture: 0, other: 0},
    }));
    const at = seconds => hour[(seconds - newest) / 60 + MINUTES - 1];
    for (const of of dashboard.minutes) {
        const to = at(of.minute);
        if (to) {
            const kind = of.kind === "food" || of.kind === "furniture" ? of.kind : "other";
            to.orders[kind] += of.orders;
            to.orders.rejected += of.rejected;
            to.revenue[kind] += of.revenue;
        }
    }
    for (const of of dashboard.ride_minutes) {
        const to = at(of.minute);
        if (to) {
            to.orders.ride += of.rides;
            to.orders.rejected += of.rejected;
        }
    }
    return hour;
}

/** Stacked bars, one of 60 a minute: what was confirmed above the line, what was rejected below it. */
class Bars {

    constructor(name, figure, series, format) {
        Object.assign(this, {name, figure, series, format});
        byId(`${name}-legend`).replaceChildren(...series.map(([kind, label]) =>
            make("li", {"data-kind": kind}, make("span", {class: "swatch"}), label)));
        byId(`${name}-table`).closest("details").addEventListener("toggle", () => this.hour && this.tabulate());
        this.chart = new Chart(byId(`${name}-chart`), {
            type: "bar",
            data: {labels: [], datasets: series.map(([, label]) => ({
                label, data: [], stack: "all", borderSkipped: "start", borderWidth: {top: 1}, barPercentage: 1, categoryPercentage: 0.82,
            }))},
            options: {
                maintainAspectRatio: false,
                animation: calm.matches ? false : {duration: 200},
                interaction: {mode: "index", intersect: false},
                scales: {
                    x: {stacked: true, border: {display: false}, grid: {display: false}, ticks: {maxRotation: 0, autoSkip: true, autoSkipPadding: 24}},
                    y: {stacked: true, border: {display: false}, suggestedMax: 4, ticks: {maxTicksLimit: 8, precision: 0, callback: value => count(Math.abs(value))}},
                },
                plugins: {
                    legend: {display: false},
                    tooltip: {
                        filter: item => item.raw !== 0,
                        padding: 10, boxPadding: 4,
                        callbacks: {label: item => ` ${item.dataset.label}: ${format(Math.abs(item.raw))}`},
                    },
                },
            },
        });
        this.paint();
    }

    /** The colours are the stylesheet's, taken from the legend: a canvas knows no theme. */
    paint() {
        const page = getComputedStyle(document.body);
        const card = getComputedStyle(byId(`${this.name}-chart`).closest(".card"));
        const muted = getComputedStyle(byId(`${this.name}-summary`)).color;
        const {options, data} = this.chart;
        byId(`${this.name}-legend`).querySelectorAll(".swatch").forEach((swatch, i) => {
            data.datasets[i].backgroundColor = getComputedStyle(swatch).backgroundColor;
            data.datasets[i].borderColor = card.backgroundColor;
        });
        const font = {family: page.fontFamily, size: parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.75};
        for (const axis of [options.scales.x, options.scales.y]) {
            axis.ticks.color = muted;
            axis.ticks.font = font;
        }
        options.scales.y.grid = {color: card.borderTopColor};
        Object.assign(options.plugins.tooltip, {
            backgroundColor: page.color, titleColor: page.backgroundColor, bodyColor: page.backgroundColor, titleFont: font, bodyFont: font,
        });
        this.chart.update("none");
    }

    show(hour, summary) {
        this.hour = hour;
        this.chart.data.labels = hour.map(of => minute(of.minute));
        this.series.forEach(([kind], i) => {
            this.chart.data.datasets[i].data = hour.map(of => kind === "rejected" ? -of.orders.rejected : of[this.figure][kind]);
        });
        this.chart.update();
        say(byId(`${this.name}-summary`), summary);
        byId(`${this.name}-chart`).setAttribute("aria-label", summary);
        this.tabulate();
    }

    tabulate() {
        fill(byId(`${this.name}-table`), headings("Minute", ...this.series.map(([, label]) => label)),
            [...this.hour].reverse().map(of => row(minute(of.minute), ...this.series.map(([kind]) => this.format(of[this.figure][kind])))));
    }
}

const sum = (hour, of) => hour.reduce((total, each) => total + of(each), 0);
const revenue = of => of.revenue.food + of.revenue.furniture + of.revenue.other;
const orders = of => of.orders.food + of.orders.furniture + of.orders.other;

function busiest(hour, of, format) {
    const most = hour.reduce((best, each) => of(each) > of(best) ? each : best);
    return of(most) > 0 ? `; most at ${minute(most.minute)}, ${format(of(most))}` : "";
}

export function charts() {
    const ordersChart = new Bars("orders", "orders", [...KINDS, REJECTED], count);
    const revenueChart = new Bars("revenue", "revenue", KINDS.slice(0, 3), amount);
    const both = [ordersChart, revenueChart];
    const paint = () => both.forEach(chart => chart.paint());
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
    new MutationObserver(paint).observe(document.documentElement, {attributeFilter: ["data-theme"]});
    addEventListener("resize", paint);
    return dashboard => {
        const hour = lastHour(dashboard);
        ordersChart.show(hour, `The last 60 minutes: ${many(sum(hour, orders), "order")} and ${many(sum(hour, of => of.orders.ride), "ride")} confirmed, `
            + `${count(sum(hour, of => of.orders.rejected))} rejected${busiest(hour, of => orders(of) + of.orders.ride, count)}.`);
        revenueChart.show(hour, `The last 60 minutes: ${amount(sum(hour, revenue))}${busiest(hour, revenue, amount)}.`);
    };
}
