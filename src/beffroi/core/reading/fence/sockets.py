"""The names that LibreOffice leaves behind: its fence lets it make a socket in /tmp and remove nothing there.

Only sockets of that name, of this user, made since the reading began, are removed. A name still in use may go too:
it serves only to hand files over to a program already open, which a reading never does.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import Final

FOLDERS: Final = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108 - LibreOffice's choice
NAMES: Final = "OSL_PIPE_*"


def sweep(since: float) -> None:
    """Remove those made since `since` (seconds since the epoch)."""
    for folder in FOLDERS:
        for path in folder.glob(NAMES):
            with contextlib.suppress(FileNotFoundError, PermissionError):
                found = path.lstat()
                if stat.S_ISSOCK(found.st_mode) and found.st_uid == os.geteuid() and found.st_mtime >= since - 1.0:
                    path.unlink()
