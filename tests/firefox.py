"""A real Firefox with a fake camera and microphone, steered over Marionette.

Marionette is what Firefox itself listens to, and what geckodriver translates WebDriver into. Spoken
directly, it needs no other program (docs/decisions/firefox-in-tests.md).
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tests.waiting import PATIENCE, until

PLACES = ("/usr/bin/firefox-esr", "/usr/bin/firefox",
          "/Applications/Firefox.app/Contents/MacOS/firefox")  # fmt: skip
FLAGS = ("--headless", "--marionette", "--remote-allow-system-access", "--no-remote")
PREFERENCES = {
    "marionette.port": 0,  # a free one
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "permissions.default.camera": 1,
    "permissions.default.microphone": 1,
    "media.autoplay.default": 0,
    "network.proxy.type": 1,  # what isn't on this machine is asked of a port where nobody listens
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
}
BESIDE_US = '"$@" & cat; kill -9 0'  # the end of our pipe ends it all, however we come to end
NAMED = """const name = (one) => (one.ariaLabel ?? one.textContent).trim();
const all = [...document.querySelectorAll("button, a, summary")];
return all.find((one) => one.checkVisibility() && !one.disabled && name(one) === given[0]);"""
COMPLAINTS = """const wrong = (one) => one instanceof Ci.nsIScriptError && !(one.flags & 1);
const ours = (one) => one.sourceName.startsWith("http") || one.category.includes("CSP");
const heard = Services.console.getMessageArray().filter(wrong).filter(ours);
Services.console.reset();
return heard.map((one) => `${one.errorMessage} (${one.sourceName}:${one.lineNumber})`);"""


class Firefox:
    """One window, and what a person does with it."""

    def __init__(self, port: int) -> None:
        self.line = socket.create_connection(("127.0.0.1", port), timeout=2 * PATIENCE)
        self.heard = self.line.makefile("rb")
        self.count = 0
        assert self.hear()["marionetteProtocol"] == 3
        self.tell("WebDriver:NewSession")
        self.tell("WebDriver:SetTimeouts", script=int(PATIENCE * 1000))

    def hear(self) -> Any:
        """One message: its length, a colon, JSON."""
        length = b""
        while (byte := self.heard.read(1)) != b":":
            assert byte, "Firefox is gone"
            length += byte
        return json.loads(self.heard.read(int(length)))

    def tell(self, command: str, **parameters: object) -> Any:
        """Give a WebDriver command; answers its value."""
        self.count += 1
        message = json.dumps([0, self.count, command, parameters]).encode()
        self.line.sendall(b"%d:%s" % (len(message), message))
        _, answered, error, result = self.hear()
        assert answered == self.count
        assert error is None, f"{command}: {error['message']}\n{error['stacktrace']}"
        return result.get("value") if isinstance(result, dict) else result

    def close(self) -> None:
        self.heard.close()
        self.line.close()

    def open(self, url: str) -> None:
        """Go to an address and wait until it is loaded."""
        self.tell("WebDriver:Navigate", url=url)

    def run(self, script: str, *given: object) -> Any:
        """What the body of an async function returns, run on the page."""
        body = f"const given = [...arguments]; return (async () => {{ {script} }})();"
        return self.tell("WebDriver:ExecuteScript", script=body, args=given, sandbox=None)

    def until(self, script: str, *given: object, within: float = PATIENCE) -> Any:
        """The first thing other than nothing that a script returns, asked again and again."""
        give_up = time.monotonic() + within
        while time.monotonic() < give_up:
            if found := self.run(script, *given):
                return found
            time.sleep(0.1)
        page = self.run("return location.pathname + '\\n' + document.body.innerText")
        raise AssertionError(f"nothing within {within} s: {script} {given}\non {page}")

    def sees(self, words: str, within: float = PATIENCE) -> None:
        """Wait for words on the page."""
        self.until("return document.body.innerText.includes(given[0])", words, within=within)

    def click(self, name: str, within: float = PATIENCE) -> None:
        """Click the button or link of that name, as soon as it can be seen."""
        [element] = self.until(NAMED, name, within=within).values()
        self.tell("WebDriver:ElementClick", id=element)

    def type(self, selector: str, text: str) -> None:
        """Type into a field; a field for files takes a path."""
        [element] = self.until("return document.querySelector(given[0])", selector).values()
        self.tell("WebDriver:ElementSendKeys", id=element, text=text)

    def complaints(self) -> list[str]:
        """Errors of our scripts and breaches of our policy since this was last asked."""
        self.tell("Marionette:SetContext", value="chrome")
        found = self.tell("WebDriver:ExecuteScript", script=COMPLAINTS, args=[])
        self.tell("Marionette:SetContext", value="content")
        return list(found)


def find_firefox() -> str:
    """Where the browser is: FIREFOX, the PATH, or a usual place."""
    named = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    found = named or next((place for place in PLACES if Path(place).exists()), None)
    assert found, "no Firefox; `make test` finds or installs one"
    return found


@contextmanager
def firefox() -> Iterator[Firefox]:
    """A browser with a profile of its own; at the end nothing of it is left."""
    with ExitStack() as stack:
        profile = Path(tempfile.mkdtemp(prefix="freethrow-firefox-"))
        stack.callback(shutil.rmtree, profile, ignore_errors=True)
        process = start(profile)
        stack.callback(end, process)
        window = Firefox(port_of(profile))
        stack.callback(window.close)
        yield window


def start(profile: Path) -> subprocess.Popen[bytes]:
    lines = (
        f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
        for name, value in PREFERENCES.items()
    )
    (profile / "user.js").write_text("".join(lines))
    env = os.environ | {"HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"}
    with (profile / "out.log").open("wb") as log:
        return subprocess.Popen(
            ["sh", "-c", BESIDE_US, "sh", find_firefox(), *FLAGS, "--profile", str(profile)],
            env=env, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip


def port_of(profile: Path) -> int:
    """Firefox writes into its profile where it listens."""
    told = profile / "MarionetteActivePort"
    try:
        return int(until("a port", lambda: told.exists() and told.read_text().strip()))
    except AssertionError:
        log = (profile / "out.log").read_text()[-2000:]
        raise AssertionError(f"Firefox did not start:\n{log}") from None


def end(process: subprocess.Popen[bytes]) -> None:
    """Nothing in the profile is worth a polite good-bye."""
    assert process.stdin
    process.stdin.close()
    process.wait()
