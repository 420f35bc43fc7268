"""The sentences that could answer: every exact sentence of the passages read, with its words and its place.

Invariant: `passage.text[start - passage.start : end - passage.start] == text` for each candidate; a heading, a
question, a scrap or the introduction of a list is no candidate alone, but lends its words as context to what is under
it. A table row is a sentence; a short list is one sentence with its introduction, and each of its items is another.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
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
_FIELDS: Final = re.compile(r"[^:;\n]{1,60} : \S")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SMALL: Final = frozenset("a au aux d de des du en et l la le les par pour s sur un une".split())
_LIST: Final = 80  # words of a list, its introduction included
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


def candidates(sources: Sequence[Source], sigles: frozenset[str] = frozenset()) -> list[Candidate]:
    """The candidate sentences of these passages, in reading order of each.

    `sigles`: asked terms that may be initials; a text that spells one ("compte épargne-temps" for "cet") holds it."""
    return [candidate for source in sources for candidate in _Reading(source, sigles).candidates()]


class _Reading:
    """One passage being read: its sentences, their words, and what stands above the current one."""

    def __init__(self, source: Source, sigles: frozenset[str]) -> None:
        passage = source.passage
        self.source = source
        self.text = passage.text
        self.spans = list(_sentences(passage.text))
        self.words = [_words(passage.text[start:end], sigles) for start, end in self.spans]
        self.titles = frozenset(_words(" . ".join((passage.title, *passage.headings)), sigles))
        self.around = self.titles.union(*self.words)

    def candidates(self) -> Iterator[Candidate]:
        heading: frozenset[str] = frozenset()
        introduction: int | None = None
        for place in range(len(self.spans)):
            text = self.said(place)
            if introduction is not None and not self.goes_on(introduction, place):
                introduction = None
            if is_heading(text) or text.endswith(("?", ":")):
                heading = frozenset(self.words[place])
                introduction = place if text.endswith(":") else None
                if introduction is not None:
                    yield from self.whole_list(introduction)
            elif SHORTEST <= len(text.split()) <= LONGEST:
                leader = place - 1 if place and begins_with_anaphor(text) else introduction
                yield self.candidate(place, place, heading, leader)

    def said(self, place: int) -> str:
        start, end = self.spans[place]
        return self.text[start:end]

    def goes_on(self, introduction: int, place: int) -> bool:
        """Whether a sentence still belongs to the list that was introduced: the first, or another item."""
        text = self.said(place)
        return place == introduction + 1 or bool(_ITEM.match(text)) or text.endswith((";", ","))

    def whole_list(self, introduction: int) -> Iterator[Candidate]:
        """An introduction with all its items, when they are short enough to be read as one sentence."""
        last = introduction
        while last + 1 < len(self.spans) and self.goes_on(introduction, last + 1):
            last += 1
        if (
            last > introduction + 1
            and len(self.text[self.spans[introduction][0] : self.spans[last][1]].split()) <= _LIST
        ):
            yield self.candidate(introduction, last, frozenset(), None)

    def candidate(self, first: int, last: int, heading: frozenset[str], leader: int | None) -> Candidate:
        passage = self.source.passage
        start, end = self.spans[first][0], self.spans[last][1]
        words = tuple(itertools.chain.from_iterable(self.words[first : last + 1]))
        return Candidate(
            source=self.source,
            text=self.text[start:end],
            start=passage.start + start,
            end=passage.start + end,
            place=first,
            terms=words,
            found=frozenset(words),
            context=self.titles.union(heading, self.words[first - 1] if first else ()),
            around=self.around,
            lead_in=self.lead_in(leader),
        )

    def lead_in(self, place: int | None) -> tuple[int, int] | None:
        """Span, in the version's text, of the sentence at this place when it reads well before another."""
        if place is None:
            return None
        text = self.said(place)
        if len(text.split()) > LONGEST or (is_heading(text) and not text.endswith(":")):
            return None
        start, end = self.spans[place]
        return self.source.passage.start + start, self.source.passage.start + end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    """Sentences, and the rows of a table one by one."""
    for start, end in sentences(text):
        lines = text[start:end].split("\n")
        if len(lines) == 1 or not all(_FIELDS.match(line) for line in lines):
            yield start, end
            continue
        for line in lines:
            yield start, start + len(line)
            start += len(line) + 1


def _words(text: str, sigles: frozenset[str]) -> tuple[str, ...]:
    found = terms(text)
    if sigles:
        initials = "".join(word[0] for word in _WORD.findall(fold(text)) if word not in _SMALL)
        found += [sigle for sigle in sorted(sigles) if sigle in initials]
    return tuple(found)


def begins_with_anaphor(text: str) -> bool:
    """Whether a sentence begins with a word that stands for something said before."""
    return bool(_ANAPHOR.match(fold(text[:40]).lstrip("«\"'- ")))


def is_heading(text: str) -> bool:
    """Whether a line names what follows instead of saying something: short, without an end mark, a value or a row."""
    if text.endswith(_TERMINAL) or _ROW.search(text) or _LIST_MARK.match(text):
        return False
    return len(text.split()) <= _HEADING_WORDS and not re.search(r"\d\s?[€%hH]|\d{4}", text)
