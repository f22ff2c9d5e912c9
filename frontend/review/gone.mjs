// @ts-check
/** In the place of a review room that is not this person's any more: what they typed there and never saved. */
import { showStuck } from "freethrow/review/conflict.mjs";
import { Left } from "freethrow/review/left.mjs";
import { Shelves, storage } from "freethrow/review/shelf.mjs";

const place = document.querySelector("[data-left]");

if (place instanceof HTMLElement) {
  const shelves = new Shelves(place.dataset.left ?? "", storage());
  const left = new Left(shelves, {
    show: (found, does) => {
      showStuck(found, does);
      place.hidden = !found.refusals?.length;
    },
  });
  shelves.inherit((name) => left.take(name));
}
