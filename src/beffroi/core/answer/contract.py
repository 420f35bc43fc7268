"""What an answer is. Plain data, so that pages, API and command line show the same thing."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


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
class ChosenSentence:
    """An exact sentence: `text` equals the version's text at [start:end]; `passage`/`version` are row ids."""

    text: str
    passage: int
    version: int
    start: int
    end: int
    page: int | None
    score: float


@dataclass(frozen=True, slots=True)
class Nearest:
    """A near document shown when Beffroi abstains, or as "voir aussi"."""

    version: int
    passage: int
    title: str


@dataclass(frozen=True, slots=True)
class Answer:
    """`sentences`: one to four when decision is not ABSTAINED, else empty. `confidence`: calibrated probability
    (0-1) that the first sentence answers. `signals`: the named inputs of that probability, for the curious."""

    decision: Decision
    confidence: float
    rung: Rung
    sentences: tuple[ChosenSentence, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    signals: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0
