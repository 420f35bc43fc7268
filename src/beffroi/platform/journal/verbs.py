"""The vocabulary of the journal. Invariant: an entry's verb is registered with its meaning (docs/journal.md, checked).

Each room registers its own verbs at import: `ASKED = verbs.register("ask.asked", "A member asked a question")`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from beffroi.platform.journal.errors import UnknownVerb

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Verb:
    """`name`: "<room>.<past participle>", 60 characters at most. `meaning`: one English sentence for the docs."""

    name: str
    meaning: str


VERBS: dict[str, Verb] = {}


def register(name: str, meaning: str) -> str:
    """Add a verb and return its name. The same verb with another meaning, or a bad name, raises UnknownVerb."""
    if not _NAME.fullmatch(name) or len(name) > 60 or not meaning:
        raise UnknownVerb(verb=name)
    if VERBS.setdefault(name, Verb(name, meaning)).meaning != meaning:
        raise UnknownVerb(verb=name)
    return name


def required(name: str) -> str:
    if name not in VERBS:
        raise UnknownVerb(verb=name)
    return name
