"""What tests share does what it says: a request that comes too late reaches no database."""

import socket
from collections.abc import Iterable
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from tests.serving import served
from tests.waiting import PATIENCE


def test_what_is_still_being_asked_when_a_test_ends_is_turned_away() -> None:
    asked: list[str] = []

    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        asked.append(environ["PATH_INFO"])
        start("200 OK", [])
        return []

    with served(app) as url:
        at = urlsplit(url)
        # The first to come is the late one: the other is answered once both were let in.
        late, prompt = lines = [
            socket.create_connection((at.hostname, at.port), timeout=PATIENCE) for _ in range(2)
        ]
        for line in lines:
            line.sendall(b"GET /words HTTP/1.1\r\nHost: here\r\n")
        prompt.sendall(b"Connection: close\r\n\r\n")
        assert b"200 OK" in prompt.recv(100)
    late.sendall(b"Connection: close\r\n\r\n")
    assert b"503" in late.recv(100)
    assert asked == ["/words"]
    for line in lines:
        line.close()
