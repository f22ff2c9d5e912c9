// @ts-check
/** The shape of each kind of comment, in its color; and a short way to build drawings. */

const SHAPES = /** @type {Record<string, string>} */ ({
  strength: "M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11Z",
  try: "M8 1.5 14.5 8 8 14.5 1.5 8Z",
  ask: "M8 2 14.8 13.6H1.2Z",
  note: "M2.75 2.75h10.5v10.5H2.75Z",
});

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...Node} children
 */
export function svg(tag, attributes, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * The shape of a kind, in its color.
 * @param {string} kind
 */
export function shape(kind) {
  const path = svg("path", { d: SHAPES[kind] ?? "" });
  return svg("svg", { class: `shape k-${kind}`, viewBox: "0 0 16 16", fill: "currentColor", "aria-hidden": "true" }, path);
}
