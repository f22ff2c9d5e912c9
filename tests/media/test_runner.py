"""Contained runs: limits hold, nothing leaks in, nothing outlives us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from media.binaries import find_ffmpeg
from media.errors import EncodeFailed, MediaError, NoSpace, OutOfTime
from media.ffmpeg import SAFE_INPUT, progress_lines, run_ffmpeg
from media.launcher import packed
from media.runner import CONTAINED_PYTHON, Limits, run
from tests.media.make import own

PYTHON = [*CONTAINED_PYTHON, "-S", "-c"]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="macOS has no such limit")
WRITE_PID = "open('pid', 'w').write(str(os.getpid()))"
ENDLESS = ["-f", "lavfi", "-re", "-i", "testsrc2", "-f", "null", "-"]


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    if sys.platform == "linux":  # one that nobody collected yet is dead all the same
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return True


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not alive(pid)


def test_a_run_brings_its_exit_code_and_both_outputs(tmp_path: Path):
    ran = run([*PYTHON, "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"],
              tmp_path)  # fmt: skip
    assert (ran.code, ran.stdout, ran.stderr) == (3, b"out\n", "err\n")


def test_a_run_sees_no_environment_and_its_own_directory(tmp_path: Path):
    os.environ["MEDIA_TEST_SECRET"] = "secret"
    try:
        ran = run([*PYTHON, "import os; print('MEDIA_TEST_SECRET' in os.environ, os.getcwd())"],
                  tmp_path)  # fmt: skip
    finally:
        del os.environ["MEDIA_TEST_SECRET"]
    assert ran.stdout.decode().split() == ["False", str(tmp_path.resolve())]


def test_the_wall_clock_ends_a_run_and_its_children(tmp_path: Path):
    """A child where one can be made, in a group of its own if it likes; else the run itself."""
    code = (
        "import os, time\n"
        "try: pid = os.fork()\n"
        "except PermissionError: pid = os.getpid()\n"
        "if pid: open('pid', 'w').write(str(pid))\n"
        "time.sleep(60)"
    )
    began = time.monotonic()
    with pytest.raises(OutOfTime):
        run([*PYTHON, code], tmp_path, Limits(wall_seconds=2))
    assert time.monotonic() - began < 10
    assert gone(int((tmp_path / "pid").read_text()))


@linux_only
def test_memory_is_limited(tmp_path: Path):
    ran = run([*PYTHON, "x = bytearray(600_000_000)"], tmp_path, Limits(memory_bytes=300_000_000))
    assert "MemoryError" in ran.stderr


def test_a_written_file_is_limited(tmp_path: Path):
    code = "open('big', 'wb').write(bytes(100_000))"
    assert run([*PYTHON, code], tmp_path, Limits(file_bytes=50_000)).code != 0
    assert (tmp_path / "big").stat().st_size <= 50_000


def test_a_file_limit_never_truncates_compiled_python(tmp_path: Path):
    (tmp_path / "module.py").write_text("x = " + repr("a" * 5000))
    code = "import sys; sys.path.insert(0, '.'); import module"
    assert run([*PYTHON, code], tmp_path, Limits(file_bytes=1024)).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["module.py"]


def test_an_error_in_the_listener_kills_the_run(tmp_path: Path):
    def stop(_: str) -> None:
        raise KeyError("lease lost")

    code = f"import os, time; {WRITE_PID}; print('x', flush=True); time.sleep(60)"
    with pytest.raises(KeyError):
        run([*PYTHON, code], tmp_path, on_line=stop)
    assert gone(int((tmp_path / "pid").read_text()))


def test_what_is_left_of_the_group_goes_with_a_run_that_ended(tmp_path: Path):
    """Where children can be made at all; elsewhere the run says so."""
    code = (
        "import os, time\n"
        "try: pid = os.fork()\n"
        "except PermissionError: pid = os.getpid()\n"
        "if pid: open('pid', 'w').write(str(pid))\n"
        "else: os.close(1), os.close(2), time.sleep(60)"
    )
    run([*PYTHON, code], tmp_path)
    assert gone(int((tmp_path / "pid").read_text()))


@linux_only
def test_ffmpeg_dies_with_the_worker_that_started_it(tmp_path: Path):
    program = (
        "import sys; from pathlib import Path; from media.runner import run;"
        "from media.binaries import find_ffmpeg;"
        f"run([find_ffmpeg(), '-progress', 'pipe:1', *{ENDLESS!r}], Path('.'),"
        "     on_line=lambda line: print(line, flush=True))"
    )
    worker = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert worker.stdout
    worker.stdout.readline()  # ffmpeg is at work
    ffmpeg = int(Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()[0])
    assert b"ffmpeg" in Path(f"/proc/{ffmpeg}/cmdline").read_bytes()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert gone(ffmpeg)


@linux_only
def test_a_launcher_whose_parent_is_already_gone_starts_nothing(tmp_path: Path):
    settings = packed({"parent": 1, "memory": 1, "file": 1, "cpu": 1, "nice": 0})
    launcher = Path(run.__code__.co_filename).with_name("launcher.py")
    command = [sys.executable, "-I", "-S", str(launcher), settings, "/bin/touch", "started"]
    assert subprocess.run(command, cwd=tmp_path).returncode == 97
    assert list(tmp_path.iterdir()) == []


def test_progress_rises_to_one(tmp_path: Path):
    seen: list[float] = []
    arguments = ["-i", str(own("chrome-mp4-avc1.mp4")), "-f", "null", "-"]
    run_ffmpeg(find_ffmpeg(), arguments, tmp_path, Limits(), 6000, seen.append)
    assert seen == sorted(seen)
    assert 0.9 < seen[-1] <= 1.0


def test_nonsense_in_progress_is_ignored():
    seen: list[float] = []
    hear = progress_lines(1000, seen.append)
    for line in ("", "out_time_us=N/A", "out_time_us=-5", "speed=1x", "out_time_us=500000",
                 "out_time_us=400000", "out_time_us=9999999999"):  # fmt: skip
        hear(line)
    assert seen == [0.5, 1.0]


def test_ffmpeg_refuses_other_containers_codecs_and_protocols(tmp_path: Path):
    playlist = tmp_path / "input.mp4"
    playlist.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n")
    flags = [part for name, value in SAFE_INPUT.items() for part in (f"-{name}", str(value))]
    for hostile in (str(playlist), "http://127.0.0.1:9/x.mp4", "concat:/etc/passwd"):
        with pytest.raises(EncodeFailed):
            run_ffmpeg(
                find_ffmpeg(), [*flags, "-i", hostile, "-f", "null", "-"], tmp_path, Limits()
            )


@linux_only
def test_a_full_disk_is_a_reason_to_try_later(tmp_path: Path):
    arguments = ["-y", "-f", "lavfi", "-i", "testsrc2=d=1", "-f", "rawvideo", "/dev/full"]
    with pytest.raises(NoSpace):
        run_ffmpeg(find_ffmpeg(), arguments, tmp_path, Limits())


def test_a_named_ffmpeg_that_is_not_there_is_an_error():
    with pytest.raises(MediaError, match="/nowhere/ffmpeg"):
        find_ffmpeg("/nowhere/ffmpeg")
    assert Path(find_ffmpeg("python3")).is_absolute()
