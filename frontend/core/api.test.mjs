// @ts-check
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { ApiError, get, post } from "freethrow/core/api.mjs";

const original = { fetch: globalThis.fetch, document: globalThis.document };
/** @type {{url: string, headers: Headers, body: unknown}[]} */
let sent = [];
/** @type {() => Response | Promise<Response>} */
let answer = () => Response.json({});

beforeEach(() => {
  sent = [];
  const meta = { getAttribute: () => "the token" };
  Object.assign(globalThis, {
    document: { querySelector: () => meta },
    fetch: async (/** @type {string} */ url, /** @type {any} */ request) => {
      sent.push({ url, headers: request.headers, body: request.body });
      return answer();
    },
  });
});
afterEach(() => Object.assign(globalThis, original));

/** @param {Promise<unknown>} asking */
async function refusal(asking) {
  const problem = await asking.then(() => null, (error) => error);
  assert.ok(problem instanceof ApiError);
  return problem;
}

test("a change carries the token, a look does not", async () => {
  answer = () => Response.json({ id: 7 });
  assert.deepEqual(await post("/x", { level: 4 }), { id: 7 });
  await get("/y");
  assert.equal(sent[0]?.headers.get("X-CSRFToken"), "the token");
  assert.equal(sent[0]?.body, '{"level":4}');
  assert.equal(sent[1]?.headers.get("X-CSRFToken"), null);
});

test("an answer without content is null", async () => {
  answer = () => new Response(null, { status: 204 });
  assert.equal(await post("/x"), null);
});

test("the server's own sentence is what the person reads", async () => {
  answer = () => Response.json({ error: "That is beyond the end of the take." }, { status: 400 });
  const problem = await refusal(post("/x"));
  assert.equal(problem.message, "That is beyond the end of the take.");
  assert.equal(problem.temporary, false);
});

test("an answer that is no JSON still gives a sentence", async () => {
  answer = () => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } });
  const problem = await refusal(get("/x"));
  assert.match(problem.message, /^Something went wrong on our side/);
  assert.equal(problem.temporary, true);
});

test("being signed out can be told from being refused", async () => {
  answer = () => new Response("", { status: 401 });
  assert.equal((await refusal(get("/x"))).signedOut, true);
  answer = () => new Response("", { status: 403 });
  assert.equal((await refusal(get("/x"))).signedOut, false);
});

test("no connection may be tried again", async () => {
  answer = () => Promise.reject(new TypeError("Failed to fetch"));
  const problem = await refusal(get("/x"));
  assert.deepEqual([problem.status, problem.temporary], [0, true]);
  assert.match(problem.message, /can’t reach the server/);
});

test("an aborted request stays an abort", async () => {
  answer = () => Promise.reject(new DOMException("stop", "AbortError"));
  await assert.rejects(get("/x"), { name: "AbortError" });
});
