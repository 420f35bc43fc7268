"""The one place where Tantivy's and the system's errors become ours.

Tantivy reports nearly everything as ValueError or OSError with the system's "(os error N)" inside the message, and a
broken invariant as a Rust panic, whose class it does not export.
"""

from __future__ import annotations

import errno
import re
from types import TracebackType
from typing import Final

from beffroi.core.errors import BeffroiError
from beffroi.core.search.errors import IndexBusy, IndexDamaged, IndexDiskFull, IndexReadOnly, SearchIndexError

_OS_ERROR: Final = re.compile(r"os error (\d+)|code: (\d+)")
_BUSY: Final = re.compile(r"LockBusy|Failed to acquire.*lock", re.IGNORECASE)
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class vendor_errors:
    """Turn what Tantivy raises inside the block into a SearchIndexError; other exceptions pass."""

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None or isinstance(error, BeffroiError):
            return
        if isinstance(error, ValueError | OSError | RuntimeError) or type(error).__name__ == "PanicException":
            raise translated(error) from error


def translated(error: BaseException) -> SearchIndexError:
    """Our error for what Tantivy or the system said; IndexDamaged when it says nothing that we know."""
    message = str(error)
    number = error.errno if isinstance(error, OSError) else None
    found = _OS_ERROR.search(message)
    if number is None and found:
        number = int(found[1] or found[2])
    if number in _FULL:
        return IndexDiskFull()
    if number in _FORBIDDEN:
        return IndexReadOnly()
    if _BUSY.search(message):
        return IndexBusy()
    return IndexDamaged()
