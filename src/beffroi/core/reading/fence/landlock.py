"""Landlock rules: the child writes in its own folder only and reads nothing but programs and libraries.

Invariant: no path outside `writable` can be created, changed or removed; none outside `readable` can be
opened. The file to read comes as an open descriptor. Proved in tests/faults/test_reading_fence.py.
Source: landlock(7); the kernel's ABI number decides which rights exist.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterable

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION_FLAG = 1
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
_REMOVE_DIR, _REMOVE_FILE, _MAKE_DIR, _MAKE_REG, _MAKE_SOCK = 1 << 4, 1 << 5, 1 << 7, 1 << 8, 1 << 9
_REFER, _TRUNCATE = 1 << 13, 1 << 14
_RIGHTS_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_ALL_TCP = 0b11
_ALL_SCOPES = 0b11
_READ = _READ_FILE | _READ_DIR
_WRITE = _READ | _WRITE_FILE | _REMOVE_DIR | _REMOVE_FILE | _MAKE_DIR | _MAKE_REG | _TRUNCATE


# LibreOffice names its socket in one of these whatever its environment says, and stops when it cannot. It may make
# the name and nothing else there: neither read, write nor remove (the reading server sweeps the name away).
_SOCKET_FOLDERS = ("/tmp", "/var/tmp")  # noqa: S108 - LibreOffice's choice


def abi() -> int:
    """The kernel's Landlock version, 0 where there is none."""
    if sys.platform != "linux":
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    version = int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _VERSION_FLAG))
    return max(version, 0)


def apply(readable: Iterable[str], writable: Iterable[str], *, programs: bool) -> None:
    """Confine this process and all that it starts. Needs no_new_privs. Raises OSError if the kernel refuses."""
    version = abi()
    if not version:
        return
    rights = _RIGHTS_BY_ABI[min(version, 5)]
    attributes = struct.pack("=Q", rights)
    if version >= 4:
        attributes += struct.pack("=Q", _ALL_TCP)
    if version >= 6:
        attributes += struct.pack("=Q", _ALL_SCOPES)
    libc = ctypes.CDLL(None, use_errno=True)
    ruleset = libc.syscall(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        raise OSError(ctypes.get_errno(), "landlock_create_ruleset")
    read = _READ | (_EXECUTE if programs else 0)
    write = _WRITE | (_MAKE_SOCK | _REFER if programs else 0)
    for path in readable:
        _allow(libc, ruleset, path, read & rights)
    for path in writable:
        _allow(libc, ruleset, path, write & rights)
    for path in _SOCKET_FOLDERS if programs else ():
        _allow(libc, ruleset, path, _MAKE_SOCK & rights)
    _allow(libc, ruleset, os.devnull, (_READ_FILE | _WRITE_FILE) & rights)
    if libc.syscall(_RESTRICT_SELF, ruleset, 0) != 0:
        raise OSError(ctypes.get_errno(), "landlock_restrict_self")
    os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    if not os.path.isdir(path):
        rights &= _READ_FILE | _WRITE_FILE | _EXECUTE | _TRUNCATE
    rule = struct.pack("=Qi", rights, descriptor)
    failed = libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    os.close(descriptor)
    if failed:
        raise OSError(ctypes.get_errno(), "landlock_add_rule")
