"""A part as a copy of the process that starts it: its own files, signals and settings."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")

ROOT = Path(__file__).parents[2]
BRANCHED = """
import json, os, signal, sys
from pathlib import Path
from workers.branch import branch

def tell():
    print(json.dumps({{
        "files": sorted(int(each) for each in os.listdir("/proc/self/fd"))[:-1],
        "leads": os.getpgrp() == os.getpid(),
        "settings": dict(os.environ),
        "term": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
        "blocked": sorted(signal.pthread_sigmask(signal.SIG_BLOCK, ())),
        "asked": sys.stdin.read(),
    }}), flush=True)
    {end}

print("the original", flush=False)
kept = open(sys.argv[2], "w")
signal.signal(signal.SIGTERM, lambda *_: None)
pid = branch(tell, Path(sys.argv[1]), {{"DATA_DIR": "/there"}})
_, status = os.waitpid(pid, 0)
print(os.waitstatus_to_exitcode(status), signal.pthread_sigmask(signal.SIG_BLOCK, ()))
"""


def branched(place: Path, end: str = "") -> tuple[str, str]:
    """What the original prints, and what its copy writes into the log."""
    ran = subprocess.run(
        [sys.executable, "-c", BRANCHED.format(end=end), place / "part.log", place / "open"],
        env=os.environ | {"PYTHONPATH": str(ROOT), "SECRET": "of the original"},
        input="typed", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert not ran.stderr
    return ran.stdout, (place / "part.log").read_text()


def test_a_copy_has_files_signals_and_settings_of_its_own(tmp_path: Path) -> None:
    said, log = branched(tmp_path)
    assert said == "the original\n0 set()\n"
    assert log == (
        '{"files": [0, 1, 2], "leads": true, "settings": {"DATA_DIR": "/there"}, "term": true, '
        '"blocked": [], "asked": ""}\n'
    )


@pytest.mark.parametrize(
    ("end", "code", "words"),
    [
        ("sys.exit('The queue is gone.')", 1, "The queue is gone.\n"),
        ("sys.exit(3)", 3, "\n"),
        ("sys.exit()", 0, "\n"),
        ("raise RuntimeError('the roof is missing')", 1, "RuntimeError: the roof is missing\n"),
    ],
)
def test_its_end_is_told_as_by_any_program(tmp_path: Path, end: str, code: int, words: str) -> None:
    said, log = branched(tmp_path, end)
    assert said == f"the original\n{code} set()\n"
    assert log.endswith(words)


def test_a_second_copy_adds_to_the_log(tmp_path: Path) -> None:
    branched(tmp_path)
    _, log = branched(tmp_path)
    assert log.count('"files"') == 2
    assert (tmp_path / "part.log").stat().st_mode & 0o777 == 0o600
