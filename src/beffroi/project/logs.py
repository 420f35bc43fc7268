"""What the log never holds. Invariants: the token of a one-time link is written nowhere, whoever logs its address; what
an exception says is not written, only where it came from.

Django logs the address of every request that it refuses; a link whose password was refused is still alive. A
database's error quotes the row that it refuses, a parser's the text that it cannot read: a document's words, or a
person's. Proved by tests/project/test_logs.py.
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Final

TOKEN: Final = re.compile(r"(/lien/)[^/\s?\"']+")


class WithoutTokens(logging.Filter):
    """Takes the tokens of links out of a record, before any handler formats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if "/lien/" in said:
            record.msg, record.args = TOKEN.sub(r"\1…", said), ()
        return True


class WithoutRefusals(logging.Filter):
    """Leaves out what Django reports of an answer that its reader understands: a form to correct, an unknown address.

    Forged forms keep their own logger (django.security.csrf); an error of the house, 500 and above, stays.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        return record.name != "django.request" or not 400 <= getattr(record, "status_code", 500) < 500


class Line(logging.Formatter):
    """One line by record; under it, an exception as its class and its places, without its words."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        return "\n".join(_places(ei[1])) if ei[1] is not None else ""


def _places(error: BaseException) -> Iterator[str]:
    """The exception, then those that it came from; of each the last places first."""
    seen: set[int] = set()
    told: BaseException | None = error
    while told is not None and id(told) not in seen:
        seen.add(id(told))
        frames = reversed(traceback.extract_tb(told.__traceback__))
        yield f"  {type(told).__module__}.{type(told).__qualname__}"
        yield from (f"    {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
