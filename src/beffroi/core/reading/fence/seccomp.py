"""A seccomp filter: the child cannot reach the network, other processes or another program, whatever it runs.

Invariant: what the tables of `syscalls.py` name answers EPERM (ENOSYS for clone3, so that the C library falls
back to clone, whose flags can be read); another architecture or the x32 numbering kills the process. Proved
in tests/faults/test_reading_fence.py by trying each kind. Classic BPF, see seccomp(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import socket
import struct
import sys

from beffroi.core.reading.fence import syscalls

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_MODE_FILTER = 2
_AUDIT_ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMN = {"x86_64": 0, "aarch64": 1}
_X32_BIT = 0x40000000

_LOAD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_GREATER_EQUAL = 0x35  # BPF_JMP | BPF_JGE | BPF_K
_BITS = 0x45  # BPF_JMP | BPF_JSET | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K
_NUMBER, _ARCH = 0, 4
_FIRST_ARGUMENT, _SECOND_ARGUMENT = 16, 24

_KILL = 0x80000000
_ALLOW = 0x7FFF0000
_EPERM = 0x00050000 | 1
_ENOSYS = 0x00050000 | 38

_CLONE_THREAD = 0x00010000
_CLONE_NEW_ANYTHING = 0x7E020080  # namespaces: NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def supported() -> bool:
    """Whether this system can hold the filter (Linux on x86_64 or aarch64)."""
    return sys.platform == "linux" and platform.machine() in _AUDIT_ARCH


def _op(code: int, k: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, k)


def _when(number: int, *body: bytes) -> list[bytes]:
    """`body` runs when the call is `number`; it must end with a return on every path."""
    return [_op(_EQUAL, number, 0, len(body)), *body]


def build(machine: str, pid: int, *, programs: bool) -> bytes:
    """The filter as bytes. `programs`: the profile that may start helper programs (OCR, office conversion)."""
    column = _COLUMN[machine]
    body = [
        _op(_LOAD, _ARCH),
        _op(_EQUAL, _AUDIT_ARCH[machine], 1, 0),
        _op(_RETURN, _KILL),
        _op(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        body += [_op(_GREATER_EQUAL, _X32_BIT, 0, 1), _op(_RETURN, _KILL)]
    body += _conditions(column, pid, programs=programs)
    tables: list[syscalls.Table] = [syscalls.ALWAYS]
    tables += [] if programs else [syscalls.NETWORK, syscalls.EXECUTION, syscalls.OWNERSHIP]
    for table in tables:
        for numbers in table.values():
            number = numbers[column]
            if number is not None:
                body += _when(number, _op(_RETURN, _EPERM))
    body.append(_op(_RETURN, _ALLOW))
    return b"".join(body)


def _conditions(column: int, pid: int, *, programs: bool) -> list[bytes]:
    number = {name: numbers[column] for name, numbers in syscalls.CONDITIONAL.items()}
    own = [_op(_LOAD, _FIRST_ARGUMENT), _op(_EQUAL, pid, 1, 0), _op(_RETURN, _EPERM), _op(_RETURN, _ALLOW)]
    body = _when(number["clone3"], _op(_RETURN, _ENOSYS))
    body += _when(number["prlimit64"], *_own_limits_only(pid, programs=programs))
    body += _when(number["fcntl"], *_no_signal_by_file())
    flags = [_op(_LOAD, _FIRST_ARGUMENT), _op(_BITS, _CLONE_NEW_ANYTHING, 0, 1), _op(_RETURN, _EPERM)]
    if programs:
        body += _when(number["clone"], *flags, _op(_RETURN, _ALLOW))
        body += _unix_sockets_only(column)
        return body
    body += _when(number["clone"], *flags, _op(_BITS, _CLONE_THREAD, 0, 1), _op(_RETURN, _ALLOW), _op(_RETURN, _EPERM))
    body += _when(number["kill"], *own)
    body += _when(number["tgkill"], *own)
    return body


def _own_limits_only(pid: int, *, programs: bool) -> list[bytes]:
    """The limits of a process are those of its user to lower, whatever its cage: 0 (itself) is the only one to name.
    A helper program's process does not have the number that the filter knows."""
    own = [] if programs else [_op(_EQUAL, pid, 1, 0)]
    return [
        _op(_LOAD, _FIRST_ARGUMENT),
        _op(_EQUAL, 0, 1 + len(own), 0),
        *own,
        _op(_RETURN, _EPERM),
        _op(_RETURN, _ALLOW),
    ]


def _no_signal_by_file() -> list[bytes]:
    """fcntl without the commands that make a descriptor signal another process."""
    body = [_op(_LOAD, _SECOND_ARGUMENT)]
    for command in syscalls.FCNTL_OF_OTHERS:
        body += [_op(_EQUAL, command, 0, 1), _op(_RETURN, _EPERM)]
    return [*body, _op(_RETURN, _ALLOW)]


def _unix_sockets_only(column: int) -> list[bytes]:
    """Helper programs may talk to themselves: AF_UNIX sockets exist, no other family does, none calls outside."""
    only = [
        _op(_LOAD, _FIRST_ARGUMENT),
        _op(_EQUAL, socket.AF_UNIX, 1, 0),
        _op(_RETURN, _EPERM),
        _op(_RETURN, _ALLOW),
    ]
    body: list[bytes] = []
    for name in ("socket", "socketpair"):
        number = syscalls.NETWORK[name][column]
        if number is not None:
            body += _when(number, *only)
    connect = syscalls.NETWORK["connect"][column]
    return body if connect is None else [*body, *_when(connect, _op(_RETURN, _EPERM))]


def forbid_new_privileges() -> None:
    """No later exec can gain rights (prctl(2) PR_SET_NO_NEW_PRIVS). Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_NO_NEW_PRIVS)")


def apply(*, programs: bool) -> None:
    """Put the filter on this process and all that it starts. Raises OSError if the kernel refuses it."""
    code = build(platform.machine(), os.getpid(), programs=programs)
    forbid_new_privileges()
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_SECCOMP)")
