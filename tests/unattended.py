"""A Chromium that no debugger looks into: one that is looked into prepares no pages in advance.

So the pages tell by themselves how they fare. From the room that it begins in, the next one is
asked for as soon as the browser has prepared it.
"""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.chromium import FLAGS, find_chromium
from tests.serving import served

LOOK = """
const tell = (what) => fetch("/told", {method: "POST", body: JSON.stringify(what)});
const frame = (then) => requestAnimationFrame(() => requestAnimationFrame(then));
addEventListener("load", async () => {
  if (document.prerendering) {
    document.addEventListener("prerenderingchange", () => frame(async () => {
      const [visit] = performance.getEntriesByType("navigation");
      await tell({shown: Date.now(), from: visit.activationStart});
      const video = document.querySelector("ft-player video");
      while (video && video.readyState < 2) {
        await new Promise((then) => video.addEventListener("loadeddata", then, {once: true}));
      }
      frame(() => tell({pictured: Date.now()}));
    }), {once: true});
    setTimeout(() => tell({prepared: location.pathname}), 300);
  } else if (document.querySelector("a[data-prepare]")) {
    const isPrepared = async () => (await fetch("/is-prepared")).json();
    while (!(await isPrepared())) await new Promise((then) => setTimeout(then, 50));
    await tell({clicked: Date.now()});
    document.querySelector("a[data-prepare]").click();
  }
});
"""


class Watched:
    """The app, with a look into its pages: what they tell, and what was asked for."""

    def __init__(self, app: Callable[..., Iterable[bytes]], cookie: dict[str, Any]) -> None:
        self.app, self.cookie = app, cookie
        self.told: dict[str, Any] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.clicked_after = 0
        self.beat, self.pictured = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/told":
            self.told |= json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
            self.clicked_after = self.clicked_after or len(self.asked) * ("clicked" in self.told)
            if "pictured" in self.told:
                self.pictured.set()
            return _answer(start, b"null")
        if path == "/is-prepared":
            return _answer(start, b"true" if "prepared" in self.told else b"false")
        purpose = environ.get("HTTP_SEC_PURPOSE", "")
        self.asked.append((environ["REQUEST_METHOD"], path, purpose))
        if "HTTP_COOKIE" not in environ:  # the very first page; from there on the browser has one
            environ["HTTP_COOKIE"] = f"{self.cookie['name']}={self.cookie['value']}"
        answer = self._with_look(environ, start)
        if path.endswith("/beat") and "shown" in self.told:
            self.beat.set()
        return answer

    def _with_look(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        head: list[Any] = []
        body = b"".join(self.app(environ, lambda *given: head.extend(given[:2])))
        nonce = body.partition(b'nonce="')[2].partition(b'"')[0]
        script = b'<script nonce="' + nonce + b'">' + LOOK.encode() + b"</script></body>"
        if environ["PATH_INFO"].endswith("/review"):
            body = body.replace(b"</body>", script)
            head[1] = [one for one in head[1] if one[0].lower() != "content-length"]
        start(head[0], head[1])
        return [body]


def _answer(start: Callable[..., Any], body: bytes) -> list[bytes]:
    start("200 OK", [("Content-Type", "application/json")])
    return [body]


@contextmanager
def unattended(
    app: Callable[..., Iterable[bytes]], cookie: dict[str, Any], path: str, folder: Path
) -> Iterator[Watched]:
    """One that opens this page of the app, signed in by this cookie."""
    made = Watched(app, dict(cookie))
    profile = f"--user-data-dir={folder / 'profile'}"
    with served(made) as url:
        browser = subprocess.Popen(
            [find_chromium(), *FLAGS, "--headless", profile, url + path],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            yield made
        finally:
            with suppress(ProcessLookupError):
                os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()
