"""A question becomes an answer made of exact sentences, or a plain "je ne sais pas" with the nearest documents.

Flow (`answer`): understand → retrieve and read → choose sentences → weigh → decide → gate. No model, no network, no
clock in the result but `seconds`; the same question on the same bases gives the same answer.
Invariant: nothing leaves that the gate has not read again in the scope of this request
(tests/core/answer/test_answering.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final

from beffroi.core.answer.candidates import Source, candidates
from beffroi.core.answer.choosing import Scored, choose, score
from beffroi.core.answer.confidence import Thresholds, confidence, signals, support
from beffroi.core.answer.contract import Answer, Attachment, ChosenSentence, Decision, LeadIn, Nearest, Rung, Turn
from beffroi.core.answer.gathering import Reach, count, gather
from beffroi.core.answer.question import Question, read, weigh
from beffroi.core.grounding.citation import Citation, verified
from beffroi.core.scope import Scope, required
from beffroi.core.search.contract import PassageStore
from beffroi.core.search.rarity import CountingIndex

MOST_NEAREST: Final = 5
SHIPPED: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Weighing:
    """Everything that was known before deciding; what `bench/fit_confidence.py` learns from."""

    question: Question
    sources: list[Source]
    scored: list[Scored]
    signals: dict[str, float]


def answer(
    question: str,
    scope: Scope,
    index: CountingIndex,
    store: PassageStore,
    *,
    thread: Sequence[Turn] = (),
    extra: Attachment | None = None,
    thresholds: Thresholds = SHIPPED,
) -> Answer:
    """The answer to `question` within `scope`.

    `index`, `store`: the bases. `thread`: earlier questions of the conversation, oldest first. `extra`: files
    attached to the conversation, read together with the bases. `thresholds`: the authority's own.
    Raises NoScope without a scope, and what the index or the store raises.
    """
    started = perf_counter()
    reaches = reaches_of(scope, index, store, extra)
    weighing = weigh_up(question, reaches, thread)
    sure, supported = confidence(weighing.signals), support(weighing.signals)
    decision = thresholds.decide(sure, supported)
    sentences: list[ChosenSentence] = []
    if decision is not Decision.ABSTAINED:
        sentences = _let_through(choose(weighing.question, weighing.scored), reaches)
    return Answer(
        decision=decision if sentences else Decision.ABSTAINED,
        confidence=sure,
        rung=Rung.EXTRACTS,
        sentences=tuple(sentences),
        nearest=_nearest(weighing.sources),
        signals=weighing.signals,
        seconds=perf_counter() - started,
        support=supported,
    )


def reaches_of(scope: Scope, index: CountingIndex, store: PassageStore, extra: Attachment | None = None) -> list[Reach]:
    """The collections that a question may read: the bases in `scope`, then the attached files in theirs."""
    bases = Reach(index, store, required(scope))
    if extra is None:
        return [bases]
    return [bases, Reach(extra.index, extra.store, required(extra.scope), attached=True)]


def weigh_up(question: str, reaches: Sequence[Reach], thread: Sequence[Turn] = ()) -> Weighing:
    """Understand, retrieve, read and score: the candidate sentences, best first, and the signals of confidence."""
    asked = read(question, thread)
    understood = weigh(asked, count(asked.terms, reaches))
    sources = gather(understood.searched, reaches) if asked.terms else []
    scored = score(understood, candidates(sources, understood.sigles))
    return Weighing(understood, sources, scored, signals(understood, scored))


def _let_through(chosen: Sequence[Scored], reaches: Sequence[Reach]) -> list[ChosenSentence]:
    """The chosen sentences that the gate has read again; a lead-in that fails is dropped, a sentence too."""
    sentences = [_sentence(one, chosen[0].score) for one in chosen]
    passed: set[tuple[bool, int, int]] = set()
    for reach in reaches:
        cited = [
            citation
            for sentence in sentences
            if sentence.attached is reach.attached
            for citation in _citations(sentence)
        ]
        for citation, passes in zip(cited, verified(cited, reach.store, reach.scope), strict=True):
            if passes:
                passed.add((reach.attached, citation.passage, citation.start))
    return [
        sentence
        if sentence.lead_in and (sentence.attached, sentence.passage, sentence.lead_in.start) in passed
        else replace(sentence, lead_in=None)
        for sentence in sentences
        if (sentence.attached, sentence.passage, sentence.start) in passed
    ]


def _citations(sentence: ChosenSentence) -> list[Citation]:
    quoted = [(sentence.start, sentence.end, sentence.text)]
    if sentence.lead_in:
        quoted.append((sentence.lead_in.start, sentence.lead_in.end, sentence.lead_in.text))
    return [Citation(sentence.version, sentence.passage, *span, sentence.page) for span in quoted]


def _sentence(scored: Scored, best: float) -> ChosenSentence:
    candidate = scored.candidate
    passage = candidate.source.passage
    lead_in = None
    if candidate.lead_in:
        start, end = candidate.lead_in
        lead_in = LeadIn(passage.text[start - passage.start : end - passage.start], start, end)
    return ChosenSentence(
        text=candidate.text,
        passage=passage.id,
        version=passage.version,
        start=candidate.start,
        end=candidate.end,
        page=passage.page,
        score=scored.strength(best),
        title=passage.title,
        headings=passage.headings,
        lead_in=lead_in,
        attached=candidate.source.attached,
    )


def _nearest(sources: Sequence[Source]) -> tuple[Nearest, ...]:
    """The documents of the best passages, one entry by document."""
    by_document: dict[tuple[bool, int], Nearest] = {}
    for source in sources:
        passage = source.passage
        by_document.setdefault(
            (source.attached, passage.version), Nearest(passage.version, passage.id, passage.title, source.attached)
        )
    return tuple(by_document.values())[:MOST_NEAREST]
