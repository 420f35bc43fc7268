"""The sentences that could answer: every exact sentence of the passages read, with its words and its place.

Invariant: `passage.text[start - passage.start : end - passage.start] == text` for each candidate; a heading, a
question, a scrap or the introduction of a list is no candidate, but lends its words as context to what is under it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beffroi.core.french.normalise import fold
from beffroi.core.french.sentences import sentences
from beffroi.core.french.tokens import terms
from beffroi.core.search.contract import StoredPassage

SHORTEST: Final = 3  # words: less is a scrap ("Voir annexe")
LONGEST: Final = 120  # words: more is a run that nobody reads as a sentence
_HEADING_WORDS: Final = 9
_TERMINAL: Final = (".", "!", "…", ";", ":", "»", ")", ",")
_ROW: Final = re.compile(r" \| | : .+ ; | : \S")
_LIST_MARK: Final = re.compile(r"^[\W\d_]*[-–—•*▪●○■]\s")
_ITEM: Final = re.compile(r"(?:[-–—•*▪●○■·]|[a-z0-9]{1,2}[).°])\s|[a-zà-ÿ]")
_ANAPHOR: Final = re.compile(
    r"^(?:il|elle|ils|elles|celui-ci|celle-ci|ceux-ci|celles-ci|cela|ceci|ce dernier|cette derniere|ces derniers"
    r"|ces dernieres|c'est|ce sont|il en|en outre|de plus|toutefois|cependant|neanmoins|par ailleurs|en revanche"
    r"|dans ce cas|a ce titre|ainsi|son|sa|ses|leur|leurs|y)\b"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that was found and read. `ratio`: its search score over the best one's, 0-1. `rank`: 0-based."""

    passage: StoredPassage
    ratio: float
    rank: int
    attached: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """One sentence. `start`/`end`: in the version's whole text. `place`: 0-based among the sentences of the passage.

    `terms`: its index terms in order; `found`: the same as a set. `context`: terms of title, headings, the sentence
    just before and the heading line above. `around`: terms of the whole passage with its title and headings. `lead_in`:
    span of the sentence to be read before it: what its pronoun stands for, or the introduction of its list."""

    source: Source
    text: str
    start: int
    end: int
    place: int
    terms: tuple[str, ...]
    found: frozenset[str]
    context: frozenset[str]
    around: frozenset[str]
    lead_in: tuple[int, int] | None = None


def candidates(sources: Sequence[Source]) -> list[Candidate]:
    """The candidate sentences of these passages, in reading order of each."""
    return [candidate for source in sources for candidate in _of_passage(source)]


def _of_passage(source: Source) -> list[Candidate]:
    passage = source.passage
    spans = sentences(passage.text)
    words = [tuple(terms(passage.text[start:end])) for start, end in spans]
    titles = frozenset(terms(" . ".join((passage.title, *passage.headings))))
    around = titles.union(*words)
    found: list[Candidate] = []
    heading: frozenset[str] = frozenset()
    introduction: int | None = None
    for place, (start, end) in enumerate(spans):
        text = passage.text[start:end]
        introduction = introduction if _goes_on(text, place, introduction) else None
        if is_heading(text) or text.endswith(("?", ":")):
            heading = frozenset(words[place])
            introduction = place if text.endswith(":") else None
            continue
        if not SHORTEST <= len(text.split()) <= LONGEST:
            continue
        leader = place - 1 if place and begins_with_anaphor(text) else introduction
        found.append(
            Candidate(
                source=source,
                text=text,
                start=passage.start + start,
                end=passage.start + end,
                place=place,
                terms=words[place],
                found=frozenset(words[place]),
                context=titles.union(heading, words[place - 1] if place else ()),
                around=around,
                lead_in=_readable(passage, spans, leader),
            )
        )
    return found


def begins_with_anaphor(text: str) -> bool:
    """Whether a sentence begins with a word that stands for something said before."""
    return bool(_ANAPHOR.match(fold(text[:40]).lstrip("«\"'- ")))


def _goes_on(text: str, place: int, introduction: int | None) -> bool:
    """Whether a sentence still belongs to the list that was introduced: the first, or another item."""
    if introduction is None:
        return False
    return place == introduction + 1 or bool(_ITEM.match(text)) or text.endswith((";", ","))


def is_heading(text: str) -> bool:
    """Whether a line names what follows instead of saying something: short, without an end mark, a value or a row."""
    if text.endswith(_TERMINAL) or _ROW.search(text) or _LIST_MARK.match(text):
        return False
    return len(text.split()) <= _HEADING_WORDS and not re.search(r"\d\s?[€%hH]|\d{4}", text)


def _readable(passage: StoredPassage, spans: Sequence[tuple[int, int]], place: int | None) -> tuple[int, int] | None:
    """Span, in the version's text, of the sentence at this place when it reads well before another."""
    if place is None:
        return None
    start, end = spans[place]
    text = passage.text[start:end]
    if len(text.split()) > LONGEST or (is_heading(text) and not text.endswith(":")):
        return None
    return passage.start + start, passage.start + end
