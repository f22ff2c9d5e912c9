"""Stand-ins that are handed in where the real part is not what a test is about."""

from uuid import UUID

from practice.doorbell import Task


class ListeningDoorbell:
    """Remembers what was rung."""

    def __init__(self) -> None:
        self.heard: list[tuple[Task, UUID]] = []

    def ring(self, task: Task, subject: UUID) -> None:
        self.heard.append((task, subject))
