"""What the fault tests share: long recordings, a mail server, and the product to hurt."""

from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from media.binaries import find_ffmpeg
from media.runner import run
from tests.faults.world import World, opened
from tests.product import embedded, free_port

CHROME = Path(__file__).parent.parent / "media" / "files" / "chrome-480p-vp8.webm"
CHROME_SECONDS = 6.047


class Mailbox:
    """Every mail that was taken, by recipient and subject."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((str(mail["To"]), str(mail["Subject"])))
        return "250 OK"


@pytest.fixture(scope="session")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], bytes]:
    """What Chrome recorded, so many times over: long enough to be killed in the middle."""
    folder = tmp_path_factory.mktemp("recordings")

    def times(count: int) -> bytes:
        made = folder / f"{count}.webm"
        if not made.exists():
            again = ["-stream_loop", str(count - 1), "-i", str(CHROME), "-c", "copy"]
            quiet = [find_ffmpeg(), "-nostdin", "-loglevel", "error"]
            ran = run([*quiet, *again, "-f", "webm", "-live", "1", str(made)], folder)
            assert ran.code == 0, ran.stderr
        return made.read_bytes()

    return times


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A mail server and its address."""
    box, port = Mailbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def world(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> Iterator[World]:
    """What `make run` starts."""
    with embedded(tmp_path / "data", SMTP_URL=mailbox[1]) as product, opened(product) as made:
        yield made
