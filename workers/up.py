"""`freethrow up`: the whole product on one machine, in the order in which it comes to life."""

import fcntl
import http.client
import os
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import redis

from practice.memory import settle
from practice.settings import Settings, queue_socket
from workers import parts
from workers.address import CannotStart
from workers.keeper import keep
from workers.parts import Part
from workers.supervise import Stopped, Supervisor

PATIENCE = 90.0  # seconds until the web answers, on a slow machine and with a cold disk
ERROR = re.compile(r"[A-Za-z_][\w.]*(Error|Exception|Refused|Found): ")
HOPELESS = 4  # a part that dies this often before the first page is not going to live


Say = Callable[[str], None]


def up(settings: Settings, say: Say, on_ready: Callable[[], None]) -> int:
    """Run all parts until a signal ends them; returns the exit code.

    `settings` must have passed `ready_for_network` and the caller must hold `alone_in`.
    """
    env = os.environ | environment(settings)

    def supervise(leash: int) -> int:
        settle()
        supervisor = Supervisor(env, say, leash)
        try:
            begin(supervisor, settings)
            on_ready()
            supervisor.run()
        except Stopped:
            return 0
        except CannotStart as error:
            say(str(error))
            return 1
        finally:
            supervisor.stop()
        return 0

    return keep(supervise)


def begin(supervisor: Supervisor, settings: Settings) -> None:
    """Start the queue, the web, and, when that answers, all others: people come first.

    Refuses to wait for what keeps dying.
    """
    if settings.brings_own_queue:
        queue = parts.own_queue(settings)
        await_part(supervisor, queue, lambda: queue_answers(settings))
    await_part(supervisor, parts.web(settings), lambda: web_answers(settings))
    supervisor.start([parts.fast_worker(settings), parts.worker(settings), parts.sweep(settings)])


def await_part(supervisor: Supervisor, part: Part, answers: Callable[[], bool]) -> None:
    """Start a part and wait until it answers."""
    supervisor.start([part])
    supervisor.wait_until(lambda: supervisor.failures(part.name) >= HOPELESS or answers(), PATIENCE)
    if not answers():
        raise CannotStart(
            f"The {part.name} did not start:\n{reason(part.log)}\nIts log: {part.log}"
        )


def environment(settings: Settings) -> dict[str, str]:
    """What the parts need to know beyond what the operator set."""
    told = {
        "DATA_DIR": str(settings.data_dir),
        "HOST": settings.host,
        "PORT": str(settings.port),
        "BASE_URL": settings.base_url,
    }
    if settings.tls_cert and settings.tls_key:
        told |= {"TLS_CERT": str(settings.tls_cert), "TLS_KEY": str(settings.tls_key)}
    return told


def alone_in(data_dir: Path) -> int:
    """Lock the data directory for as long as this process lives. Refuses when it is in use."""
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        raise CannotStart(
            f"Freethrow is already running on {data_dir}. Stop it first (Ctrl-C there), or give "
            "this one its own data: DATA_DIR=other PORT=8001."
        ) from None
    return lock


def make_private_places(settings: Settings) -> None:
    """Directories that only this account may enter; a foreign one in their place is refused."""
    for place in (queue_socket(settings.data_dir).parent, settings.work_dir):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.stat().st_uid != os.getuid():
            raise CannotStart(f"{place} belongs to somebody else. Remove it, or set DATA_DIR.")


def queue_answers(settings: Settings) -> bool:
    with suppress(redis.RedisError), redis.Redis.from_url(settings.redis_url) as queue:
        return bool(queue.ping())
    return False


def web_answers(settings: Settings) -> bool:
    """Whether /healthz says yes, asked on this machine whatever name others use."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)
    if settings.tls_cert:
        trusting = ssl._create_unverified_context()  # noqa: S323 - we ask ourselves
        link: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, settings.port, timeout=5, context=trusting
        )
    else:
        link = http.client.HTTPConnection(host, settings.port, timeout=5)
    with suppress(OSError, http.client.HTTPException):
        link.request("GET", "/healthz")
        return link.getresponse().status == http.client.OK
    return False


def reason(log: Path) -> str:
    """The errors named last in a log, without the stacks around them; else its last lines."""
    lines = log.read_text(errors="replace").splitlines()
    named = [line for line in lines if ERROR.match(line) and "HaltServer" not in line]
    return "\n".join(dict.fromkeys(named[-5:])) or "\n".join(lines[-15:])
