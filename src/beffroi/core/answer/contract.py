"""What an answer is. Plain data, so that pages, API and command line show the same thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from beffroi.core.scope import Scope
from beffroi.core.search.contract import PassageStore
from beffroi.core.search.rarity import CountingIndex


class Decision(StrEnum):
    SURE = "sure"
    UNSURE = "unsure"
    ABSTAINED = "abstained"


class Rung(StrEnum):
    """The ladder, lowest first (DESIGN promise 3)."""

    VALIDATED = "validated"
    EXTRACTS = "extracts"
    SMALL_MODEL = "small_model"
    LARGE_MODEL = "large_model"


@dataclass(frozen=True, slots=True)
class LeadIn:
    """The sentence to be read before a chosen one, in the same passage: what its pronoun stands for ("Elle est fixée
    à…") or the introduction of its list. Exact too: `text` equals the version's text at [start:end]."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ChosenSentence:
    """An exact sentence: `text` equals the version's text at [start:end]; `passage`/`version` are row ids.

    `score`: of the choice, 0-1, comparable within one answer. `title`, `headings`: where it stands. `attached`: it
    comes from a file attached to the conversation, whose row ids are those of the attachment's own store.
    """

    text: str
    passage: int
    version: int
    start: int
    end: int
    page: int | None
    score: float
    title: str = ""
    headings: tuple[str, ...] = ()
    lead_in: LeadIn | None = None
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Nearest:
    """A near document shown when Beffroi abstains, or as "voir aussi"."""

    version: int
    passage: int
    title: str
    attached: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, oldest first in a thread."""

    question: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """Files attached to one conversation: their own in-memory index and store, and the scope that reads them.

    Nothing of it is looked up in the bases, and nothing of the bases in it."""

    index: CountingIndex
    store: PassageStore
    scope: Scope


@dataclass(frozen=True, slots=True)
class Answer:
    """`sentences`: one to four when decision is not ABSTAINED, else empty. `confidence`: calibrated probability
    (0-1) that the first sentence answers. `support`: calibrated probability that what was searched holds the answer
    at all. `signals`: the named inputs of both, for the curious."""

    decision: Decision
    confidence: float
    rung: Rung
    sentences: tuple[ChosenSentence, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    signals: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
    support: float = 0.0
