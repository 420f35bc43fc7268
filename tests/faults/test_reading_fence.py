"""A child that has turned hostile: what it tries from inside the fence fails, on systems that enforce it.

Each attempt runs in a fresh process that puts the child's own confinement in force, as fence/child.py does.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from beffroi.core.reading import Limits, Verdict, in_force
from beffroi.core.reading.fence import client, seccomp, syscalls

_BEGIN = """
import ctypes, os, resource, socket, signal, subprocess, sys, threading, errno
from beffroi.core.reading.fence.confinement import confine
from beffroi.core.reading.limits import Limits, MIB
folder, outside, parent = sys.argv[1], sys.argv[2], int(sys.argv[3])
libc = ctypes.CDLL(None, use_errno=True)
confine(Limits(**{limits}), folder, {programs})
def attempt(action):
    try:
        return repr(action())
    except OSError as exc:
        return 'refused'
"""

needs_seccomp = pytest.mark.skipif(not seccomp.supported(), reason="this system has no seccomp filter for the fence")
needs_landlock = pytest.mark.skipif(
    not in_force()["files"].startswith("landlock"), reason="this kernel has no Landlock"
)


def _inside(tmp_path: Path, *actions: str, programs: bool = False, limits: str = "{}") -> list[str]:
    """What each action gives inside the fence: a repr, or 'refused'."""
    folder, outside = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    code = _BEGIN.format(limits=limits, programs=["/usr/bin/true"] if programs else [])
    code += "print([" + ", ".join(f"attempt(lambda: {action})" for action in actions) + "])\n"
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), str(outside), str(os.getpid())], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return ast.literal_eval(done.stdout)


@needs_seccomp
def test_no_network(tmp_path):
    families = ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK")
    calls = [
        f"socket.socket(socket.{f}, socket.SOCK_DGRAM if '{f}' != 'AF_NETLINK' else socket.SOCK_RAW)" for f in families
    ]
    assert _inside(tmp_path, *calls, "socket.socketpair()") == ["refused"] * 5


@needs_seccomp
def test_programs_may_talk_to_themselves_only(tmp_path):
    found = _inside(
        tmp_path,
        "socket.socket(socket.AF_INET)",
        "socket.socket(socket.AF_INET6)",
        "bool(socket.socketpair())",
        "socket.socket(socket.AF_UNIX).connect(outside + '/database')",
        programs=True,
    )
    assert found == ["refused", "refused", "True", "refused"]


@needs_seccomp
@pytest.mark.parametrize("programs", [False, True])
def test_no_roundabout_way_to_another_process(tmp_path, programs):
    """By a queued signal, by a descriptor that signals, by lowering its limits, by taking its processor away."""
    column = seccomp._COLUMN[os.uname().machine]
    numbers = ("rt_sigqueueinfo", "rt_tgsigqueueinfo", "process_mrelease", "sched_setattr", "sched_setaffinity")
    calls = [f"(libc.syscall({syscalls.ALWAYS[n][column]}, parent, 0, 0, 0), ctypes.get_errno())" for n in numbers]
    found = _inside(
        tmp_path,
        *calls,
        "resource.prlimit(parent, resource.RLIMIT_NOFILE, (0, 0))",
        "__import__('fcntl').fcntl(0, 8, parent)",
        "__import__('fcntl').fcntl(0, 10, signal.SIGKILL)",
        "resource.prlimit(0, resource.RLIMIT_CORE)",
        programs=programs,
    )
    assert found == ["(-1, 1)"] * 5 + ["refused"] * 3 + ["(0, 0)"]


@needs_seccomp
def test_no_file_is_emptied_by_its_name_on_an_older_kernel(tmp_path):
    """Landlock says nothing of truncate before its third version: the filter does."""
    older = "__import__('beffroi.core.reading.fence.landlock').core.reading.fence.landlock.abi = lambda: 0\n"
    folder, victim = tmp_path / "in", tmp_path / "victim.txt"
    folder.mkdir()
    victim.write_text("twelve bytes")
    code = older + _BEGIN.format(limits="{}", programs=[]) + "print(attempt(lambda: os.truncate(outside, 0)))\n"
    done = subprocess.run([sys.executable, "-c", code, str(folder), str(victim), "1"], capture_output=True, text=True)
    assert (done.stdout, victim.read_text()) == ("refused\n", "twelve bytes")


@needs_seccomp
def test_no_other_program_and_no_other_process(tmp_path):
    found = _inside(
        tmp_path,
        "os.execv('/bin/true', ['true'])",
        "os.fork()",
        "subprocess.run(['/bin/true'])",
        "os.kill(parent, 0)",
        "os.kill(-1, 0)",
        "os.setsid()",
        "libc.ptrace(16, parent, 0, 0) == -1 and ctypes.get_errno() == errno.EPERM",
        "os.setpriority(os.PRIO_PROCESS, 0, 5)",
    )
    assert found == ["refused"] * 6 + ["True", "refused"]


@needs_seccomp
def test_threads_and_own_signals_remain(tmp_path):
    assert _inside(tmp_path, "threading.Thread(target=int).start()", "os.kill(os.getpid(), 0)") == ["None", "None"]


@needs_seccomp
def test_no_way_round_by_the_kernel(tmp_path):
    numbers = [
        syscalls.ALWAYS[name][seccomp._COLUMN[os.uname().machine]] for name in ("io_uring_setup", "bpf", "unshare")
    ]
    calls = [f"(libc.syscall({n}, 0, 0, 0), ctypes.get_errno() == errno.EPERM)" for n in numbers]
    calls.append("(libc.syscall(0x40000000 + 41, 2, 1, 0), 0)")  # the x32 numbering of socket: kills
    assert _inside(tmp_path, *calls[:3]) == ["(-1, True)"] * 3


@needs_seccomp
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="x32 exists on x86_64 only")
def test_the_other_numbering_kills(tmp_path):
    (tmp_path / "in").mkdir()
    code = _BEGIN.format(limits="{}", programs=[]) + "libc.syscall(0x40000000 + 41, 2, 1, 0)\n"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "in"), str(tmp_path), "1"], capture_output=True)
    assert done.returncode == -31  # SIGSYS


@needs_landlock
@pytest.mark.parametrize("programs", [False, True])
def test_writes_stay_in_the_folder_and_reads_in_the_libraries(tmp_path, programs):
    found = _inside(
        tmp_path,
        "open(folder + '/a', 'w').write('x')",
        "open(outside + '/b', 'w')",
        "open(outside + '/secret.txt').read()",
        "os.listdir(outside)",
        "os.unlink(outside + '/secret.txt')",
        "os.mkdir(outside + '/d')",
        "os.symlink('/etc', folder + '/link')",
        "os.link(outside + '/secret.txt', folder + '/hard')",
        "os.rename(outside + '/secret.txt', folder + '/moved')",
        "open('/etc/passwd').read()",
        "open('/proc/self/environ').read()",
        "os.truncate(outside + '/secret.txt', 0)",
        programs=programs,
    )
    assert found == ["1"] + ["refused"] * 11


@needs_seccomp
def test_files_outside_cannot_be_changed_in_mode(tmp_path):
    found = _inside(tmp_path, "os.chmod(outside + '/secret.txt', 0o777)", "os.utime(outside + '/secret.txt')")
    assert found == ["refused", "refused"]


def test_limits_are_in_force(tmp_path):
    found = _inside(
        tmp_path,
        "resource.getrlimit(resource.RLIMIT_CPU)[0]",
        "resource.getrlimit(resource.RLIMIT_CORE)[0]",
        "resource.getrlimit(resource.RLIMIT_FSIZE)[0] < 20 * MIB",
        "resource.getrlimit(resource.RLIMIT_NOFILE)[0] <= 256",
        limits="{'cpu_seconds': 7, 'member_bytes': 1000}",
    )
    assert found == ["7", "0", "True", "True"]


@pytest.mark.skipif(sys.platform != "linux", reason="macOS does not hold RLIMIT_AS")
def test_memory_is_in_force(tmp_path):
    (tmp_path / "in").mkdir()
    code = _BEGIN.format(limits="{'memory_bytes': 300 * 1024 * 1024}", programs=[])
    code += "try:\n    bytes(400 * MIB)\nexcept MemoryError:\n    print('held')\n"
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "in"), "/", "1"], capture_output=True, text=True)
    assert done.stdout == "held\n"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root has capabilities to lose")
@needs_seccomp
def test_root_loses_its_rights(tmp_path):
    assert _inside(tmp_path, "os.chroot('/')", "os.setuid(1)", "os.mknod(folder + '/n', 0o20000, 0)") == ["refused"] * 3


def _header_numbers(path: str) -> dict[str, int]:
    header = Path(path)
    if not header.exists():
        pytest.skip(f"{path} is not installed")
    return {name: int(n) for name, n in re.findall(r"#define __NR_(\w+)\s+(\d+)\s", header.read_text())}


@pytest.mark.parametrize(
    ("column", "header"),
    [(0, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), (1, "/usr/include/asm-generic/unistd.h")],
)
def test_numbers_are_those_of_the_kernel(column, header):
    known = _header_numbers(header)
    for table in (syscalls.NETWORK, syscalls.EXECUTION, syscalls.OWNERSHIP, syscalls.ALWAYS, syscalls.CONDITIONAL):
        for name, numbers in table.items():
            if numbers[column] is not None and name in known:
                assert numbers[column] == known[name], name


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
@pytest.mark.parametrize("programs", [False, True])
def test_filter_is_well_formed(machine, programs):
    """Every jump lands inside the program, the last instruction returns, and the kernel's size limit holds."""
    code = seccomp.build(machine, 4242, programs=programs)
    count = len(code) // 8
    assert count <= 4096
    for index in range(count):
        operation, yes, no = (
            int.from_bytes(code[index * 8 : index * 8 + 2], "little"),
            code[index * 8 + 2],
            code[index * 8 + 3],
        )
        if operation & 0x07 == 0x05:
            assert index + 1 + max(yes, no) < count
    assert int.from_bytes(code[-8:-6], "little") == 0x06


@pytest.mark.parametrize(
    ("end", "verdict", "detail"),
    [
        (client._End(0, 0, "deadline", 0, 0), Verdict.TOO_SLOW, "deadline"),
        (client._End(24, 0, "", 0, 0), Verdict.TOO_SLOW, "cpu"),
        (client._End(25, 0, "", 0, 0), Verdict.TOO_LARGE, "file_size"),
        (client._End(11, 0, "", 2**20, 0), Verdict.DAMAGED, "crash"),
        (client._End(6, 0, "", 2**30, 0), Verdict.TOO_LARGE, "memory"),
        (client._End(31, 0, "", 0, 0), Verdict.DAMAGED, "crash"),
        (client._End(0, 101, "", 0, 0), Verdict.DAMAGED, "crash"),
        (client._End(9, 0, "folder_bytes", 0, 0), Verdict.TOO_LARGE, "folder_bytes"),
        (client._End(0, 0, "", 0, 0), Verdict.DAMAGED, "malformed_answer"),
    ],
)
def test_each_death_has_its_verdict(end, verdict, detail):
    reading = client._verdict(b"", end, Limits(), client.Programs())
    assert (reading.verdict, reading.detail) == (verdict, detail)
