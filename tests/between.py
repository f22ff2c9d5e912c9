"""A proxy before the product or its store that fails the way networks and stores do.

    with between(product.url) as line:
        line.will(BUSY, "PUT", "/store/", times=5)
        ...
        assert line.met(BUSY) == 5

It keeps the Host header, so that addresses signed for the proxy are good for what lies behind it.
Every connection serves one request: a browser repeats by itself what it lost on a connection it
had used before, and then nothing of ours would have to.
"""

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

BUSY = "answers 503"
LOST = "does it, then hangs up without a word"
CUT = "hangs up after half of the body"
STALLED = "takes half of the body, then nothing more"
LATE = "is passed on after some seconds"

HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "content-length"}
CHUNK = 64 * 1024


@dataclass
class Fault:
    """What is to happen to the next requests of this kind, and how often."""

    how: str
    method: str
    path: str
    times: int
    seconds: float


class Line(ThreadingHTTPServer):
    """The proxy: its address, what it will do wrong, what it did wrong."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, target: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Through)
        self.target = urlsplit(target).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.faults: list[Fault] = []
        self.seen = Counter[str]()
        self.guard = threading.Lock()
        self.released = threading.Event()

    def will(self, how: str, method: str, path: str, times: int = 1, seconds: float = 0) -> None:
        """Do this to the next requests whose path contains these words."""
        with self.guard:
            self.faults.append(Fault(how, method, path, times, seconds))

    def met(self, how: str) -> int:
        """How often this was really done."""
        with self.guard:
            return self.seen[how]

    def heal(self) -> None:
        """Nothing fails from now on; what was held back goes on."""
        with self.guard:
            self.faults.clear()
        self.released.set()

    def next_fault(self, method: str, path: str) -> Fault | None:
        with self.guard:
            for fault in self.faults:
                if fault.times > 0 and fault.method == method and fault.path in path:
                    fault.times -= 1
                    self.seen[fault.how] += 1
                    return fault
        return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no error of ours."""


class Through(BaseHTTPRequestHandler):
    """One request, passed on or spoiled."""

    server: Line

    def log_message(self, *_: object) -> None:
        """What was asked is the test's business."""

    def pass_on(self) -> None:
        fault = self.server.next_fault(self.command, self.path)
        how = fault.how if fault else ""
        self.close_connection = True
        if how in (CUT, STALLED):
            self.rfile.read(self.length // 2)
            return self.hold(3600) if how == STALLED else None
        body = self.rfile.read(self.length)
        if how == BUSY:
            return self.send_error(503)
        if fault and how == LATE:
            self.hold(fault.seconds)
        answer, content = self.ask(body)
        if how != LOST:
            self.answer(answer, content)
        return None

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = pass_on

    @property
    def length(self) -> int:
        return int(self.headers.get("Content-Length") or 0)

    def hold(self, seconds: float) -> None:
        self.server.released.wait(seconds)

    def ask(self, body: bytes) -> tuple[http.client.HTTPResponse, bytes]:
        asking = http.client.HTTPConnection(self.server.target, timeout=120)
        try:
            asking.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in HOP_BY_HOP:
                    asking.putheader(name, value)
            if body or self.command in ("POST", "PUT", "PATCH"):
                asking.putheader("Content-Length", str(len(body)))
            asking.endheaders(body)
            answer = asking.getresponse()
            return answer, answer.read()
        finally:
            asking.close()

    def answer(self, answer: http.client.HTTPResponse, content: bytes) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in HOP_BY_HOP:
                self.send_header(name, value)
        length = len(content) if self.command != "HEAD" else answer.getheader("Content-Length", 0)
        self.send_header("Content-Length", str(length))
        self.send_header("Connection", "close")
        self.end_headers()
        with suppress(OSError):
            for start in range(0, len(content), CHUNK):
                self.wfile.write(content[start : start + CHUNK])


@contextmanager
def between(target: str, port: int = 0) -> Iterator[Line]:
    """A line to this address that can be told to fail."""
    line = Line(target, port)
    thread = threading.Thread(target=line.serve_forever, kwargs={"poll_interval": 0.1})
    thread.start()
    try:
        yield line
    finally:
        line.heal()
        line.shutdown()
        thread.join()
        line.server_close()
