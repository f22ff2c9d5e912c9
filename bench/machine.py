"""Where and with what something was measured, without a name or a path of the machine."""

import os
import platform
import subprocess
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from media.binaries import find_ffmpeg

PACKAGES = ("av", "gunicorn", "flask", "imageio-ffmpeg", "ffmpeg-python")


def pace() -> float:
    """How long a million additions take now, in milliseconds: a machine that others share is not
    equally fast all the time."""
    began, total = time.perf_counter(), 0
    for number in range(1_000_000):
        total += number
    return round((time.perf_counter() - began) * 1000, 1)


def machine() -> dict[str, Any]:
    """Processor, system and versions."""
    said = subprocess.run([find_ffmpeg(), "-version"], capture_output=True, text=True, check=True)
    return {
        "day": f"{datetime.now(UTC):%Y-%m-%d}",
        "processor": _processor(),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "system": f"{platform.system()} {platform.machine()}",
        "versions": {
            "python": platform.python_version(),
            "ffmpeg": said.stdout.split()[2],
            **{name: version(name) for name in PACKAGES},
        },
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    if not told.is_file():
        return platform.processor() or "unknown"
    lines = told.read_text().splitlines()
    return next(
        (line.split(":", 1)[1].strip() for line in lines if "model name" in line), "unknown"
    )
