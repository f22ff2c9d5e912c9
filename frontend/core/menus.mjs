// @ts-check
/** Menus are popovers; here they are put beside their button and walked with the arrow keys. */

const GAP = 6;
const MARGIN = 8;

/**
 * @param {HTMLElement} menu
 * @param {Element} button
 */
function place(menu, button) {
  const from = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = from.left + width + MARGIN > innerWidth ? from.right - width : from.left;
  const below = from.bottom + GAP + height + MARGIN <= innerHeight;
  const top = below ? from.bottom + GAP : Math.max(MARGIN, from.top - GAP - height);
  menu.style.inset = `${Math.round(top)}px auto auto ${Math.round(Math.max(MARGIN, left))}px`;
}

/** @param {HTMLElement} menu */
function entries(menu) {
  return [...menu.querySelectorAll("a[href], button:not(:disabled)")].filter((each) => each instanceof HTMLElement);
}

document.addEventListener(
  "toggle",
  (event) => {
    const menu = event.target;
    if (!(menu instanceof HTMLElement) || !menu.matches(".menu[popover]")) return;
    const button = document.querySelector(`[popovertarget="${menu.id}"]`);
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    button?.setAttribute("aria-expanded", String(open));
    if (open && button) place(menu, button);
    if (open) entries(menu)[0]?.focus({ preventScroll: true });
  },
  true,
);

document.addEventListener("keydown", (event) => {
  const menu = event.target instanceof Element ? event.target.closest(".menu[popover]") : null;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!(menu instanceof HTMLElement) || !step) return;
  event.preventDefault();
  const all = entries(menu);
  const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
  all[(at + step + all.length) % all.length]?.focus();
});

for (const button of document.querySelectorAll("[popovertarget]")) button.setAttribute("aria-expanded", "false");
addEventListener("resize", () => {
  for (const menu of document.querySelectorAll(".menu:popover-open")) if (menu instanceof HTMLElement) menu.hidePopover();
});
