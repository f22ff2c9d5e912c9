"""Compiled scripts: kept, and never those of another script."""

import os
import subprocess
import sys
from pathlib import Path

from media.compiled import compiled

RUN = [sys.executable, "-B", "-I", "-S"]


def said(script: Path) -> str:
    ran = subprocess.run([*RUN, compiled(script)], capture_output=True, text=True, check=True)
    return ran.stdout.strip()


def test_a_script_is_compiled_once_and_again_when_it_changes(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("print(1)")
    assert (compiled(script).suffix, said(script)) == (".pyc", "1")
    made = compiled(script).stat().st_mtime_ns
    assert compiled(script).stat().st_mtime_ns == made
    script.write_text("print(22)")
    assert said(script) == "22"


def test_where_nothing_can_be_kept_the_script_itself_is_run(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("print(1)")
    kept = compiled(script)
    script.write_text("print(22)")  # after an upgrade, say
    kept.unlink()
    kept.parent.rmdir()
    kept.parent.write_text("no folder")
    assert (compiled(script), said(script)) == (script, "22")


def test_what_was_compiled_by_another_python_or_from_another_script_is_not_run(
    tmp_path: Path,
) -> None:
    script = tmp_path / "script.py"
    script.write_text("print(1)")
    kept = compiled(script)
    kept.write_bytes(b"\0" * 16 + kept.read_bytes()[16:])
    assert said(script) == "1"
    os.utime(script, (1, 1))
    before = kept.read_bytes()
    assert said(script) == "1"
    assert kept.read_bytes() != before
