"use strict";
// Runs before the first paint, so that a chosen theme does not flash.
(() => {
    const themes = ["auto", "light", "dark"];
    let theme = "auto";
    try {
        const chosen = localStorage.getItem("ordermill.theme");
        theme = themes.includes(chosen) ? chosen : theme;
    } catch {
        // No storage: the theme is the system's.
    }
    const show = () => {
        document.documentElement.dataset.theme = theme;
        const button = document.getElementById("theme");
        if (button) {
            button.textContent = `Theme: ${theme}`;
        }
    };
    show();
    document.addEventListener("DOMContentLoaded", () => {
        show();
        document.getElementById("theme").addEventListener("click", () => {
            theme = themes[(themes.indexOf(theme) + 1) % themes.length];
            try {
                localStorage.setItem("ordermill.theme", theme);
            } catch {
                // It lasts until the page is closed.
            }
            show();
        });
    });
})();
