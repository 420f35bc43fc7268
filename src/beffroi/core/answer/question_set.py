"""A folder of documents and questions with their answers, as a collection that the production path can read.

Flow: lines of the folder → Documents → passages → in-memory index. Invariant: a document that answers some question has
a base of its own, so that taking it out of reach is a matter of scope, inside the query, like everything else.
"""

from __future__ import annotations

import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TextIO

from beffroi.core.answer.errors import QuestionSetUnusable
from beffroi.core.answer.gathering import Reach
from beffroi.core.passages.split import split
from beffroi.core.reading.document import Document
from beffroi.core.scope import Scope
from beffroi.core.search.contract import IndexedPassage, StoredPassage
from beffroi.core.search.tantivy_index import TantivyIndex

_TENANT: Final = 1
_COMMON_BASE: Final = 1
_QRELS: Final = ("qrels.tsv", "qrels/test.tsv")


@dataclass(frozen=True, slots=True)
class ExpectedAnswer:
    """A question of the set. `answers`: wordings, any of which is right. `gold`: ids of documents that answer it."""

    id: str
    text: str
    answers: tuple[str, ...]
    gold: frozenset[str]


class HeldPassages:
    """A PassageStore over passages held in memory."""

    def __init__(self, passages: dict[int, StoredPassage]) -> None:
        self._passages = passages

    def fetch(self, ids: Sequence[int], scope: Scope) -> dict[int, StoredPassage]:
        found = {number: self._passages[number] for number in ids if number in self._passages}
        return {number: passage for number, passage in found.items() if passage.base in scope.bases}


class Collection:
    """The documents of a folder, split and indexed in memory."""

    def __init__(self, folder: Path, apart: frozenset[str]) -> None:
        """`apart`: ids of the documents that can be taken out of reach one by one."""
        self._bases: dict[str, int] = {}
        self._titles: dict[str, str] = {}
        stored: dict[int, StoredPassage] = {}
        for version, line in enumerate(_lines(folder, "corpus.jsonl"), start=1):
            base = _COMMON_BASE
            if line["_id"] in apart:
                base = self._bases.setdefault(line["_id"], _COMMON_BASE + 1 + len(self._bases))
            document = Document(text=line["text"], media_type="text/plain", title=line.get("title") or "")
            self._titles[line["_id"]] = document.title
            for passage in split(document):
                number = len(stored) + 1
                stored[number] = StoredPassage(
                    id=number,
                    version=version,
                    base=base,
                    title=document.title,
                    headings=passage.headings,
                    text=passage.text,
                    start=passage.start,
                    end=passage.end,
                )
        self.store = HeldPassages(stored)
        self.index = TantivyIndex(None)
        self.index.apply([], (_indexed(passage) for passage in stored.values()), 1)

    def title(self, document: str) -> str:
        """Title of a document of the folder, "" when it has none or is not there."""
        return self._titles.get(document, "")

    def scope(self, without: frozenset[str] = frozenset()) -> Scope:
        """Everything but these documents."""
        out = {self._bases[document] for document in without if document in self._bases}
        bases = frozenset({_COMMON_BASE, *self._bases.values()} - out)
        return Scope(tenant=_TENANT, member=None, own_bases=bases, shared_bases=frozenset(), on=date.min)

    def reach(self, without: frozenset[str] = frozenset()) -> Reach:
        return Reach(self.index, self.store, self.scope(without))


def read_questions(folder: Path) -> list[ExpectedAnswer]:
    """The questions that have answers, in file order."""
    gold = _gold(folder)
    return [
        ExpectedAnswer(line["_id"], line["text"], tuple(line["answers"]), frozenset(gold[line["_id"]]))
        for line in _lines(folder, "queries.jsonl")
        if line.get("answers")
    ]


def open_set(folder: Path) -> tuple[Collection, list[ExpectedAnswer]]:
    """The documents and the questions of a folder. Raises QuestionSetUnusable."""
    try:
        questions = read_questions(folder)
        apart = frozenset[str]().union(*(question.gold for question in questions))
        return Collection(folder, apart), questions
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise QuestionSetUnusable(folder=folder) from error


def _gold(folder: Path) -> dict[str, set[str]]:
    gold: dict[str, set[str]] = defaultdict(set)
    present = next((name for name in _QRELS if _path(folder, name).is_file()), _QRELS[0])
    with _opened(folder, present) as lines:
        for line in lines:
            fields = line.rstrip("\n").split("\t")
            # The header names the columns; a grade of 0 is a document that was judged and does not answer.
            if len(fields) == 3 and fields[2] != "score" and float(fields[2]) > 0:
                gold[fields[0]].add(fields[1])
    return gold


def _indexed(passage: StoredPassage) -> IndexedPassage:
    return IndexedPassage(
        id=passage.id,
        tenant=_TENANT,
        base=passage.base,
        version=passage.version,
        title=passage.title,
        headings=" ".join(passage.headings),
        text=passage.text,
    )


def _lines(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    with _opened(folder, name) as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def _path(folder: Path, name: str) -> Path:
    plain, zipped = folder / name, folder / f"{name}.gz"
    return zipped if zipped.is_file() and not plain.is_file() else plain


def _opened(folder: Path, name: str) -> TextIO:
    path = _path(folder, name)
    return gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
