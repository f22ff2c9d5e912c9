// @ts-check
/** Answers to comments: shown in the review room, and spoken instead of written on the page of feedback. */
import { around, h } from "freethrow/core/dom.mjs";
import { toastError } from "freethrow/core/toasts.mjs";
import { obstacleIn, recordIn, voice } from "freethrow/review/voice.mjs";

/** @typedef {{id: string, author: string, text: string, is_spoken: boolean, disagrees: boolean, at: string}} Reply */

/**
 * What was answered to a comment, to read beside it.
 * @param {Reply[]} replies
 * @param {string} submission
 */
export function thread(replies, submission) {
  return replies.map((said) =>
    h(
      "div",
      { class: "reply" },
      h("p", { class: "small row wrap" }, h("b", {}, said.author), said.disagrees ? h("span", { class: "chip warn" }, "Disagrees") : null),
      said.text ? h("p", { class: "prewrap" }, said.text) : null,
      said.is_spoken ? voice(`/submissions/${submission}/comments/${said.id}/media`) : null,
    ),
  );
}

document.addEventListener("click", (event) => {
  const button = around(event, "[data-record]");
  const place = button?.closest("form[data-reply]")?.querySelector("[data-recorder]");
  if (button && place instanceof HTMLElement) void recordIn(place, button.dataset.record ?? "audio");
});

// Before anything else hears of it: what is not recorded to its end must not go without it.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !("reply" in form.dataset)) return;
    const sentence = obstacleIn(form);
    if (!sentence || sentence === "busy") return; // the recorder itself holds it until then
    event.preventDefault();
    event.stopPropagation();
    toastError(new Error(sentence));
  },
  true,
);
