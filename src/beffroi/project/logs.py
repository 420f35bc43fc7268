"""What the log never holds. Invariant: the token of a one-time link is written nowhere, whoever logs its address.

Django logs the address of every request that it refuses; a link whose password was refused is still alive. Proved by
tests/project/test_logs.py.
"""

from __future__ import annotations

import logging
import re
from typing import Final

TOKEN: Final = re.compile(r"(/lien/)[^/\s?\"']+")


class WithoutTokens(logging.Filter):
    """Takes the tokens of links out of a record, before any handler formats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if "/lien/" in said:
            record.msg, record.args = TOKEN.sub(r"\1…", said), ()
        return True
