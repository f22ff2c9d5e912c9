// @ts-check
/** A worker that beats time: send it milliseconds, and it answers that often, in the background too. */

/** @type {ReturnType<typeof setInterval> | undefined} */
let beating;

addEventListener("message", ({ data }) => {
  clearInterval(beating);
  beating = setInterval(() => postMessage(null), data);
});
