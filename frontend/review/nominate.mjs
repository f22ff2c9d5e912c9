// @ts-check
/** Naming a part of the take as a model: the moment at hand as its beginning or end, and autosave. */
import { put } from "freethrow/core/api.mjs";
import { around } from "freethrow/core/dom.mjs";
import { clock } from "freethrow/core/time.mjs";
import { Player } from "freethrow/player/player.mjs";

const dialog = document.getElementById("nominate");
const sheet = document.getElementById("sheet");
const PAUSE = 600;
let timer = 0;

/** The fields of the dialog as the server reads them. */
function fields() {
  const given = new FormData(/** @type {HTMLFormElement} */ (sheet));
  return Object.fromEntries([...given].filter(([name]) => name.startsWith("nominate")));
}

/** @param {string} sentence */
function told(sentence) {
  const line = dialog?.querySelector("[data-nominate-problem]");
  if (!(line instanceof HTMLElement)) return;
  line.textContent = sentence;
  line.hidden = !sentence;
}

async function save() {
  try {
    const { kept } = await put(dialog?.dataset.url ?? "", fields());
    told("");
    const opener = document.querySelector("[data-nominated]");
    opener?.setAttribute("data-nominated", kept ? "yes" : "no");
    const words = opener?.querySelector("[data-nominate-told]");
    if (words) words.textContent = kept ? ", named" : "";
  } catch (error) {
    told(error instanceof Error ? error.message : String(error));
  }
}

function soon() {
  clearTimeout(timer);
  timer = window.setTimeout(save, PAUSE);
}

/** @param {HTMLElement} button */
function takeMoment(button) {
  const [field, player] = [document.getElementById(button.dataset.now ?? ""), document.querySelector("ft-player")];
  if (!(field instanceof HTMLInputElement) || !(player instanceof Player)) return;
  field.value = clock(player.ms);
  tick();
  soon();
}

/** Whoever says what it is about wants it asked. */
function tick() {
  const box = dialog?.querySelector("[name=nominate]");
  if (box instanceof HTMLInputElement) box.checked = true;
}

dialog?.addEventListener("click", (event) => {
  const button = around(event, "[data-now]");
  if (button) takeMoment(button);
});
dialog?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target instanceof HTMLInputElement) event.preventDefault(); // it would send the feedback
});
dialog?.addEventListener("input", (event) => {
  if (!(event.target instanceof HTMLInputElement && event.target.name === "nominate")) tick();
  soon();
});
