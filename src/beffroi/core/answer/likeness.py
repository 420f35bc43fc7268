"""How near two index terms are when they are not equal: a derived word, another word for it, or a typing slip.

"utilis" and "utilisat" share most of their letters from the start; "cautoin" is one slip away from "caution".
Numbers and references are equal or nothing: 2019 is not nearly 2020. Beside words, a sentence is compared with the
question by runs of letters, which see a slip, an inflection and neighbouring words alike.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz.distance import OSA

from beffroi.core.answer.lexicon import WORTH, said_otherwise
from beffroi.core.french.normalise import fold

_NEAR_ENOUGH: Final = 0.6
_SHORTEST: Final = 4
_SLIP_LENGTH: Final = 5
_SLIP_WORTH: Final = 0.8
_RUN: Final = 5  # letters, spaces between words included


def near_terms(asked: Iterable[str], vocabulary: Iterable[str], unknown: frozenset[str]) -> dict[str, dict[str, float]]:
    """For each asked term, the words of `vocabulary` that count for it, with how much (0-1; itself counts 1).

    Slips are looked for only in terms that the collection does not know (`unknown`)."""
    by_start: dict[str, list[str]] = defaultdict(list)
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in vocabulary:
        if len(word) >= _SHORTEST and word.isalpha():
            by_start[word[:_SHORTEST]].append(word)
            by_letter[word[0]].append(word)
    near: dict[str, dict[str, float]] = {}
    for term in asked:
        found = {term: 1.0, **dict.fromkeys(said_otherwise(term), WORTH)}
        if len(term) >= _SHORTEST and term.isalpha():
            found |= _derived(term, by_start[term[:_SHORTEST]])
            if term in unknown and len(term) >= _SLIP_LENGTH:
                for word in by_letter[term[0]]:
                    if OSA.distance(term, word, score_cutoff=1) <= 1:
                        found[word] = max(found.get(word, 0.0), _SLIP_WORTH)
        near[term] = found
    return near


def _derived(term: str, words: Iterable[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for word in words:
        if word != term:
            likeness = _common_start(term, word) / max(len(term), len(word))
            if likeness >= _NEAR_ENOUGH:
                found[word] = likeness
    return found


def _common_start(one: str, other: str) -> int:
    length = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        length += 1
    return length


def letter_likeness(question: str, sentences: Sequence[str], titles: Sequence[str]) -> list[float]:
    """For each sentence, the share (0-1) of the question's runs of letters that it or its title holds, each weighted by
    its rarity among these sentences; runs that none of them holds do not count."""
    asked = _runs(question)
    above = {title: asked & _runs(title) for title in set(titles)}
    held = [(asked & _runs(sentence)) | above[title] for sentence, title in zip(sentences, titles, strict=True)]
    counts = Counter(run for runs in held for run in runs)
    rarity = {run: math.log((len(sentences) + 1) / (count + 0.5)) for run, count in counts.items()}
    total = sum(sorted(rarity.values()))
    return [sum(sorted(rarity[run] for run in runs)) / total if total else 0.0 for runs in held]


def _runs(text: str) -> set[str]:
    letters = re.sub(r"\W+", " ", fold(text))
    return {letters[start : start + _RUN] for start in range(len(letters) - _RUN + 1)}
