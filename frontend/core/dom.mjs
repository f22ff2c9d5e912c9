// @ts-check
/** Short ways to build and find elements. Text is always text, never markup. */

/**
 * A new element: attributes (a value of null or false leaves one out, `onclick` and the like take
 * functions), then children.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), /** @type {EventListener} */ (value));
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/**
 * The nearest element around an event's target that matches.
 * @param {Event} event
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function around(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/**
 * A fresh copy of an icon that the page keeps in a template (`#toast-icons` by default).
 * @param {string} name
 * @param {string} [from]
 * @returns {Node | null}
 */
export function drawing(name, from = "toast-icons") {
  const template = document.getElementById(from);
  if (!(template instanceof HTMLTemplateElement)) return null;
  return template.content.querySelector(`[data-icon="${name}"] > svg`)?.cloneNode(true) ?? null;
}
