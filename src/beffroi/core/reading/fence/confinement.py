"""What a child does to itself before it touches the file, in order: group, limits, rights, folder, filter.

Invariant: when `confine` returns, everything that this system offers is in force; a step that the kernel
supports but refuses raises, and the child ends without reading. `in_force()` says what that is here.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import os
import resource
import struct
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from beffroi.core.reading.fence import landlock, seccomp
from beffroi.core.reading.limits import MIB, Limits

_PR_SET_PDEATHSIG, _SIGKILL = 1, 9
_CAPSET = {"x86_64": 126, "aarch64": 91}
_CAPABILITY_VERSION_3 = 0x20080522
_OPEN_FILES = 256
_PROGRAM_PROCESSES = 4096
_FILE_SLACK = 8 * MIB

_SYSTEM_READABLE = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/fonts",
    "/etc/libreoffice",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/dev/urandom",
    "/dev/random",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)


def in_force() -> dict[str, str]:
    """What confines a reading on this system, for the operator's page and docs/reading.md."""
    version = landlock.abi()
    linux = sys.platform == "linux"
    return {
        "cpu": "rlimit",
        "memory": "rlimit" if linux else "none",
        "time": "deadline",
        "output": "rlimit",
        "network": "seccomp" if seccomp.supported() else "audit_hook",
        "programs": "seccomp" if seccomp.supported() else "audit_hook",
        "files": f"landlock-{version}" if version else "none",
    }


@functools.cache
def readable_paths() -> tuple[str, ...]:
    """Programs and libraries: what the interpreter itself needs, and nothing of the house's data.

    The helper asks once before it forks, its children inherit the answer.
    """
    package = Path(__file__).resolve().parents[3]
    libraries = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    return (*_SYSTEM_READABLE, str(package), *sorted(libraries), os.path.join(sys.base_prefix, "lib"))


def confine(limits: Limits, folder: str, programs: Sequence[str] = ()) -> None:
    """Confine this process. `folder`: the only place where it may write. `programs`: paths of the helper programs
    that it may start; none in the strict profile. Raises OSError."""
    _die_with_parent()
    _apply_rlimits(limits, programs=bool(programs))
    os.chdir(folder)
    if sys.platform != "linux":
        _audit(programs=bool(programs))
        return
    seccomp.forbid_new_privileges()
    landlock.apply([*readable_paths(), *map(_home_of, programs)], [folder], programs=bool(programs))
    _drop_capabilities()
    if seccomp.supported():
        seccomp.apply(programs=bool(programs))


def _home_of(program: str) -> str:
    """The folder that holds a program's own files: /opt/suite for /opt/suite/program/soffice."""
    return str(Path(program).resolve().parent.parent)


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)


def _apply_rlimits(limits: Limits, *, programs: bool) -> None:
    memory = limits.program_memory_bytes if programs else limits.memory_bytes
    cpu = int(limits.ocr_seconds) if programs else limits.cpu_seconds
    wanted = [
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, cpu, cpu + 2),
        (resource.RLIMIT_FSIZE, limits.member_bytes + _FILE_SLACK, limits.member_bytes + _FILE_SLACK),
        (resource.RLIMIT_NOFILE, _OPEN_FILES, _OPEN_FILES),
        (resource.RLIMIT_AS, memory, memory),
    ]
    if programs:
        wanted.append((resource.RLIMIT_NPROC, _PROGRAM_PROCESSES, _PROGRAM_PROCESSES))
    for kind, soft, hard in wanted:
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            soft, hard = min(soft, ceiling), min(hard, ceiling)
        with _tolerated_off_linux():
            resource.setrlimit(kind, (soft, hard))


def _tolerated_off_linux() -> contextlib.AbstractContextManager[None]:
    """macOS refuses RLIMIT_AS: the figure is then held by the server's watch on resident memory."""
    return contextlib.nullcontext() if sys.platform == "linux" else contextlib.suppress(ValueError, OSError)


def _drop_capabilities() -> None:
    """A server that runs as root (a container) reads as an ordinary user would."""
    number = _CAPSET.get(os.uname().machine)
    if number is None or os.geteuid() != 0:
        return
    header = struct.pack("=Ii", _CAPABILITY_VERSION_3, 0)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.syscall(number, header, bytes(24)) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def _audit(*, programs: bool) -> None:
    """Where the kernel offers no filter: Python's own doors to the network and to programs are shut.

    Native code is not held by this; docs/reading.md says so.
    """
    refused = (
        ("socket.",) if programs else ("socket.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "subprocess.")
    )

    def hook(event: str, _arguments: tuple[object, ...]) -> None:
        if event.startswith(refused):
            raise PermissionError(event)

    sys.addaudithook(hook)
