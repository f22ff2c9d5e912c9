"""The one password of all demo people: made for each installation, shown at every start."""

import os
import re
import secrets
from pathlib import Path

from practice.settings import Settings

WORDS = re.findall(
    r"\w+",
    """
amber anchor april basket birch bridge canvas cedar cobalt copper coral cotton delta ember falcon
garden harbor hazel indigo island ivory jasper ladder lantern linen maple marble meadow mellow
north oakwood olive orchard paper pebble pepper quartz quiet ribbon river saffron sailor silver
spruce summit thicket timber velvet violet walnut willow winter
""",
)


def demo_password(settings: Settings) -> str:
    """Four words, kept beside the data, so that a demo on a local network is not open to all."""
    path = settings.data_dir / "demo.password"
    if not path.exists():
        _keep(path, "-".join(secrets.choice(WORDS) for _ in range(4)))
    return path.read_text("utf-8").strip()


def _keep(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text + "\n")
