"""A question understood: what it asks for, by which words, and how much each word weighs here.

Flow: words of the question (and, for a follow-up, of the earlier questions it leans on) → terms of the index →
rarity counted in scope → weights. Invariant: a term's weight depends only on the question, its thread and the
counts, so the same question on the same bases weighs the same (tests/core/answer/test_question.py).
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beffroi.core.answer.contract import Turn
from beffroi.core.answer.kinds import PROPER_NAME, Kind, asking_words, kind_of
from beffroi.core.answer.lexicon import words_said_otherwise
from beffroi.core.answer.thread import read_in_thread
from beffroi.core.french.normalise import characters, fold
from beffroi.core.french.tokens import terms
from beffroi.core.search.rarity import Frequencies

CARRIED_WEIGHT: Final = 0.6
MOST_TERMS: Final = 32
MOST_CHARACTERS: Final = 2_000  # of a question: what is pasted beyond is not read
_SHORT_SIGLE: Final = range(2, 6)

# Words of asking, which say nothing of what is asked about.
_POLITE: Final = re.compile(
    r"\b(?:combien|bonjour|merci|svp|s['’]il (?:te|vous) pla[iî]t|max|maxi|(?:je )?(?:voudrais|veux|souhaite|aimerais)"
    r"|(?:pouvez|pourriez)-vous(?: me)?(?: dire)?|savoir)\b",
    re.IGNORECASE,
)
_SIGLE: Final = re.compile(r"\b[A-Z]{3,6}\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as read, before anything is counted. `text`: what is searched, carried words included. `own`:
    its own terms in order; `carried`: those of earlier questions; `named`: terms of its proper names; `asking`:
    terms that only ask for the kind ("année", "tarif"); `pairs`: neighbouring terms."""

    text: str
    kind: Kind
    own: tuple[str, ...]
    carried: tuple[str, ...]
    named: frozenset[str]
    asking: frozenset[str]
    numbers: frozenset[str]
    sigles: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @property
    def terms(self) -> tuple[str, ...]:
        return self.own + self.carried


@dataclass(frozen=True, slots=True)
class Question:
    """`weights`: term → its share of the question's rarity (they sum to 1 unless there is no term). `rarity`: term →
    rarity, 0-1 of what a word held by no passage would have. `unknown`: terms that no passage in scope holds."""

    asked: Asked
    weights: dict[str, float]
    rarity: dict[str, float]
    unknown: frozenset[str]

    @property
    def searched(self) -> str:
        """The text to search for: where the collection does not know a word, other words for it are added."""
        others = [word for term in self.asked.terms if term in self.unknown for word in words_said_otherwise(term)]
        return " ".join([self.asked.text, *others])

    @property
    def sigles(self) -> frozenset[str]:
        """Terms that may be initials: written as such, or short and unknown here."""
        short = {term for term in self.unknown if term.isalpha() and len(term) in _SHORT_SIGLE}
        return (self.asked.sigles & self.weights.keys()) | short


def read(question: str, thread: Sequence[Turn] = ()) -> Asked:
    """The question read in its thread; deterministic, no index needed."""
    question = question[:MOST_CHARACTERS]
    reading = read_in_thread(question, [turn.question[:MOST_CHARACTERS] for turn in thread])
    kind = kind_of(question)
    subject = _POLITE.sub(" ", question)
    if kind is Kind.OPEN and reading.carried:
        kind = kind_of(reading.leaned_on)
    own = tuple(dict.fromkeys(terms(subject)))[:MOST_TERMS]
    carried = tuple(term for term in reading.carried if term not in own)[: MOST_TERMS - len(own)]
    return Asked(
        text=" ".join(f"{subject} {reading.carried_text}".split()),
        kind=kind,
        own=own,
        carried=carried,
        named=_named(question) | (_named(reading.leaned_on) & frozenset(carried)),
        asking=frozenset(terms(asking_words(kind))),
        numbers=frozenset(term for term in own if term[0].isdigit()),
        sigles=frozenset(fold(sigle) for sigle in _SIGLE.findall(question)),
        pairs=_pairs(subject),
    )


def weigh(asked: Asked, frequencies: Frequencies) -> Question:
    """The question with the weight of each of its terms in this collection."""
    ceiling = _rarity(0, frequencies.passages)
    rarity = {term: _rarity(frequencies.holding.get(term, 0), frequencies.passages) for term in asked.terms}
    raw = {term: rarity[term] * (1.0 if term in asked.own else CARRIED_WEIGHT) for term in asked.terms}
    total = sum(raw.values())
    return Question(
        asked=asked,
        weights={term: value / total for term, value in raw.items()} if total else {},
        rarity={term: value / ceiling if ceiling else 0.0 for term, value in rarity.items()},
        unknown=frozenset(term for term in asked.terms if not frequencies.holding.get(term)),
    )


def _rarity(holding: int, passages: int) -> float:
    """Inverse document frequency of BM25 (Robertson and Spärck Jones), always positive."""
    return math.log1p((max(passages, holding) - holding + 0.5) / (holding + 0.5))


def _named(question: str) -> frozenset[str]:
    return frozenset(term for name in PROPER_NAME.findall(characters(question)) for term in terms(name))


def _pairs(question: str) -> frozenset[tuple[str, str]]:
    runs = [terms(run) for run in re.split(r"[?,;:.!()]", question)]
    return frozenset(pair for run in runs for pair in itertools.pairwise(run) if pair[0] != pair[1])
