"""The app on a port, for as long as a test: whoever comes late is turned away."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.serving import make_server

from tests.waiting import PATIENCE


class AtWork:
    """An app that knows how many requests it is at; a film may go out for as long as it likes."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app, self.count, self.is_over = app, 0, False
        self.changed = threading.Condition()

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        with self.changed:
            if self.is_over:
                start("503 Service Unavailable", [])
                return []
            self.count += 1
        try:
            return self.app(environ, start)
        finally:
            with self.changed:
                self.count -= 1
                self.changed.notify_all()

    def end(self) -> None:
        """Begin nothing more, and wait until it is at none."""
        with self.changed:
            self.is_over = True
            assert self.changed.wait_for(lambda: self.count == 0, PATIENCE), "one has no end"


@contextmanager
def served(app: WSGIApplication) -> Iterator[str]:
    """Where the app is to be found.

    It ends when nobody is at work any more and nobody can begin: the next test lays another
    database, and a window that is closed may have asked for something with its last breath.
    """
    at_work = AtWork(app)
    server = make_server("127.0.0.1", 0, at_work, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        at_work.end()
        server.server_close()
