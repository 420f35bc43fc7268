"""The exact-citation gate (G1): a sentence leaves only if its span re-reads byte-equal, in its own scope, now.

Invariant: what `verified` returns was read again through the scope of this request after it was chosen; any altered
character, shifted span, wrong version or passage out of scope withholds the sentence (tests/core/grounding).
Flow: citation → the span read again by `re_read` → compared → let through, or `CitationWithheld`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from beffroi.core.grounding.errors import CitationWithheld
from beffroi.core.scope import Scope, required
from beffroi.core.search.contract import PassageStore, StoredPassage


@dataclass(frozen=True, slots=True)
class Citation:
    """A quoted span. `version`, `passage`: row ids. `start`/`end`: characters in the version's whole text.
    `text`: what is quoted, exactly. `page`: 1-based, None where there are no pages."""

    version: int
    passage: int
    start: int
    end: int
    text: str
    page: int | None = None


ReRead = Callable[[Citation], str | None]
"""Reads the span of a citation again; None when it cannot be read (unknown, out of scope, out of range)."""


def verify(citation: Citation, re_read: ReRead) -> None:
    """Return if the span re-reads byte-equal; raise CitationWithheld otherwise, naming the cause by a stable word."""
    if not citation.text:
        raise CitationWithheld(cause="empty")
    found = re_read(citation)
    if found is None:
        raise CitationWithheld(cause="unreadable")
    if found.encode("utf-8", "surrogatepass") != citation.text.encode("utf-8", "surrogatepass"):
        raise CitationWithheld(cause="altered")


def re_reader(store: PassageStore, scope: Scope, passages: Iterable[int]) -> ReRead:
    """A ReRead over these passages, fetched again from the store under the scope of this request."""
    visible = store.fetch(sorted(set(passages)), required(scope))

    def re_read(citation: Citation) -> str | None:
        passage = visible.get(citation.passage)
        if passage is None or passage.version != citation.version:
            return None
        return _span(passage, citation.start, citation.end)

    return re_read


def verified(citations: Sequence[Citation], store: PassageStore, scope: Scope) -> list[bool]:
    """For each citation, whether it may leave: the gate of every answer made of exact extracts."""
    re_read = re_reader(store, scope, (citation.passage for citation in citations))
    return [_passes(citation, re_read) for citation in citations]


def _passes(citation: Citation, re_read: ReRead) -> bool:
    try:
        verify(citation, re_read)
    except CitationWithheld:
        return False
    return True


def _span(passage: StoredPassage, start: int, end: int) -> str | None:
    """The characters [start:end] of the version's text, None unless they lie within this passage."""
    if not passage.start <= start < end <= passage.end or len(passage.text) != passage.end - passage.start:
        return None
    return passage.text[start - passage.start : end - passage.start]
