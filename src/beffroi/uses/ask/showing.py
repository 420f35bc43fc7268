"""What a page shows of a turn: numbered sources, what may still be opened, the words of its state.

Invariant: a sentence whose source this member may not read any more is not shown (readable.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from beffroi.core.answer.contract import Decision
from beffroi.core.scope import Scope
from beffroi.platform.library.models import Base, Version
from beffroi.platform.library.selectors import version_status
from beffroi.uses.ask import readable, rows
from beffroi.uses.ask.models import Citation, Feedback, Turn

FRESH = "current"
# From here on, about two answers in three are right (the confidence is calibrated): below, the page asks to verify.
LIKELY_PERCENT = 60


@dataclass(frozen=True, slots=True)
class Sentence:
    """One exact sentence. `number`: of its source in this answer. `status`: of its version today. `row`: the same
    text cut into columns when it is the row of a table."""

    text: str
    lead_in: str
    number: int
    address: str
    title: str
    page: int | None
    headings: str
    status: str
    row: rows.Row | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document cited by an answer, once, opening at its first sentence. `place`: its base, when another source of the
    answer has the same title."""

    number: int
    title: str
    pages: str
    address: str
    status: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A near document, or one that is out of date. `until`: the first day on which it did not. `place`: its base."""

    title: str
    address: str
    status: str = ""
    until: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A turn, ready for its templates. `withheld`: sentences whose source cannot be read any more."""

    turn: Turn
    sentences: list[Sentence]
    sources: list[Source]
    nearest: list[Suggestion]
    also: list[Suggestion]
    withheld: int
    feedback: Feedback | None
    contact: str = ""

    @property
    def percent(self) -> int:
        """Confidence in percent, rounded down: never more than was measured."""
        return int((self.turn.confidence or 0.0) * 100)

    @property
    def abstained(self) -> bool:
        return self.turn.decision == Decision.ABSTAINED

    @property
    def sure(self) -> bool:
        return self.turn.decision == Decision.SURE

    @property
    def likely(self) -> bool:
        """Whether the answer is shown without asking to verify it."""
        return self.percent >= LIKELY_PERCENT

    def quotation(self, root: str) -> str:
        """The answer as plain text with its sources. `root`: scheme and host of this house."""
        lines = [f"« {s.lead_in + ' ' if s.lead_in else ''}{s.text} » [{s.number}]" for s in self.sentences]
        named = [
            f"[{source.number}] {source.title}{', ' + source.pages if source.pages else ''} : {root}{source.address}"
            for source in self.sources
        ]
        return "\n".join([*lines, "", _("Sources :"), *named])


def show(scope: Scope, turn: Turn, contact: str = "") -> Shown:
    """A turn as this member may see it today. `contact`: whom the authority names when no service fits."""
    return show_all(scope, [turn], contact)[0]


def show_all(scope: Scope, turns: Iterable[Turn], contact: str = "") -> list[Shown]:
    """Several turns, with one query for what may still be read."""
    asked = list(turns)
    open_today = readable.versions(scope, asked)
    shown = {turn.pk: readable.citations(turn, open_today) for turn in asked}
    tables = rows.of_citations(citation for citations in shown.values() for citation in citations)
    return [_shown(turn, shown[turn.pk], tables, open_today, contact) for turn in asked]


def _shown(
    turn: Turn,
    citations: list[Citation],
    tables: dict[int, rows.Row],
    open_today: dict[str, Version],
    contact: str,
) -> Shown:
    numbers: dict[str, int] = {}
    for citation in citations:
        numbers.setdefault(_document_of(citation), len(numbers) + 1)
    places = {number: _place(open_today[one]) for one, number in numbers.items() if one in open_today}
    sentences = [_sentence(c, numbers[_document_of(c)], tables.get(c.pk)) for c in citations]
    return Shown(
        turn=turn,
        sentences=sentences,
        sources=_sources(sentences, places),
        nearest=_uncited(turn, citations, open_today),
        also=[_suggestion(entry) for entry in turn.also if entry["version"] in open_today],
        withheld=len(turn.citations.all()) - len(citations),
        feedback=getattr(turn, "feedback", None),
        contact=contact,
    )


def _uncited(turn: Turn, citations: list[Citation], open_today: dict[str, Version]) -> list[Suggestion]:
    """The near documents that the answer does not cite already, each once."""
    named = {citation.version.document_id for citation in citations if citation.version is not None}
    near = []
    for entry in turn.nearest:
        version = open_today.get(entry["version"])
        if version is not None and version.document_id not in named:
            named.add(version.document_id)
            near.append(replace(_suggestion(entry), place=_place(version)))
    return near


def _place(version: Version) -> str:
    """The base of a version; the authority too when the base is shared."""
    base = version.document.base
    shared = base.visibility == Base.Visibility.SHARED
    return f"{base.name}, {base.collectivite.name}" if shared else base.name


def _document_of(citation: Citation) -> str:
    return str(
        citation.attachment.public_id if citation.attachment else citation.version and citation.version.public_id
    )


def _sentence(citation: Citation, number: int, row: rows.Row | None) -> Sentence:
    if citation.attachment is not None:
        route, public_id, status = "web:attachment", citation.attachment.public_id, "private"
    elif citation.version is not None:
        route, public_id = "web:source", citation.version.public_id
        status = version_status(citation.version, timezone.localdate())
    return Sentence(
        text=" ".join(citation.text.split()),
        lead_in=" ".join(citation.lead_in.split()),
        number=number,
        address=f"{reverse(route, args=[public_id])}?debut={citation.start}&fin={citation.end}",
        title=citation.title,
        page=citation.page,
        headings=" › ".join(citation.headings),
        status=status,
        row=row,
    )


def _sources(sentences: list[Sentence], places: dict[int, str]) -> list[Source]:
    by_number: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        by_number.setdefault(sentence.number, []).append(sentence)
    titles = Counter(group[0].title for group in by_number.values())
    return [
        Source(
            number,
            group[0].title,
            _pages(group),
            group[0].address,
            group[0].status,
            places.get(number, "") if titles[group[0].title] > 1 else "",
        )
        for number, group in by_number.items()
    ]


def _pages(group: list[Sentence]) -> str:
    pages = sorted({sentence.page for sentence in group if sentence.page})
    if not pages:
        return ""
    word = _("page") if len(pages) == 1 else _("pages")
    return f"{word} {', '.join(map(str, pages))}"


def _suggestion(entry: dict[str, object]) -> Suggestion:
    address = reverse("web:source", args=[str(entry["version"])])
    until = str(entry.get("until") or "")
    return Suggestion(
        title=str(entry["title"]),
        address=f"{address}?debut={entry.get('start', 0)}&fin={entry.get('end', 0)}",
        status=str(entry.get("status", "")),
        until=date.fromisoformat(until) if until else None,
    )
