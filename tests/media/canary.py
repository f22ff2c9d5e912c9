"""A file and an address that tell when somebody touched them."""

import os
import socket
import time
from pathlib import Path


class Canary:
    """Hostile files name it; nothing may ever read the one or call the other."""

    def __init__(self, path: Path, server: socket.socket) -> None:
        server.setblocking(False)
        self.path, self.server = path, server
        self.url = f"http://127.0.0.1:{server.getsockname()[1]}/canary.ts"

    def arm(self) -> None:
        """Never read so far: the next reading will show, since it is older than the change."""
        os.utime(self.path, ns=(0, time.time_ns()))

    def was_read(self) -> bool:
        return self.path.stat().st_atime_ns != 0

    def was_called(self) -> bool:
        try:
            self.server.accept()[0].close()
        except BlockingIOError:
            return False
        return True
