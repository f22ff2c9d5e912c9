"""What a contained program may reach: its own directory, what its command names, no more."""

import os
import shutil
import socket
import struct
import sys
from pathlib import Path

import pytest

from media import jail, syscalls
from media.binaries import find_ffmpeg
from media.ffmpeg import run_ffmpeg
from media.jail import landlock, reach, working_bubblewrap, wrapped
from media.runner import CONTAINED_PYTHON, Limits, run
from tests.media.make import own

PYTHON = [*CONTAINED_PYTHON, "-S", "-c"]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="Linux's means of containing")
no_landlock = not jail.landlock_version()
HERE = Limits(wall_seconds=20)

# Each try says "did" or the name of what it met.
TRY = """
import ctypes, os, socket
def attempt(act):
    try:
        act()
        print("did")
    except OSError as error:
        print(type(error).__name__)
"""


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file beside the directory of the run, such as another job's."""
    path = tmp_path / "another-job" / "canary"
    path.parent.mkdir()
    path.write_text("canary")
    return path


@pytest.fixture
def private(tmp_path: Path) -> Path:
    """The directory of the run."""
    path = tmp_path / "job"
    path.mkdir(mode=0o700)
    return path


@pytest.fixture(params=["landlock", "bubblewrap"])
def jailed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both means of hiding files, where this machine has them."""
    if request.param == "landlock" and no_landlock:
        pytest.skip("this kernel has no Landlock")
    if request.param == "bubblewrap":
        if not working_bubblewrap():
            pytest.skip("no bubblewrap that works here")
        monkeypatch.setattr(jail, "landlock_version", lambda: 0)


def tried(private: Path, *acts: str, limits: Limits = HERE) -> list[str]:
    code = TRY + "".join(f"attempt(lambda: {act})\n" for act in acts)
    ran = run([*PYTHON, code], private, limits)
    assert ran.code == 0, ran.stderr
    return ran.stdout.decode().split()


@pytest.mark.usefixtures("jailed")
def test_nothing_outside_its_directory_can_be_read(private: Path, canary: Path) -> None:
    met = tried(
        private,
        f"open({str(canary)!r})",
        "open('/etc/passwd')",
        "open('/proc/self/environ')",
        f"open('/proc/{os.getpid()}/environ')",
        f"open({__file__!r})",
        f"os.listdir({str(canary.parent)!r})",
        f"os.symlink({str(canary)!r}, 'link') or open('link')",
    )
    assert set(met) <= {"PermissionError", "FileNotFoundError"}
    assert len(met) == 7


@pytest.mark.usefixtures("jailed")
def test_nothing_outside_its_directory_can_be_changed(private: Path, canary: Path) -> None:
    tried(
        private,
        f"open({str(canary)!r}, 'w')",
        f"open({str(canary.parent / 'new')!r}, 'w')",
        f"os.unlink({str(canary)!r})",
        f"os.truncate({str(canary)!r}, 0)",
        f"os.rename('.', {str(canary.parent / 'moved')!r})",
        f"os.link({str(canary)!r}, 'here')",
        f"os.chmod({str(canary)!r}, 0)",
        f"os.utime({str(canary)!r}, (0, 0))",
    )
    assert [path.name for path in canary.parent.iterdir()] == ["canary"]
    assert canary.read_text() == "canary"
    assert canary.stat().st_mode & 0o777 != 0
    assert canary.stat().st_mtime > 0
    assert list(private.iterdir()) == []


@pytest.mark.usefixtures("jailed")
def test_its_own_directory_is_there_to_work_in(private: Path) -> None:
    acts = ("open('a', 'w').write('x')", "os.rename('a', 'b')", "os.mkdir('c')", "os.unlink('b')",
            "open('/dev/null', 'w').write('x')")  # fmt: skip
    assert tried(private, *acts) == ["did"] * 5
    assert [path.name for path in private.iterdir()] == ["c"]


@pytest.mark.usefixtures("jailed")
def test_what_the_command_names_can_be_read_but_not_changed(private: Path, canary: Path) -> None:
    code = (
        TRY + f"attempt(lambda: open({str(canary)!r}))\nattempt(lambda: open({str(canary)!r}, 'a'))"
    )
    ran = run([*PYTHON, code, str(canary)], private, HERE)
    assert ran.stdout.decode().split()[0] == "did"
    assert ran.stdout.decode().split()[1] in {"PermissionError", "OSError"}


def test_a_run_that_only_reads_has_no_directory_at_all(private: Path) -> None:
    if no_landlock:
        pytest.skip("this kernel has no Landlock")
    (private / "piece").write_text("another piece")
    acts = ("open('piece')", "os.listdir('.')", "open('new', 'w')")
    limits = Limits(wall_seconds=20, may_write=False)
    assert tried(private, *acts, limits=limits) == ["PermissionError"] * 3


@linux_only
@pytest.mark.usefixtures("jailed")
def test_there_is_no_way_to_the_network(private: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
            listener.bind(("127.0.0.1", 0))
            met = tried(
                private,
                f"socket.create_connection({server.getsockname()!r}, 2)",
                f"socket.socket(2, 2).sendto(b'x', {listener.getsockname()!r})",
            )
            listener.settimeout(0.2)
            with pytest.raises(TimeoutError):
                listener.recv(1)
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()
    assert met[0] != "did"  # nobody hears a datagram in an empty network


@linux_only
@pytest.mark.skipif(not syscalls.deny_filter(), reason="no filter for this kind of machine")
@pytest.mark.skipif(no_landlock and bool(working_bubblewrap()), reason="bubblewrap does it")
def test_no_process_can_be_made_but_threads_can(private: Path) -> None:
    thread = "__import__('threading').Thread(target=print, args=('ran',)).start()"
    assert tried(private, "os.fork()", "os.posix_spawn('/bin/true', ['true'], {})", thread) == [
        "PermissionError", "PermissionError", "ran", "did",
    ]  # fmt: skip


@linux_only
def test_a_bomb_of_threads_ends_and_leaves_nothing(private: Path) -> None:
    code = (
        "import threading, time\n"
        "count = 0\n"
        "try:\n"
        "    while True:\n"
        "        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "        count += 1\n"
        "except RuntimeError: print(count, flush=True)\n"
        "__import__('os')._exit(0)"
    )
    ran = run([*PYTHON, code], private, Limits(wall_seconds=30, memory_bytes=10**9))
    assert 0 < int(ran.stdout) < 1000


@pytest.mark.skipif(jail.landlock_version() < 6, reason="this kernel's Landlock knows no signals")
def test_nobody_outside_can_be_signalled(private: Path) -> None:
    assert tried(private, f"os.kill({os.getpid()}, 0)", "os.kill(os.getpid(), 0)") == [
        "PermissionError", "did",
    ]  # fmt: skip


@linux_only
@pytest.mark.usefixtures("jailed")
def test_root_keeps_no_power(private: Path) -> None:
    code = (
        "import ctypes, struct\n"
        "held = ctypes.create_string_buffer(24)\n"
        "ctypes.CDLL(None).capget(struct.pack('=Ii', 0x20080522, 0), held)\n"
        "print(any(held.raw))"
    )
    assert run([*PYTHON, code], private, HERE).stdout == b"False\n"


@linux_only
@pytest.mark.skipif(os.geteuid() != 0, reason="only root meets folders of others")
def test_root_can_still_work_in_the_private_folder_of_somebody_else(
    private: Path, canary: Path
) -> None:
    os.chown(private, 65534, 65534)
    assert tried(private, "open('a', 'w').write('x')") == ["did"]
    if not no_landlock:
        assert tried(private, f"open({str(canary)!r})") == ["PermissionError"]


def test_without_any_means_of_hiding_files_the_rest_still_holds(
    private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jail, "landlock_version", lambda: 0)
    monkeypatch.setattr(jail, "working_bubblewrap", lambda: None)
    assert tried(private, "open('own', 'w')") == ["did"]
    if syscalls.deny_filter():
        assert tried(private, "socket.socket()", "os.fork()") == ["PermissionError"] * 2


def test_a_real_encoder_works_in_there(private: Path) -> None:
    source = own("chrome-mp4-avc1.mp4")
    arguments = ["-y", "-i", str(source), "-t", "1", "-c:v", "libx264", str(private / "out.mp4")]
    run_ffmpeg(find_ffmpeg(), arguments, private, Limits(wall_seconds=60))
    assert (private / "out.mp4").stat().st_size > 1000


def test_a_program_may_use_the_libraries_beside_it(tmp_path: Path) -> None:
    program = tmp_path / "opt" / "bin" / "encoder"
    program.parent.mkdir(parents=True)
    shutil.copy("/bin/sh", program)
    allowed = reach([str(program), str(program), "relative", "/not/there"], tmp_path)
    assert str(tmp_path.resolve() / "opt" / "lib") in allowed.reads
    assert "/not/there" not in allowed.reads
    assert allowed.writes[-1] == str(tmp_path)
    assert reach([str(program)], tmp_path, may_write=False).writes == jail.DEVICES


def test_only_python_gets_the_folders_of_python(tmp_path: Path) -> None:
    assert sys.prefix in reach([sys.executable], tmp_path).reads
    assert sys.prefix not in reach([find_ffmpeg()], tmp_path).reads


@pytest.mark.parametrize(
    ("version", "handled"),
    [
        (1, [0x1FFF, 0, 0]),
        (2, [0x3FFF, 0, 0]),
        (3, [0x7FFF, 0, 0]),
        (4, [0x7FFF, 3, 0]),
        (5, [0xFFFF, 3, 0]),
        (6, [0xFFFF, 3, 3]),
    ],
)
def test_an_older_landlock_is_asked_only_for_what_it_knows(
    version: int, handled: list[int]
) -> None:
    rules = landlock(jail.Reach(("/usr/lib",), ("/job",)), version)
    assert rules["handled"] == handled
    assert rules["rules"] == [("/usr/lib", jail.READ), ("/job", handled[0])]


def test_bubblewrap_shows_a_folder_once_and_the_directory_last() -> None:
    shown = wrapped(
        "/usr/bin/bwrap", jail.Reach(("/venv", "/venv/bin/python"), ("/dev/null", "/job"))
    )
    assert shown[-8:] == ["--ro-bind-try", "/venv", "/venv", "--bind", "/job", "/job", "--chdir",
                          "/job", "--"][-8:]  # fmt: skip
    assert "/venv/bin/python" not in shown


@pytest.mark.parametrize(
    ("machine", "number", "argument", "answer"),
    [
        ("x86_64", 0, 0, "allow"),  # read
        ("x86_64", 41, 0, "deny"),  # socket
        ("x86_64", 57, 0, "deny"),  # fork
        ("x86_64", 56, 0x11, "deny"),  # clone as fork does it
        ("x86_64", 56, 0x3D0F00, "allow"),  # clone as threads do it
        ("x86_64", 435, 0, "absent"),
        ("x86_64", 41 | 0x40000000, 0, "deny"),  # by its other number
        ("aarch64", 63, 0, "allow"),
        ("aarch64", 198, 0, "deny"),
        ("aarch64", 220, 0x11, "deny"),
        ("aarch64", 220, 0x3D0F00, "allow"),
        ("aarch64", 435, 0, "absent"),
    ],
)
def test_the_filter_answers_by_number(
    machine: str, number: int, argument: int, answer: str
) -> None:
    answers = {"allow": 0x7FFF0000, "deny": 0x00050001, "absent": 0x00050026}
    call = struct.pack("=IIQ6Q", number, syscalls.MACHINES[machine], 0, argument, 0, 0, 0, 0, 0)
    assert interpreted(syscalls.program(machine), call) == answers[answer]


def test_the_filter_kills_what_speaks_another_machines_numbers() -> None:
    call = struct.pack("=IIQ6Q", 0, syscalls.MACHINES["aarch64"], 0, *[0] * 6)
    assert interpreted(syscalls.program("x86_64"), call) == syscalls.KILL


def interpreted(lines: list[bytes], call: bytes) -> int:
    """What the kernel would answer: its filter machine, as far as we use it."""
    at, held = 0, 0
    while True:
        code, met, unmet, value = struct.unpack("=HBBI", lines[at])
        at += 1
        if code == syscalls.LOAD:
            (held,) = struct.unpack_from("=I", call, value)
        elif code == syscalls.ANSWER:
            return int(value)
        else:
            holds = {
                syscalls.EQUAL: held == value,
                syscalls.AT_LEAST: held >= value,
                syscalls.BITS: bool(held & value),
            }
            at += met if holds[code] else unmet
