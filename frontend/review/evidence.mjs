// @ts-check
/**
 * A comment becomes evidence: dropped on a criterion, or chosen from the list under it. Dragging
 * begins beside the words, so that words can still be selected.
 */
import { h } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";

const TYPE = "text/x-freethrow-comment";
const LONGEST = 60;

/** @typedef {import("freethrow/review/markers.mjs").Marker} Marker */

/**
 * @param {{list: HTMLElement, panel: HTMLElement, give: (comment: string, criterion: string) => void}} parts
 */
export function evidenceByDragging({ list, panel, give }) {
  list.addEventListener("pointerdown", (event) => {
    const item = commentOf(event.target);
    if (item) item.draggable = event.target instanceof Element && !event.target.closest(".prewrap, form, .tools");
  });
  list.addEventListener("dragstart", (event) => {
    const item = commentOf(event.target);
    event.dataTransfer?.setData(TYPE, item?.id.replace(/^m-/, "") ?? "");
    document.body.classList.add("giving-evidence");
  });
  list.addEventListener("dragend", () => document.body.classList.remove("giving-evidence"));
  panel.addEventListener("dragover", (event) => {
    const row = rowOf(event.target);
    if (event.dataTransfer?.types.includes(TYPE) && row) event.preventDefault();
    light(panel, row);
  });
  panel.addEventListener("dragleave", (event) => rowOf(event.relatedTarget) ?? light(panel, null));
  panel.addEventListener("drop", (event) => {
    const row = rowOf(event.target);
    const comment = event.dataTransfer?.getData(TYPE);
    light(panel, null);
    if (!row?.dataset.criterion || !comment) return;
    event.preventDefault();
    give(comment, row.dataset.criterion);
  });
}

/** @param {EventTarget | null} target */
const commentOf = (target) => (target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(".comment[id]")) : null);

/** @param {EventTarget | null} target */
const rowOf = (target) => (target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-criterion]")) : null);

/**
 * @param {HTMLElement} panel
 * @param {HTMLElement | null} row
 */
function light(panel, row) {
  for (const each of panel.querySelectorAll("[data-criterion]")) each.classList.toggle("drop", each === row);
}

/**
 * The lists under the criteria; filled when somebody opens one, since there may be many comments.
 * @param {HTMLElement} panel
 * @param {{all: Marker[]}} markers
 * @param {(comment: string, criterion: string) => void} give
 */
export function evidenceByList(panel, markers, give) {
  for (const name of ["focusin", "pointerdown"]) panel.addEventListener(name, (event) => event.target instanceof HTMLSelectElement && fill(event.target, markers.all));
  panel.addEventListener("change", (event) => {
    const [select, row] = [event.target, rowOf(event.target)];
    if (!(select instanceof HTMLSelectElement) || !select.value || !row?.dataset.criterion) return;
    give(select.value, row.dataset.criterion);
    select.value = "";
  });
}

/**
 * @param {HTMLSelectElement} select
 * @param {Marker[]} markers
 */
function fill(select, markers) {
  if (!select.matches("[data-add-evidence]")) return;
  const criterion = rowOf(select)?.dataset.criterion;
  const others = markers.filter((marker) => marker.criterion_id !== criterion);
  const options = others.map((marker) => h("option", { value: marker.id }, label(marker)));
  select.replaceChildren(h("option", { value: "" }, others.length ? "Add evidence…" : "Every comment is here already"), ...options);
}

/** @param {Marker} marker */
export function label({ at_ms, kind, text }) {
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST - 1).trimEnd()}…` : text;
  return `${clock(at_ms)} ${kind}${short ? `: ${short}` : ""}`;
}
