// @ts-check
/** The review room: puts player, comments, map and bar together, and gives them their keys. */
import { ask, get } from "freethrow/core/api.mjs";
import { openDialog } from "freethrow/core/dialogs.mjs";
import { toastUndo } from "freethrow/core/toasts.mjs";
import { showKeys } from "freethrow/player/hints.mjs";
import { areOff, placeOf, reviewCommand, switchOff } from "freethrow/player/keys.mjs";
import { before } from "freethrow/player/time.mjs";
import { Player } from "freethrow/player/player.mjs";
import { Bar } from "freethrow/review/bar.mjs";
import { startBeat } from "freethrow/review/beat.mjs";
import { CommentList } from "freethrow/review/comments.mjs";
import { Composer } from "freethrow/review/composer.mjs";
import { evidenceByDragging, evidenceByList } from "freethrow/review/evidence.mjs";
import { AssessmentMap } from "freethrow/review/map.mjs";
import { changeOf, Markers, newId } from "freethrow/review/markers.mjs";
import { Nominating } from "freethrow/review/nominate.mjs";
import { showPresence } from "freethrow/review/presence.mjs";
import { Saver } from "freethrow/review/saver.mjs";
import { countDown } from "freethrow/review/sending.mjs";
import { Shelves, storage } from "freethrow/review/shelf.mjs";
import { reason, suggested } from "freethrow/review/suggest.mjs";
import { firstSeen } from "freethrow/review/versions.mjs";
import { percentWatched } from "freethrow/review/words.mjs";

/** @typedef {import("freethrow/review/markers.mjs").Marker} Marker */

const data = JSON.parse(document.getElementById("review-data")?.textContent ?? "{}");
const isOpen = data.state === "draft";
const markers = new Markers(data.markers);
const found = document.querySelector("ft-player");
const player = found instanceof Player ? found : null;
const shelf = storage();
const shelves = new Shelves(`review:${data.person}:${data.id}`, shelf);
const sheet = document.getElementById("sheet");

/** Fetched behind the first picture, so that it is there when the network is not. */
const stuck = () => import("freethrow/review/conflict.mjs");
addEventListener("load", () => stuck().catch(() => undefined), { once: true });

const saver = new Saver({
  name: shelves.own,
  shelf: isOpen ? shelf : null,
  send: async ({ method, path, body }) => {
    const answer = await ask(method, `/submissions/${data.id}${path}`, body);
    if (answer?.own) map.ring(path.split("/").pop() ?? "", answer.own);
    return answer;
  },
  renew,
  tell: (status) => bar?.told(status),
  differ: (conflicts, refusals) => {
    void stuck().then(({ showStuck }) => showStuck({ conflicts, refusals, criteria: data.criteria }, { choose: (key, here) => saver.choose(key, here), discard: (key) => saver.discard(key) }));
    part?.told(refusals.find(({ key }) => key === "nomination")?.sentence ?? "");
  },
  learn,
});
saver.seen = firstSeen(data);
saver.stamp = data.stamp;
if (data.saved_at) saver.savedAt = Date.parse(data.saved_at);
const naming = document.getElementById("nominate");
const part = naming && sheet instanceof HTMLFormElement ? new Nominating(naming, sheet, { player, saver }) : null;
const bar = sheet instanceof HTMLFormElement ? new Bar(sheet, { rep: data.rep, saver, isQuick: data.summary.is_quick, watched, saveTyped }) : null;
const map = new AssessmentMap(/** @type {HTMLElement} */ (document.getElementById("map")), {
  levels: Object.fromEntries(Object.entries(data.levels).map(([id, { level }]) => [id, level])),
  save: (criterion, level) => {
    saver.put(`level:${criterion}`, { method: "PUT", path: `/review/levels/${criterion}`, body: { level } });
    suggest();
  },
  seek: (id) => open(id),
});
const panel = map.panel;
const list = new CommentList(/** @type {HTMLElement} */ (document.querySelector("[data-comments]")), {
  markers,
  criteria: data.criteria,
  submission: data.id,
  open: isOpen,
  does: { seek: (marker) => open(marker.id), save: put, remove },
});
const form = document.querySelector("[data-composer]");
const composer = form instanceof HTMLFormElement ? new Composer(form, player, { post: put, shelf, name: `${shelves.own}:words` }) : null;

let watchedMs = data.watched_ms;
const beat = isOpen ? startBeat({ submission: data.id, player, tell: toldStanding }) : null;
if (isOpen) {
  evidenceByDragging({ list: list.list, panel, give });
  evidenceByList(panel, markers, give);
}

/** Preselect the decision that the levels point to, where the assignment names a level. */
function suggest() {
  const criteria = data.criteria.map((/** @type {{id: string}} */ each) => each.id);
  const decision = suggested(map.levels, criteria, data.pass_level);
  if (decision) bar?.suggest(decision, reason(decision, data.pass_level));
}

/** How much of the take was played by now, in this visit and those before. */
async function watched() {
  await beat?.send();
  return data.has_video ? { ms: watchedMs, of: data.length_ms } : null;
}

/** @param {import("freethrow/review/beat.mjs").Standing} standing */
function toldStanding(standing) {
  showPresence(standing);
  watchedMs = standing.watched_ms ?? watchedMs;
  text(".actionbar [data-watched]", watchedMs > 0 ? `watched ${percentWatched(watchedMs, data.length_ms)}%` : "");
}

/**
 * @param {string} comment
 * @param {string} criterion
 */
function give(comment, criterion) {
  const marker = markers.find(comment);
  if (marker) put({ ...marker, criterion_id: criterion });
}

/**
 * What a window could not send before it went stands on this page and goes out now.
 * @param {string} name of its shelf
 */
function takeUp(name) {
  const entries = shelves.read(name) ?? [];
  const later = saver.adopt(entries);
  shelves.write(name, later.length ? later : null);
  for (const { key, change } of entries) if (saver.waiting.get(key) === change) apply(key, change);
  const words = shelves.read(`${name}:words`);
  if (words && composer && !composer.text.value.trim()) {
    shelves.write(`${shelves.own}:words`, words);
    shelves.write(`${name}:words`, null);
    composer.restore();
    composer.show();
  }
  show();
  saver.go();
}

/** @type {import("freethrow/review/left.mjs").Left | undefined} */
let left;

/** @param {string} name of the shelf of a window whose words came too late */
async function leaveBehind(name) {
  const { Left } = await import("freethrow/review/left.mjs");
  left ??= new Left(shelves, { sentence: "The feedback was sent without it.", criteria: data.criteria });
  left.take(name);
}

/**
 * @param {string} key
 * @param {import("freethrow/review/versions.mjs").Change} change
 */
function apply(key, { method, path, body }) {
  const id = path.split("/").pop() ?? "";
  if (key.startsWith("marker:") && method === "PUT") markers.put({ id, ...body });
  if (key.startsWith("marker:") && method === "DELETE") markers.remove(id);
  if (key.startsWith("level:")) map.learn(id, body.level);
  if (key.startsWith("summary:")) bar?.fill(body);
  if (key === "nomination") part?.write(body);
}

/**
 * Another window changed this; what is being written here stays as it is.
 * @param {string} thing
 * @param {Record<string, any> | null} current
 * @param {string[]} writing the fields that are still on their way from here
 */
function learn(thing, current, writing) {
  const id = thing.split(":")[1] ?? "";
  if (thing === "summary") bar?.fill(Object.fromEntries(Object.entries(current ?? {}).filter(([name]) => !writing.includes(name))));
  else if (writing.length) return;
  else if (thing === "nomination") part?.write(current ?? {});
  else if (thing.startsWith("level:")) map.learn(id, current?.level ?? null);
  else if (current) markers.put(/** @type {Marker} */ (current));
  else markers.remove(id);
  show();
}

/** After signing in again in another tab: the same person's new token, or no. */
async function renew() {
  try {
    const now = await get("/session");
    if (!now?.csrf_token || now.person?.id !== data.person) return false;
    document.querySelector('meta[name="csrf-token"]')?.setAttribute("content", now.csrf_token);
    return true;
  } catch {
    return false;
  }
}

/** @param {Marker} marker */
function put(marker) {
  markers.put(marker);
  saver.put(`marker:${marker.id}`, changeOf(marker));
  show();
  highlight(marker.id);
}

/** @param {Marker} marker */
async function remove(marker) {
  const beside = markers.beside(1, marker.id, 0) ?? markers.beside(-1, marker.id, 0);
  markers.remove(marker.id);
  saver.put(`marker:${marker.id}`, { method: "DELETE", path: `/review/markers/${marker.id}` });
  show();
  (beside ? list.button(beside.id) : list.list)?.focus();
  if (await toastUndo("Comment deleted.")) put(marker);
}

/** Show a comment in its context: a little before, and playing on if it plays.
 * @param {string} id */
function open(id) {
  const marker = markers.find(id);
  if (!marker) return;
  player?.seek(before(marker.at_ms));
  highlight(id);
}

/** @param {string | null} id */
function highlight(id) {
  list.highlight(id);
  player?.timeline?.highlight(id);
}

function show() {
  list.show();
  map.evidence(markers);
  player?.mark(markers.all);
  const nothing = document.querySelector("[data-nothing]");
  if (nothing instanceof HTMLElement) nothing.hidden = markers.all.length > 0;
  const { asks, tells } = markers.balance;
  text("[data-count]", String(markers.all.length));
  text("[data-balance]", isOpen && asks + tells > 0 ? `asks ${asks} : tells ${tells}` : "");
}

/**
 * @param {string} selector
 * @param {string} words
 */
function text(selector, words) {
  const place = document.querySelector(selector);
  if (place) place.textContent = words;
}

/** A marker dropped while watching; words can follow later.
 * @param {string} kind */
function drop(kind) {
  put({ id: newId(), at_ms: player?.ms ?? 0, until_ms: null, kind, criterion_id: null, text: "" });
}

/** @param {boolean} on */
function mapMode(on) {
  document.body.classList.toggle("map-open", on);
  for (const opener of document.querySelectorAll("[data-open-map]")) opener.setAttribute("aria-expanded", String(on));
  if (on) map.enter();
  else map.leave();
}

/** @type {Record<string, () => unknown>} */
const COMMANDS = {
  send: () => sheet instanceof HTMLFormElement && sheet.requestSubmit(/** @type {HTMLElement | null} */ (sheet.querySelector('[type="submit"]'))),
  post: () => composer?.send(),
  comment: () => composer?.focus(),
  reuse: () => composer?.reuse(),
  previous: () => step(-1),
  next: () => step(1),
  map: () => mapMode(true),
  leaveMap: () => mapMode(false),
  leaveField: () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
  criterionNext: () => map.move(1),
  criterionPrevious: () => map.move(-1),
  evidence: () => isOpen && list.on && map.marked && give(list.on, map.marked),
  help: () => openDialog("shortcuts"),
};

/** @param {1 | -1} way */
function step(way) {
  const marker = markers.beside(way, list.on, player?.ms ?? 0);
  if (marker) open(marker.id);
}

/** @param {string} command */
function run(command) {
  if (command.startsWith("drop:")) return isOpen && drop(command.slice(5));
  if (command.startsWith("level")) return map.digit(Number(command.slice(5)));
  return COMMANDS[command]?.();
}

document.addEventListener("keydown", (event) => {
  const place = placeOf(event.target instanceof Element ? event.target : null);
  const command = reviewCommand(event, place, map.active);
  if (event.defaultPrevented || !command || (areOff() && !["send", "post", "leaveMap", "leaveField"].includes(command))) return;
  event.preventDefault();
  run(command);
});
document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-open-map], [data-close-map]") : null;
  if (button) mapMode(button.hasAttribute("data-open-map") && !document.body.classList.contains("map-open"));
});
player?.addEventListener("ft-mark", (event) => open(/** @type {CustomEvent} */ (event).detail));

const off = document.querySelector("[data-keys-off]");
if (off instanceof HTMLInputElement) {
  off.checked = areOff();
  off.addEventListener("change", () => switchOff(off.checked));
}
addEventListener("online", () => saver.go());
/** Save what was typed in the last moment. */
function saveTyped() {
  bar?.saveTyped();
  part?.saveTyped();
}

addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveTyped());
addEventListener("beforeunload", (event) => {
  saveTyped();
  if (isOpen && saver.dirty) event.preventDefault();
});

show();
if (isOpen) suggest();
showKeys();
shelves.inherit(isOpen ? takeUp : leaveBehind);
countDown();
