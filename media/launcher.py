"""Step between us and a program that reads strangers' bytes: limits first, then exec.

    python -B -I -S launcher.py SETTINGS program argument …

A separate tiny process, because Linux ties "die with your parent" to the thread that
asks for it, and because setting limits between fork and exec is unsafe with threads.
What the program may reach was decided by `media.jail`; here it comes into force, and if
it can't, nothing starts. It runs without our packages. On macOS only the core and file
size limits exist; the wall clock of `media.runner` does the rest.

It runs several times for every take, and what Python imports is most of its cost: settings
come as `packed` by `marshal`, and `contextlib`, `json` and `signal` stay out.
"""

import ctypes
import marshal
import os
import resource
import stat
import struct
import sys

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38
CLONE_NEWUSER = 0x10000000
CLONE_NEWNET = 0x40000000
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # Landlock
PATH_BENEATH = 1
FILE_RIGHTS = 0xC007  # execute, write, read, truncate, ioctl: the rest is about folders
SECCOMP_MODE_FILTER = 2
CAPABILITIES_VERSION = 0x20080522
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAP_DAC_OVERRIDE = 1 << 1
MOST_THREADS = 512
ORPHANED, NOT_CONTAINED = 97, 98
SIGKILL = 9


def packed(settings: dict[str, object]) -> str:
    """The arguments of `main` but the program, as it finds them on its command line."""
    return marshal.dumps(settings).hex()


def main(
    program: list[str],
    *,
    parent: int,
    memory: int,
    cpu: int,
    file: int,
    nice: int,
    handled: tuple[int, ...] = (),
    rules: tuple[tuple[str, int], ...] = (),
    deny: str = "",
    wrapped: bool = False,
) -> None:
    """Become the program, contained; never returns."""
    if sys.platform == "linux":
        bind_to_parent(parent)
        if not wrapped:  # bubblewrap leaves by itself, and needs its powers
            leave_network()
            drop_capabilities([path for path, _ in rules] or program)
        cap(resource.RLIMIT_AS, memory)
    cap(resource.RLIMIT_CORE, 0)
    cap(resource.RLIMIT_CPU, cpu)
    cap(resource.RLIMIT_FSIZE, file)
    cap(resource.RLIMIT_NOFILE, 256)
    os.umask(0o077)
    os.nice(nice)
    if handled:
        stay_inside(handled, rules)
    if deny:
        refuse_calls(bytes.fromhex(deny))
    os.execve(program[0], program, {})


def bind_to_parent(parent: int) -> None:
    """Be killed when the parent dies; leave at once if it already has."""
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit(ORPHANED)


def leave_network() -> None:
    """Move to an empty network namespace, where the system lets us; else go on.

    A plain user needs a user namespace for that. Processes are counted anew in there, so
    that a limit on them does not hit our other processes.
    """
    own_user = 0 if os.geteuid() == 0 else CLONE_NEWUSER
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "unshare"):
        return
    if libc.unshare(CLONE_NEWNET | own_user) == 0 and own_user:
        cap(resource.RLIMIT_NPROC, MOST_THREADS)


def drop_capabilities(needed: list[str]) -> None:
    """Give up root's powers and remain an owner of files like any other.

    Only root in somebody else's folders, who could reach nothing without it, keeps the power
    to pass by the permissions of files; where Landlock is, that reaches no further.
    """
    libc = ctypes.CDLL(None)
    for number in range(64):
        if 1 << number != CAP_DAC_OVERRIDE:
            libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    hold(libc, 0, CAP_DAC_OVERRIDE)
    kept = 0 if os.geteuid() != 0 or can_reach(needed) else CAP_DAC_OVERRIDE
    hold(libc, kept, kept)


def hold(libc: ctypes.CDLL, effective: int, permitted: int) -> None:
    """Hold these capabilities and no others; more than we have is refused, harmlessly."""
    sets = struct.pack("=6I", effective, permitted, 0, 0, 0, 0)
    libc.capset(struct.pack("=Ii", CAPABILITIES_VERSION, 0), sets)


def can_reach(needed: list[str]) -> bool:
    """The directory is ours, and what is needed can be opened without any power."""
    for path in needed:
        try:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
        except PermissionError:
            return False
        except OSError:  # no such file: not needed here
            continue
    return os.stat(".").st_uid == os.geteuid()


def stay_inside(handled: tuple[int, ...], rules: tuple[tuple[str, int], ...]) -> None:
    """Refuse all files, connections and signals that these rules don't allow (Landlock)."""
    libc = ctypes.CDLL(None)
    attributes = struct.pack("=3Q", *handled)
    ruleset = libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    for path, rights in rules:
        try:
            allow(libc, ruleset, path, rights)
        except FileNotFoundError:
            continue
    if ruleset < 0 or libc.syscall(RESTRICT_SELF, ruleset, 0) != 0:
        sys.exit(NOT_CONTAINED)
    os.close(ruleset)


def allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    """Allow these rights below one path."""
    place = os.open(path, os.O_PATH)
    if not stat.S_ISDIR(os.fstat(place).st_mode):
        rights &= FILE_RIGHTS
    rule = struct.pack("=Qi", rights, place)
    if libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0) != 0:
        sys.exit(NOT_CONTAINED)
    os.close(place)


def refuse_calls(filter_program: bytes) -> None:
    """Put on a filter of system calls (seccomp)."""
    steps = ctypes.create_string_buffer(filter_program, len(filter_program))
    header = struct.pack("@HP", len(filter_program) // 8, ctypes.addressof(steps))
    if ctypes.CDLL(None).prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0) != 0:
        sys.exit(NOT_CONTAINED)


def cap(which: int, value: int) -> None:
    """Lower one limit, never above what we were given ourselves."""
    hard = resource.getrlimit(which)[1]
    lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
    try:  # noqa: SIM105  contextlib stays out
        resource.setrlimit(which, (lowest, lowest))
    except (ValueError, OSError):  # macOS refuses some
        pass


if __name__ == "__main__":
    main(sys.argv[2:], **marshal.loads(bytes.fromhex(sys.argv[1])))  # noqa: S302  our own
