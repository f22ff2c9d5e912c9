"""The web server: gunicorn with our options around the application in `wsgi`."""

import os

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.util import import_app

from practice.settings import Settings
from workers.boot import name_process


class Server(BaseApplication):  # type: ignore[misc]  # it has no types
    """gunicorn. The application is put together once, then copied for each web process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        for name, value in options(self.settings).items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return import_app("wsgi:app")


def options(settings: Settings) -> dict[str, object]:
    """gunicorn's settings; without the control socket it would open in the home directory."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    chosen: dict[str, object] = {
        "bind": f"{host}:{settings.port}",
        "worker_class": "gthread",
        "workers": settings.web_processes,
        "threads": settings.web_threads,
        "graceful_timeout": 5,
        "timeout": 60,
        "loglevel": "warning",
        "control_socket_disable": True,
        "preload_app": True,
    }
    if os.path.isdir("/dev/shm"):  # noqa: S108 - gunicorn's heartbeat belongs in memory
        chosen["worker_tmp_dir"] = "/dev/shm"  # noqa: S108
    if settings.tls_cert and settings.tls_key:
        chosen |= {"certfile": str(settings.tls_cert), "keyfile": str(settings.tls_key)}
    return chosen


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    name_process("web")
    Arbiter(Server(settings)).run()  # their own `run` hides where an error came from
