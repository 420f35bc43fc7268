"""Follow-up questions: "et le dimanche ?" after "À quelle heure ferme la mairie le samedi ?".

A question leans on the thread only when its own words show it: it begins as a continuation, or it has an anaphor and
no name of its own, or it says almost nothing by itself. Then it takes the terms of the last question that stood
alone and of the follow-ups since, without those that it replaces (a day by a day, a month by a month, a number by
a number). A question that stands alone takes nothing (tests/core/answer/test_thread.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beffroi.core.answer.kinds import PROPER_NAME
from beffroi.core.french.normalise import characters, fold
from beffroi.core.french.tokens import terms, terms_by_word

_LONGEST_THREAD: Final = 6

_CONTINUES: Final = re.compile(
    r"^\W*(?:et|mais|ou bien|sinon|alors|donc|dans ce cas|meme question|pareil|ok|d'accord|merci)\b"
)
# "et pour un particulier ?" stands in the place of "pour une association".
_PARALLEL: Final = re.compile(r"^\W*(?:et |mais )(?P<opening>pour|avec|sans|chez|en|dans|à|au|aux)\b", re.IGNORECASE)
# Pronouns and demonstratives that point back; "est-il" after its own subject ("le bureau est-il…") does not.
_ANAPHOR: Final = re.compile(
    r"\b(?:cela|ca|celui-ci|celle-ci|ceux-ci|celles-ci|celui-la|celle-la|la-bas|la-dessus|en question)\b"
    r"|^(?:\w+ ){0,3}(?:est|sont|peut|peuvent|doit|doivent|a-t|sera|seront|a|ont|coute-t|dure-t|ouvre-t|ferme-t)"
    r"-(?:il|elle|ils|elles)\b|^(?:est-ce )?qu'(?:il|elle)s?\b|\b(?:il|elle|ils|elles) (?:y|en)\b"
    r"|^(?:quand|ou|comment|pourquoi|combien)\b.{0,24}-t?-?(?:il|elle|ils|elles)\b"
    r"|\b(?:son|sa|ses|leur|leurs) \w+"
)
_OWN_SUBJECT: Final = re.compile(r"\b(?:le|la|les|l'|un|une|des|mon|ma|mes) ?\w+.*-(?:il|elle|ils|elles)\b")

_DAYS: Final = frozenset(terms("lundi mardi mercredi jeudi vendredi samedi dimanche week-end"))
_MONTHS: Final = frozenset(
    terms("janvier février mars avril mai juin juillet août septembre octobre novembre décembre")
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`carried`: index terms taken from the thread; `carried_text`: the words they come from, for the search.
    `leaned_on`: the earlier question that stood alone, "" when this one does."""

    carried: tuple[str, ...] = ()
    carried_text: str = ""
    leaned_on: str = ""


def read_in_thread(question: str, earlier: Sequence[str]) -> Reading:
    """What `question` takes from the earlier questions (oldest first): nothing when it stands alone."""
    if not earlier or not leans(question):
        return Reading()
    chain = _leaned_on(earlier)
    own = terms(question)
    words: dict[str, tuple[str, ...]] = {}
    # The nearest question speaks first: what it replaced stays replaced.
    kept = list(own)
    for said in reversed(chain):
        for word, word_terms in terms_by_word(_without_parallel(said, question)):
            if word_terms and not _replaced(word_terms, kept, own):
                words.setdefault(word, word_terms)
        kept += [term for found in words.values() for term in found]
    carried = tuple(dict.fromkeys(term for found in words.values() for term in found if term not in own))
    return Reading(carried, " ".join(words), chain[0])


def leans(question: str) -> bool:
    """Whether a question shows that it continues another one."""
    asked = " ".join(fold(question).split())
    if _CONTINUES.search(asked):
        return True
    said = set(terms(question))
    if len(said) <= 1:
        return True
    named = bool(PROPER_NAME.search(characters(question)))
    pointing = bool(_ANAPHOR.search(asked)) and not _OWN_SUBJECT.search(asked)
    return pointing and not named and len(said) <= 4


def _leaned_on(earlier: Sequence[str]) -> list[str]:
    """The last question that stood alone and the follow-ups since, oldest first."""
    recent = list(earlier[-_LONGEST_THREAD:])
    start = next((place for place in range(len(recent) - 1, -1, -1) if not leans(recent[place])), 0)
    return recent[start:]


def _without_parallel(said: str, question: str) -> str:
    """The earlier question without the last complement that the same preposition opens."""
    parallel = _PARALLEL.match(characters(question))
    if parallel is None:
        return said
    preposition = parallel["opening"].lower()
    places = [match.start() for match in re.finditer(rf"\b{preposition}\s", said, re.IGNORECASE)]
    # At the very beginning it opens the question itself ("À quelle heure…").
    return said[: places[-1]] if places and places[-1] > 0 else said


def _replaced(word_terms: tuple[str, ...], kept: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the newer questions say another value of the same class."""
    if any(term in own for term in word_terms):
        return False
    for values in (_DAYS, _MONTHS):
        if values.issuperset(word_terms):
            return any(term in values and term not in word_terms for term in kept)
    if word_terms[0][0].isdigit():
        return any(term[0].isdigit() and term not in word_terms for term in kept)
    return False
