"""A folder of documents and questions with their answers, as a collection that the production path can read.

Flow: lines of the folder (read by core/search/evaluation) → Documents → passages → in-memory index. Invariant: a
document that answers some question has a base of its own, so that taking it out of reach is a matter of scope, inside
the query, like everything else.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Final

from beffroi.core.answer.errors import QuestionSetUnusable
from beffroi.core.answer.gathering import Reach
from beffroi.core.passages.split import split
from beffroi.core.reading.document import Document
from beffroi.core.scope import Scope
from beffroi.core.search.contract import IndexedPassage, StoredPassage
from beffroi.core.search.evaluation import read_question_set
from beffroi.core.search.tantivy_index import TantivyIndex

_TENANT: Final = 1
_COMMON_BASE: Final = 1


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """A question of the set. `answers`: wordings, any of which is right. `gold`: ids of documents that answer it."""

    id: str
    text: str
    answers: tuple[str, ...]
    gold: frozenset[str]


class HeldPassages:
    """A PassageStore over passages held in memory, of one tenant."""

    def __init__(self, passages: Iterable[StoredPassage]) -> None:
        self.passages = {passage.id: passage for passage in passages}

    def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        found = {number: self.passages[number] for number in ids if number in self.passages}
        return {number: passage for number, passage in found.items() if passage.base in scope.bases}


class Collection:
    """Documents split and indexed in memory, some of which can be put out of reach."""

    def __init__(self, documents: Sequence[tuple[str, str, str]], apart: frozenset[str]) -> None:
        """`documents`: (id, title, text). `apart`: ids of those that can be put out of reach one by one."""
        self.titles = {name: title for name, title, _ in documents}
        self._bases = {name: _COMMON_BASE + order for order, name in enumerate(sorted(apart), start=1)}
        self.store = HeldPassages(self._passages(documents))
        self.index = TantivyIndex(None)
        self.index.apply([], (_indexed(passage) for passage in self.store.passages.values()), 1)

    def _passages(self, documents: Sequence[tuple[str, str, str]]) -> list[StoredPassage]:
        found: list[StoredPassage] = []
        for version, (name, title, text) in enumerate(documents, start=1):
            for piece in split(Document(text=text, media_type="text/plain", title=title)):
                found.append(
                    StoredPassage(
                        id=len(found) + 1,
                        version=version,
                        base=self._bases.get(name, _COMMON_BASE),
                        title=title,
                        headings=piece.headings,
                        text=piece.text,
                        start=piece.start,
                        end=piece.end,
                    )
                )
        return found

    def scope(self, without: frozenset[str] = frozenset(), only: Iterable[str] | None = None) -> Scope:
        """Everything but `without`, or only the documents `only` (among those set apart) but `without`."""
        kept = {_COMMON_BASE, *self._bases.values()} if only is None else {self._bases[name] for name in only}
        out = {self._bases[name] for name in without if name in self._bases}
        return Scope(_TENANT, None, own_bases=frozenset(kept - out), shared_bases=frozenset(), on=date.min)

    def reach(self, without: frozenset[str] = frozenset(), only: Iterable[str] | None = None) -> Reach:
        """The same, as what a question may read."""
        return Reach(self.index, self.store, self.scope(without, only))


def open_set(folder: Path) -> tuple[Collection, list[ExpectedAnswer]]:
    """The documents of a folder and its questions that have answers, in file order.

    Raises Invalid (files missing or malformed) or QuestionSetUnusable (no question has an answer).
    """
    read = read_question_set(folder)
    answers = _answers(folder)
    questions = [
        ExpectedAnswer(name, read.questions[name], answers[name], frozenset(gains))
        for name, gains in read.relevant.items()
        if answers.get(name)
    ]
    if not questions:
        raise QuestionSetUnusable(folder=folder)
    apart = frozenset[str]().union(*(question.gold for question in questions))
    return Collection(read.documents, apart), questions


def _answers(folder: Path) -> dict[str, tuple[str, ...]]:
    """The wordings of each question's answer; the files' form was checked by read_question_set."""
    with _opened(folder / "queries.jsonl") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    return {str(row["_id"]): tuple(map(str, row.get("answers") or ())) for row in rows}


def _opened(path: Path) -> IO[str]:
    if path.is_file():
        return path.open(encoding="utf-8-sig")
    return gzip.open(path.with_name(f"{path.name}.gz"), "rt", encoding="utf-8-sig")


def _indexed(passage: StoredPassage) -> IndexedPassage:
    headings = " ".join(passage.headings)
    return IndexedPassage(passage.id, _TENANT, passage.base, passage.version, passage.title, headings, passage.text)
