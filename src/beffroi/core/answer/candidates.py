"""The sentences that could answer: every exact sentence of the passages read, with its words and its place.

Invariant: `passage.text[start - passage.start : end - passage.start] == text` for each candidate; a heading, a question
or a scrap is no candidate, but it lends its words as context to the sentence under it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
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
    """One sentence. `start`/`end`: in the version's whole text. `terms`: its index terms in order; `found`: the same as
    a set; `context`: terms of title, headings, the sentence just before and the heading line above. `around`: terms of
    the whole passage with its title and headings. `place`: 0-based among the sentences of the passage."""

    source: Source
    text: str
    start: int
    end: int
    place: int
    terms: tuple[str, ...]
    found: frozenset[str]
    context: frozenset[str]
    around: frozenset[str]
    before: tuple[int, int] | None = field(default=None)

    @property
    def begins_with_anaphor(self) -> bool:
        return bool(_ANAPHOR.match(fold(self.text[:40]).lstrip("«\"'- ")))


def candidates(sources: Sequence[Source]) -> list[Candidate]:
    """The candidate sentences of these passages, in reading order of each."""
    return [candidate for source in sources for candidate in _of_passage(source)]


def _of_passage(source: Source) -> list[Candidate]:
    passage = source.passage
    spans = sentences(passage.text)
    texts = [passage.text[start:end] for start, end in spans]
    words = [tuple(terms(text)) for text in texts]
    titles = frozenset(terms(" . ".join((passage.title, *passage.headings))))
    around = titles.union(*words)
    found: list[Candidate] = []
    heading: frozenset[str] = frozenset()
    for place, (start, end) in enumerate(spans):
        text = texts[place]
        if is_heading(text) or text.endswith("?"):
            heading = frozenset(words[place])
            continue
        if not SHORTEST <= len(text.split()) <= LONGEST:
            continue
        before = frozenset(words[place - 1]) if place else frozenset()
        found.append(
            Candidate(
                source=source,
                text=text,
                start=passage.start + start,
                end=passage.start + end,
                place=place,
                terms=words[place],
                found=frozenset(words[place]),
                context=titles | heading | before,
                around=around,
                before=_just_before(passage, texts, spans, place),
            )
        )
    return found


def is_heading(text: str) -> bool:
    """Whether a line names what follows instead of saying something: short, without an end mark, a value or a row."""
    if text.endswith(_TERMINAL) or _ROW.search(text) or _LIST_MARK.match(text):
        return False
    return len(text.split()) <= _HEADING_WORDS and not re.search(r"\d\s?[€%hH]|\d{4}", text)


def _just_before(
    passage: StoredPassage, texts: Sequence[str], spans: Sequence[tuple[int, int]], place: int
) -> tuple[int, int] | None:
    """Span, in the version's text, of the previous sentence when it can be read with this one."""
    if place == 0 or is_heading(texts[place - 1]) or len(texts[place - 1].split()) > LONGEST:
        return None
    start, end = spans[place - 1]
    return passage.start + start, passage.start + end
