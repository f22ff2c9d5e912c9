// @ts-check
/** The assessment map: levels by mouse, by arrow keys, or by digits that go on to the next one. */
import { drawing, h } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";
import { LEVELS } from "freethrow/review/names.mjs";

export class AssessmentMap {
  /**
   * @param {HTMLElement} panel
   * @param {{levels: Record<string, number>, save: (criterion: string, level: number) => void, seek: (id: string) => void}} parts
   */
  constructor(panel, { levels, save, seek }) {
    this.panel = panel;
    this.levels = levels;
    this.save = save;
    this.seek = seek;
    this.rows = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[data-criterion]")]);
    this.at = -1;
    this.active = false;
    panel.addEventListener("change", (event) => {
      const [row, input] = [this.rowOf(event.target), event.target];
      if (row && input instanceof HTMLInputElement && input.type === "radio") this.set(row, Number(input.value));
    });
    panel.addEventListener("focusin", (event) => {
      const row = this.rowOf(event.target);
      // Only for the keyboard: nothing may move between pressing and releasing a pointer.
      if (row && row.matches(":has(:focus-visible)")) this.mark(this.turns.indexOf(row));
    });
    for (const row of this.rows) this.show(row, levels[this.id(row)]);
    panel.querySelector("[data-quick]")?.addEventListener("change", () => this.count());
    panel.querySelector("[data-whole-map]")?.addEventListener("click", (event) => this.whole(event));
    this.count();
  }

  /** All criteria, without leaving the page. @param {Event} event */
  whole(event) {
    event.preventDefault();
    if (event.target instanceof HTMLElement) event.target.remove();
    this.panel.classList.remove("one");
    this.mark(-1);
    this.count();
  }

  /** @param {EventTarget | null} target */
  rowOf(target) {
    return target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("[data-criterion]")) : null;
  }

  /** @param {HTMLElement} row */
  id(row) {
    return row.dataset.criterion ?? "";
  }

  /** The criteria that are asked for: all, the one that the rep works on, or none in a quick look. */
  get turns() {
    if (this.panel.querySelector("[data-quick]:checked")) return [];
    return this.panel.classList.contains("one") ? this.rows.filter((row) => row.classList.contains("element")) : this.rows;
  }

  /** The id of the criterion whose turn it is. */
  get marked() {
    const row = this.turns[this.at];
    return row ? this.id(row) : null;
  }

  /** Map mode: from here digits are levels. Begins at the first criterion without one. */
  enter() {
    const open = this.turns.findIndex((row) => !this.levels[this.id(row)]);
    this.active = true;
    this.panel.classList.add("active");
    this.mark(open < 0 ? 0 : open);
  }

  leave() {
    this.active = false;
    this.panel.classList.remove("active");
    this.mark(-1);
  }

  /** @param {number} index */
  mark(index) {
    this.at = index < 0 ? -1 : Math.min(index, this.turns.length - 1);
    const on = this.turns[this.at];
    for (const row of this.rows) row.classList.toggle("on", row === on);
    on?.scrollIntoView({ block: "nearest" });
  }

  /** @param {1 | -1} way */
  move(way) {
    this.mark(Math.max(0, this.at + way));
  }

  /**
   * The level of the marked criterion; then the next one has its turn.
   * @param {number} level
   */
  digit(level) {
    const row = this.turns[this.at];
    if (!row) return;
    const input = row.querySelector(`input[value="${level}"]`);
    if (!(input instanceof HTMLInputElement) || input.disabled) return;
    input.checked = true;
    this.set(row, level);
    if (this.at < this.turns.length - 1) this.mark(this.at + 1);
  }

  /**
   * @param {HTMLElement} row
   * @param {number} level
   */
  set(row, level) {
    this.levels[this.id(row)] = level;
    this.show(row, level);
    this.count();
    this.save(this.id(row), level);
  }

  /**
   * Another window set this one, or took it away.
   * @param {string} criterion
   * @param {number | null} level
   */
  learn(criterion, level) {
    const row = this.rows.find((each) => this.id(each) === criterion);
    if (!row) return;
    if (level) this.levels[criterion] = level;
    else delete this.levels[criterion];
    for (const input of row.querySelectorAll("input")) input.checked = false;
    this.show(row, level ?? undefined);
    this.count();
  }

  /**
   * @param {HTMLElement} row
   * @param {number | undefined} level
   */
  show(row, level) {
    const place = row.querySelector("[data-level]");
    place?.replaceChildren(...(level ? [h("span", { class: `level l${level}` }, drawing(`level-${level}`, "review-icons"), LEVELS[level])] : []));
    const input = level ? row.querySelector(`input[value="${level}"]`) : null;
    if (input instanceof HTMLInputElement) input.checked = true;
    for (const behavior of row.querySelectorAll(".behaviors li")) behavior.classList.toggle("chosen", behavior.classList.contains(`l${level}`));
  }

  /**
   * The rep's own level of a criterion, told once it was scored here.
   * @param {string} criterion
   * @param {number} level
   */
  ring(criterion, level) {
    const row = this.rows.find((each) => this.id(each) === criterion);
    const label = row?.querySelector(`input[value="${level}"]`)?.closest("label");
    if (!label || row?.querySelector(".self")) return;
    label.append(h("span", { class: "self", "aria-hidden": true }), h("span", { class: "sr" }, ", own score"));
    const [line, words] = [row?.querySelector("[data-own]"), row?.querySelector("[data-own-level]")];
    if (line instanceof HTMLElement) line.hidden = false;
    if (words) words.textContent = `${level} ${LEVELS[level]}`;
  }

  count() {
    const [done, all] = [this.turns.filter((row) => this.levels[this.id(row)]).length, this.turns.length];
    for (const [selector, words] of [["[data-scored]", `${done} of ${all}`], ["[data-scored-short]", `${done}/${all}`], ["[data-opener-words]", all ? "Map" : "Words"]]) {
      for (const place of document.querySelectorAll(selector ?? "")) place.textContent = all || selector === "[data-opener-words]" ? (words ?? "") : "";
    }
  }

  /** @param {import("freethrow/review/markers.mjs").Markers} markers */
  evidence(markers) {
    for (const row of this.rows) {
      const chips = markers.evidence(this.id(row)).map((marker) =>
        h("button", { type: "button", class: "evidence", "aria-label": `Evidence at ${clock(marker.at_ms)}`, onclick: () => this.seek(marker.id) }, drawing("arrow-right", "review-icons"), clock(marker.at_ms)),
      );
      row.querySelector("[data-evidence]")?.replaceChildren(...chips);
      const add = row.querySelector("[data-add-evidence]");
      if (add instanceof HTMLElement) add.hidden = markers.all.length === 0;
    }
  }
}
