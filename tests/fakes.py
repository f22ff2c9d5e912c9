"""Stand-ins that are handed in where the real part is not what a test is about."""

from uuid import UUID

from practice.doorbell import Listener, Task


class ListeningDoorbell:
    """Remembers what was rung."""

    def __init__(self) -> None:
        self.heard: list[tuple[Task, UUID]] = []
        self.workers: list[Listener] | None = []

    def ring(self, task: Task, subject: UUID) -> None:
        self.heard.append((task, subject))

    def listeners(self) -> list[Listener] | None:
        return self.workers
