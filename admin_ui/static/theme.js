// Light, dark, or as the machine has it. Loaded before anything is drawn, so that no page flashes in the other one.
"use strict";

const CHOSEN = "seatyard-theme"; // localStorage: light, dark, or nothing
const machine = matchMedia("(prefers-color-scheme: dark)");

const chosen = () => {
  try {
    return localStorage.getItem(CHOSEN) ?? "auto";
  } catch {
    return "auto"; // a browser that keeps nothing
  }
};

const show = () => {
  const theme = chosen();
  document.documentElement.dataset.bsTheme = theme === "auto" ? (machine.matches ? "dark" : "light") : theme;
  for (const one of document.querySelectorAll("[data-theme-choice]"))
    one.setAttribute("aria-pressed", String(one.dataset.themeChoice === theme));
};

show();
machine.addEventListener("change", show);
addEventListener("storage", show);
document.addEventListener("DOMContentLoaded", show);
document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-theme-choice]")?.dataset.themeChoice;
  if (!choice) return;
  try {
    if (choice === "auto") localStorage.removeItem(CHOSEN);
    else localStorage.setItem(CHOSEN, choice);
  } catch {
    document.documentElement.dataset.bsTheme = choice; // for this page at least
    return;
  }
  show();
});
