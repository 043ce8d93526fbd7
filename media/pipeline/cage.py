"""Lock the running process in, for good, and then become another program.

`python -I -S cage.py NAME=VALUE... -- PROGRAM...`, or `enter` from a process that has loaded what it needs.
It is the innermost of what `confine` puts around a program, needs no rights, and works where namespaces are
forbidden, as in most containers:

- resource limits;
- Landlock (Linux 5.13): files that are not named can be neither read nor written;
- seccomp: no sockets, no new processes, no signals to others, no change of modes, owners and times.

Standard modules alone, and few of them: this starts before every encode.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Sequence

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 38, 22, 2
GRACE_S = 1  # between the signal that names the limit and the one that cannot be caught
OPEN_FILES = 256

# landlock(7): access rights by bit, and how many of them each version of the interface knows.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, REMOVE_FILE, MAKE_REG, TRUNCATE = (1 << n for n in (0, 1, 2, 3, 5, 8, 14))
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE
MAY_READ = EXECUTE | READ_FILE | READ_DIR
MAY_WRITE = READ_FILE | READ_DIR | WRITE_FILE | REMOVE_FILE | MAKE_REG | TRUNCATE
KNOWN_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
NEWEST_KNOWN_RIGHTS = 16
NO_TCP, NO_FOREIGN_SIGNALS = 0b11, 0b11
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446

# seccomp(2): classic BPF over (number, architecture, ..., arguments).
LOAD, JUMP_EQUAL, JUMP_GREATER, JUMP_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
AT_NUMBER, AT_ARCHITECTURE, AT_FIRST_ARGUMENT = 0, 4, 16
ALLOW, KILL, NOT_PERMITTED, NOT_THERE = 0x7FFF0000, 0x80000000, 0x00050001, 0x00050026
X32_NUMBERS = 0x40000000
CLONE_THREAD = 0x00010000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CLONE, CLONE3, TGKILL, PRLIMIT = (
    {"x86_64": 56, "aarch64": 220},
    {"x86_64": 435, "aarch64": 435},
    {"x86_64": 234, "aarch64": 131},
    {"x86_64": 302, "aarch64": 261},
)
# Numbers on x86_64 and aarch64; None where the architecture has no such call.
FORBIDDEN: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "io_uring_setup": (425, 425),
    "fork": (57, None),
    "vfork": (58, None),
    "unshare": (272, 97),
    "setns": (308, 268),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "truncate": (76, 45),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "fsopen": (430, 430),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "open_by_handle_at": (304, 265),
    "memfd_create": (319, 279),
    "shmget": (29, 194),
    "msgget": (68, 186),
    "semget": (64, 190),
    "mq_open": (240, 180),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "personality": (135, 92),
}

libc = ctypes.CDLL(None, use_errno=True)


def enter(
    *,
    memory: int,
    cpu: int,
    file: int,
    processes: int = 0,
    parent: int = 0,
    reads: Sequence[str],
    writes: Sequence[str],
) -> None:
    """Bytes of address space and of any one file, seconds of processor; 0: not bounded. Raises OSError.

    `parent` is who must be alive: a process whose parent is already gone would never be told.
    """
    set_limits(memory, cpu, file, processes)
    _call(libc.prctl, PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if parent and os.getppid() != parent:
        raise ProcessLookupError("the parent is gone")
    _call(libc.prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    keep_to_files(reads, writes)
    forbid_calls()


def set_limits(memory: int, cpu: int, file: int, processes: int) -> None:
    """A limit that is already lower stays."""
    wanted = (
        (resource.RLIMIT_AS, memory, memory),
        (resource.RLIMIT_CPU, cpu, cpu + GRACE_S),
        (resource.RLIMIT_FSIZE, file, file),
        (resource.RLIMIT_NPROC, processes, processes),
        (resource.RLIMIT_NOFILE, OPEN_FILES, OPEN_FILES),
    )
    for kind, soft, hard in wanted:
        if soft:
            held = resource.getrlimit(kind)[1]
            most = hard if held == resource.RLIM_INFINITY else min(hard, held)
            resource.setrlimit(kind, (min(soft, most), most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def landlock_version() -> int:
    """0 where the kernel has no Landlock or it is switched off."""
    return max(0, int(libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), 1)))


def keep_to_files(reads: Iterable[str], writes: Iterable[str]) -> None:
    """Nothing else can be opened afterwards. Does nothing where the kernel has no Landlock."""
    version = landlock_version()
    if not version:
        return
    known = (1 << KNOWN_RIGHTS.get(version, NEWEST_KNOWN_RIGHTS)) - 1
    fields = [known, *([NO_TCP] if version >= 4 else []), *([NO_FOREIGN_SIGNALS] if version >= 6 else [])]
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    rules = _call(libc.syscall, CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    for paths, rights in ((reads, MAY_READ), (writes, MAY_WRITE)):
        for path in paths:
            _allow(rules, path, rights & known)
    _call(libc.syscall, RESTRICT_SELF, rules, 0)
    os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:  # not every system has every folder of libraries
        return
    try:
        if not os.path.isdir(path):  # noqa: PTH112  pathlib takes longer to load than all the rest
            rights &= ON_FILES
        _call(libc.syscall, ADD_RULE, rules, 1, struct.pack("=Qi", rights, handle), 0)
    finally:
        os.close(handle)


def forbid_calls() -> None:
    """Does nothing on an architecture whose numbers are not known here."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        return
    program = b"".join(struct.pack("=HBBI", *line) for line in filter_lines(machine, os.getpid()))
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("@HP", len(program) // 8, ctypes.addressof(buffer))
    _call(libc.prctl, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)


def filter_lines(machine: str, own_pid: int) -> list[tuple[int, int, int, int]]:
    """(code, lines to skip when true, when false, value): the calls that are let through."""
    column = list(ARCHITECTURES).index(machine)
    lines = [
        (LOAD, 0, 0, AT_ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, AT_NUMBER),
        (JUMP_GREATER, 0, 1, X32_NUMBERS),
        (RETURN, 0, 0, NOT_THERE),
        (JUMP_EQUAL, 0, 1, CLONE3[machine]),  # its flags cannot be seen: libraries fall back to clone
        (RETURN, 0, 0, NOT_THERE),
    ]
    for numbers in FORBIDDEN.values():
        if (number := numbers[column]) is not None:
            lines += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, NOT_PERMITTED)]
    lines += _only_with(CLONE[machine], JUMP_SET, CLONE_THREAD)
    lines += _only_with(TGKILL[machine], JUMP_EQUAL, own_pid)
    lines += _only_with(PRLIMIT[machine], JUMP_EQUAL, 0)
    return [*lines, (RETURN, 0, 0, ALLOW)]


def _only_with(number: int, test: int, value: int) -> list[tuple[int, int, int, int]]:
    """A call that is let through when its first argument passes the test."""
    return [
        (JUMP_EQUAL, 0, 4, number),
        (LOAD, 0, 0, AT_FIRST_ARGUMENT),
        (test, 0, 1, value),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, NOT_PERMITTED),
    ]


def _call(function: ctypes._NamedFuncPointer, *arguments: object) -> int:
    answer = int(function(*arguments))
    if answer < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return answer


def words(
    *, memory: int, cpu: int, file: int, processes: int, parent: int, reads: Iterable[str], writes: Iterable[str]
) -> list[str]:
    """What `enter` takes, as words of a command line."""
    numbers = {"memory": memory, "cpu": cpu, "file": file, "processes": processes, "parent": parent}
    return [
        *(f"{name}={value}" for name, value in numbers.items()),
        *(f"read={path}" for path in reads),
        *(f"write={path}" for path in writes),
        "--",
    ]


def enter_with(arguments: Sequence[str]) -> list[str]:
    """Enter as `words` says; the words after `--`. Raises OSError."""
    end = arguments.index("--")
    numbers: dict[str, int] = {}
    paths: dict[str, list[str]] = {"read": [], "write": []}
    for word in arguments[:end]:
        name, _, value = word.partition("=")
        if name in paths:
            paths[name].append(value)
        else:
            numbers[name] = int(value)
    enter(reads=paths["read"], writes=paths["write"], **numbers)
    return list(arguments[end + 1 :])


def main() -> None:
    try:
        program = enter_with(sys.argv[1:])
        for ignored in (signal.SIGPIPE, signal.SIGXFSZ):  # Python's habit, which a program would inherit
            signal.signal(ignored, signal.SIG_DFL)
        os.execvp(program[0], program)  # noqa: S606  there is no shell in a cage
    except OSError as error:
        sys.exit(f"cage: {error}")


if __name__ == "__main__":
    main()
