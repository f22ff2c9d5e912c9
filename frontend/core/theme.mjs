// @ts-check
/** Light, dark or as the device has it; the choice stays on this device. */
import { around } from "freethrow/core/dom.mjs";

/** @param {string} value "light", "dark" or "" */
function choose(value) {
  if (value) document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
  try {
    if (value) localStorage.setItem("theme", value);
    else localStorage.removeItem("theme");
  } catch {
    // A browser that keeps nothing still changes this page.
  }
  show();
}

function show() {
  const now = document.documentElement.dataset.theme ?? "";
  for (const button of document.querySelectorAll("[data-theme-choice] button")) {
    if (button instanceof HTMLElement) button.setAttribute("aria-pressed", String(button.dataset.value === now));
  }
}

document.addEventListener("click", (event) => {
  const button = around(event, "[data-theme-choice] button");
  if (button) choose(button.dataset.value ?? "");
});
show();
