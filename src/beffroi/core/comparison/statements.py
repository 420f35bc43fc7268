"""What a document states: a value (sum, share, duration, hours, count) of something, or a rule allowed or forbidden.

Flow: sentence → the segments of a table row, or the sentence itself → its mentions by value → for each, the word that
is measured ("caution", "tarif", "délai") and what it is measured of. Two statements are compared by `contradictions`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from beffroi.core.comparison.vocabulary import MEASURES, QUALIFIERS
from beffroi.core.french.quantities import Kind, Mention, mentions
from beffroi.core.french.sentences import sentences
from beffroi.core.french.tokens import stem, terms


@dataclass(frozen=True, slots=True)
class Source:
    """A passage to read statements from. `start`: offset of `text` in its document."""

    document: int
    passage: int
    title: str
    headings: tuple[str, ...]
    text: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """`kind`: "amount", "percent", "hours", "duration:jour", "count:place", "rule". `values`: comparable; for a rule,
    (True,) allowed or (False,) forbidden. `said`: the value as written. `own`: terms of the sentence without its
    numbers; `context`: terms of title and headings; `qualifiers`: who or when it holds for, years included."""

    document: int
    passage: int
    start: int
    end: int
    kind: str
    values: tuple[object, ...]
    said: str
    measure: str
    own: frozenset[str]
    context: frozenset[str]
    qualifiers: frozenset[str]


_UNITS: Final = {
    stem(word): unit
    for unit, words in {
        "jour": "jour jours",
        "semaine": "semaine semaines",
        "mois": "mois",
        "an": "an ans année années",
        "heure": "heure heures",
        "minute": "minute minutes",
    }.items()
    for word in words.split()
}
_FORBIDS: Final = re.compile(
    r"\b(?:interdite?s?|prohibée?s?|défendue?s?|exclue?s?|refusée?s?|facultati(?:f|ve)s?|fermée?s?|impossibles?)\b",
    re.IGNORECASE,
)
_ALLOWS: Final = re.compile(
    r"\b(?:autorisée?s?|permise?s?|admise?s?|possibles?|acceptée?s?|obligatoires?|ouverte?s?|peu(?:t|vent))\b",
    re.IGNORECASE,
)
_NEGATES: Final = re.compile(
    r"\b(?:ne|n)\b['’]?(?=.{0,40}\b(?:pas|plus|jamais|aucune?)\b)|\bsans\b|\bnon\b", re.IGNORECASE | re.DOTALL
)
_SEGMENT: Final = re.compile(r"\s*(?:;|\|)\s*")
_ROWS: Final = re.compile(r"\s;\s[^\n]*\n")
_NEXT_WORD: Final = re.compile(r"\s*(?:\([^)]*\)\s*)?([^\W\d_]+)")
_YEAR: Final = re.compile(r"\b(?:19|20)\d\d\b")
# A segment with more figures than this is a list of them: which one answers for what cannot be told.
_MOST_VALUES: Final = 40
_LONGEST_LABEL: Final = 300
_BEFORE_WORDS: Final = 9
_AFTER_WORDS: Final = 3


def statements(source: Source) -> Iterator[Statement]:
    """Every statement of a passage, in order."""
    context = frozenset(terms(" ".join((source.title, *source.headings))))
    years = frozenset(_YEAR.findall(" ".join((source.title, *source.headings))))
    for start, end in sentences(source.text):
        for line, place in _lines(source.text[start:end], start):
            label = ""
            for segment, offset in _segments(line):
                yield from _valued(source, segment, place + offset, label, context, years)
                label = label or segment[:_LONGEST_LABEL]
        yield from _rules(source, source.text[start:end], start, context, years)


def _lines(sentence: str, start: int) -> Iterator[tuple[str, int]]:
    """The rows of a table, each with its place; any other sentence whole."""
    if not _ROWS.search(sentence):
        yield sentence, start
        return
    for line in sentence.splitlines(keepends=True):
        if line.strip():
            yield line.rstrip(), start
        start += len(line)


def _segments(sentence: str) -> Iterator[tuple[str, int]]:
    start = 0
    for cut in _SEGMENT.finditer(sentence):
        yield sentence[start : cut.start()], start
        start = cut.end()
    yield sentence[start:], start


def _valued(
    source: Source, segment: str, offset: int, label: str, context: frozenset[str], years: frozenset[str]
) -> Iterator[Statement]:
    found = mentions(segment)
    if not found or len(found) > _MOST_VALUES:
        return
    words = _words(segment, found) | _words(label, mentions(label))
    base = source.start + offset
    hours = tuple(sorted(str(m.value) for m in found if m.kind is Kind.HOUR))
    for mention in found:
        kind = _kind(segment, mention)
        if kind is None or (kind == "hours" and mention is not next(m for m in found if m.kind is Kind.HOUR)):
            continue
        yield Statement(
            document=source.document,
            passage=source.passage,
            start=base,
            end=base + len(segment),
            kind=kind,
            values=hours if kind == "hours" else (mention.value,),
            said=_said(segment, mention, found, kind),
            measure=_measure(segment, mention) or _measure_of(label),
            own=words,
            context=context,
            # In a table, a value holds for what the first cell names, whatever that is.
            qualifiers=frozenset(terms(label))
            | (words & QUALIFIERS)
            | (context & QUALIFIERS)
            | years
            | frozenset(_YEAR.findall(segment)),
        )


def _words(text: str, found: list[Mention]) -> frozenset[str]:
    kept, start = [], 0
    for mention in found:
        kept.append(text[start : mention.start])
        start = mention.end
    kept.append(text[start:])
    return frozenset(term for term in terms(" ".join(kept)) if not term[0].isdigit())


def _kind(segment: str, mention: Mention) -> str | None:
    if mention.kind is Kind.AMOUNT:
        return "amount"
    if mention.kind is Kind.PERCENT:
        return "percent"
    if mention.kind is Kind.HOUR:
        return "hours"
    if mention.kind is not Kind.NUMBER:
        return None
    following = _NEXT_WORD.match(segment, mention.end)
    if following is None:
        return None
    unit = stem(following[1])
    return f"duration:{_UNITS[unit]}" if unit in _UNITS else f"count:{unit}"


def _said(segment: str, mention: Mention, found: list[Mention], kind: str) -> str:
    if kind == "hours":
        return ", ".join(segment[m.start : m.end] for m in found if m.kind is Kind.HOUR)
    end = mention.end
    if kind.startswith(("duration", "count")) and (following := _NEXT_WORD.match(segment, end)):
        end = following.end()
    return segment[mention.start : end].strip()


def _measure(segment: str, mention: Mention) -> str:
    """The measured word nearest before the value, else just after it ("300 € de caution")."""
    before = [term for term in terms(segment[: mention.start])[-_BEFORE_WORDS:] if term in MEASURES]
    if before:
        return before[-1]
    after = [term for term in terms(segment[mention.end :])[:_AFTER_WORDS] if term in MEASURES]
    return after[0] if after else ""


def _measure_of(label: str) -> str:
    named = [term for term in terms(label) if term in MEASURES]
    return named[-1] if named else ""


def _rules(
    source: Source, sentence: str, offset: int, context: frozenset[str], years: frozenset[str]
) -> Iterator[Statement]:
    forbids, allows = _FORBIDS.search(sentence), _ALLOWS.search(sentence)
    word = forbids or allows
    if word is None or (forbids and allows):
        return
    denied = bool(_NEGATES.search(sentence))
    found = mentions(sentence)
    own = _words(_FORBIDS.sub(" ", _ALLOWS.sub(" ", sentence)), [])
    start = source.start + offset
    yield Statement(
        document=source.document,
        passage=source.passage,
        start=start,
        end=start + len(sentence),
        kind="rule",
        values=(bool(allows) is not denied,),
        said=("ne… pas " if denied else "") + word[0],
        measure="",
        own=own,
        context=context,
        qualifiers=(own & QUALIFIERS) | years | frozenset(str(m.value) for m in found),
    )
