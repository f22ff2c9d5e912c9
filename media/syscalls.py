"""What a contained program may not ask the kernel for: sockets, new processes, other
people's memory, owners and dates of files. Threads are fine; a decoder needs nothing else.

Landlock knows TCP but no UDP, and neither chmod nor fork; so this filter, which anybody may
put on without privilege, stands beside it. Numbers are those of Linux on x86-64 and on
64-bit Arm; elsewhere there is no filter.
"""

import errno
import platform
import struct
import sys
from functools import cache

LOAD, EQUAL, AT_LEAST, BITS, ANSWER = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF instructions
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16  # offsets in what the kernel shows to a filter
ALLOW, DENY, KILL = 0x7FFF0000, 0x00050000, 0x80000000
CLONE_THREAD = 0x10000
SECOND_ABI = 0x40000000  # x32, the other set of numbers on x86-64
CLONE3 = 435  # hides its flags from filters; C libraries go back to clone without it

MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE = {"x86_64": 56, "aarch64": 220}
EVERYWHERE = (  # the same on both
    425,  # io_uring_setup
    434, 438, 424,  # pidfd_open, pidfd_getfd, pidfd_send_signal
    428, 429, 430, 431, 432, 433, 442,  # the new mount calls
    452, 463, 466,  # fchmodat2, setxattrat, removexattrat
)  # fmt: skip
DENIED = {
    "x86_64": (
        41, 53,  # socket, socketpair
        57, 58,  # fork, vfork
        101, 310, 311, 298, 323, 321,  # ptrace, process_vm_*, perf, userfaultfd, bpf
        248, 249, 250,  # keys
        155, 161, 165, 166, 272, 308, 175, 313,  # roots, mounts, namespaces, modules
        90, 91, 92, 93, 94, 260, 268,  # chmod and chown
        132, 235, 261, 280,  # times of files
        188, 189, 190, 197, 198, 199,  # extended attributes
    ),
    "aarch64": (
        198, 199,
        117, 270, 271, 241, 282, 280,
        217, 218, 219,
        41, 51, 40, 39, 97, 268, 105, 273,
        52, 53, 54, 55,
        88,
        5, 6, 7, 14, 15, 16,
    ),
}  # fmt: skip


@cache
def deny_filter() -> str:
    """The filter for this machine as hex digits; empty where there is none."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in MACHINES or sys.maxsize < 2**32:
        return ""
    return b"".join(program(machine)).hex()


def program(machine: str) -> list[bytes]:
    """The filter as instructions: refused calls answer EPERM and the program goes on."""
    refuse = step(ANSWER, DENY | errno.EPERM)
    lines = [
        step(LOAD, MACHINE),
        step(EQUAL, MACHINES[machine], met=1),
        step(ANSWER, KILL),
        step(LOAD, NUMBER),
        step(AT_LEAST, SECOND_ABI, unmet=1),
        refuse,
        step(EQUAL, CLONE3, unmet=1),
        step(ANSWER, DENY | errno.ENOSYS),
    ]
    for number in (*DENIED[machine], *EVERYWHERE):
        lines += [step(EQUAL, number, unmet=1), refuse]
    lines += [step(EQUAL, CLONE[machine], met=1), step(ANSWER, ALLOW), step(LOAD, FIRST_ARGUMENT)]
    return [*lines, step(BITS, CLONE_THREAD, unmet=1), step(ANSWER, ALLOW), refuse]


def step(code: int, value: int, met: int = 0, unmet: int = 0) -> bytes:
    """One instruction; `met` and `unmet` say how many to skip after a comparison."""
    return struct.pack("=HBBI", code, met, unmet, value)
