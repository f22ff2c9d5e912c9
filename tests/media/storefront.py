"""A store as a browser meets it: the folder store behind a small real web server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from media.landing import Readable
from media.storage import Answer, FolderStore, Store


@dataclass(frozen=True)
class Shop:
    """A store and what to put in front of its addresses to reach it as a browser does."""

    store: Store
    base: str

    def address(self, url: str) -> str:
        return url if url.startswith("http") else self.base + url


@contextmanager
def serving(store: FolderStore) -> Iterator[Shop]:
    """Serve the folder store on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), doors(store))
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield Shop(store, f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        server.server_close()


def doors(store: FolderStore) -> type[BaseHTTPRequestHandler]:
    """A request handler that does what the web app's store doors do."""

    class Doors(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            body = Body(self.rfile, int(self.headers["Content-Length"]))
            self._send(store.accept(self._token(), body, self.headers))

        def do_GET(self) -> None:
            self._send(store.open_range(self._token(), self.headers["Range"], self.command))

        do_HEAD = do_GET

        def _token(self) -> str:
            return self.path.removeprefix("/store/")

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            chunks = [answer.body] if isinstance(answer.body, bytes) else answer.body
            for chunk in chunks:
                self.wfile.write(chunk)

        def log_message(self, *_: object) -> None:
            """Keep the test's output quiet."""

    return Doors


class Body:
    """A request's body, which ends at its announced length."""

    def __init__(self, stream: Readable, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1, /) -> bytes:
        wanted = self._left if size < 0 else min(size, self._left)
        chunk = self._stream.read(wanted)
        self._left -= len(chunk)
        return chunk
