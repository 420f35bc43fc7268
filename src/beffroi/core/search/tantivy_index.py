"""The Tantivy back end of SearchIndex.

Flow of a write: remove the versions' passages, add the new ones, replace the marker that holds `seq`, commit. Tantivy's
commit is one atomic rename, so passages and `seq` are always from the same moment (tests/faults/test_index_crash.py).

FILTER_SEMANTICS. A passage p is found under Scope s if and only if
    ((p.tenant = s.tenant and p.base in s.own_bases) or p.base in s.shared_bases)
    and (p.valid_from is open or p.valid_from <= s.on) and (p.valid_to is open or s.on <= p.valid_to).
The filter is a clause of the query, so a passage outside it is never scored, counted or returned. A base in
`own_bases` counts only with the tenant's own passages: an id that strayed into it opens nothing. A scope without bases
finds nothing; there is no value that means "all". Proved by tests/contracts/test_search_index.py.

Order: score, best first, then passage id; a group of equal scores is never cut arbitrarily at the limit.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import tantivy

from beffroi.core.scope import Scope, required
from beffroi.core.search.contract import Hit, IndexedPassage
from beffroi.core.search.errors import IndexMissing
from beffroi.core.search.folder import Ownership, current, make_current
from beffroi.core.search.fusion import fuse
from beffroi.core.search.query import holding_term, marked, matching, of_versions, visible_in, within
from beffroi.core.search.rarity import Frequencies
from beffroi.core.search.schema import as_document, marker, prepared, schema
from beffroi.core.search.vendor import vendor_errors

_HEAP: Final = 64_000_000  # bytes of memory before Tantivy writes a segment
_SMALL_HEAP: Final = 15_000_000
_DEPTH: Final = 100  # candidates of each ranker before fusion, at least


class TantivyIndex:
    """An index on disk (`open_writer`, `open_reader`) or in memory (`TantivyIndex(None)`).

    One writer by index, in one process; any number of readers, which see each commit at their next search.
    Safe for threads. Raises SearchIndexError (errors.py) and nothing of Tantivy's.
    """

    def __init__(self, path: Path | None = None) -> None:
        """A writer on `path`, created empty if it is missing; in memory without a path. Raises IndexBusy."""
        self._lock = threading.Lock()
        self._writer: tantivy.IndexWriter | None = None
        self._owner = Ownership(path) if path else None
        self._heap = _HEAP if path else _SMALL_HEAP
        self._watched: Path | None = None
        self._stamp: tuple[int, int] | None = None
        opened = False
        try:
            folder = make_current(path) if path else None
            with vendor_errors():
                self._index = prepared(tantivy.Index(schema(), str(folder) if folder else None))
                self._index.reload()
            opened = True
        finally:
            if not opened:
                self.close()

    @classmethod
    def open_writer(cls, path: Path) -> TantivyIndex:
        """The owner of the index at `path`. Raises IndexBusy, IndexDamaged, IndexReadOnly or IndexDiskFull."""
        return cls(path)

    @classmethod
    def open_reader(cls, path: Path) -> TantivyIndex:
        """Reads the index at `path` beside its owner. Raises IndexMissing or IndexDamaged."""
        folder = current(path)
        if not (folder / "meta.json").is_file():
            raise IndexMissing()
        reader = cls.__new__(cls)
        reader._lock = threading.Lock()
        reader._writer = None
        reader._owner = None
        reader._heap = 0
        reader._watched = folder / "meta.json"
        with vendor_errors():
            reader._stamp = _stamp(reader._watched)
            reader._index = prepared(tantivy.Index.open(str(folder)))
            reader._index.reload()
        return reader

    def close(self) -> None:
        """Give the index back. What was not committed is lost; the object cannot be used again."""
        with self._lock:
            self._writer = None
            if self._owner:
                self._owner.release()
                self._owner = None

    def last_seq(self) -> int:
        """Sequence number of the last change held by the last commit; 0 for a new index."""
        with vendor_errors():
            searcher = self._searcher()
            found = searcher.search(marked(), 1).hits
            values = searcher.fast_field_values("seq", [address for _, address in found])
        return int(values[0] or 0) if values else 0

    def apply(self, removed_versions: Sequence[int], added: Iterable[IndexedPassage], seq: int) -> None:
        """Remove every passage of these versions, then add these passages, and commit together with `seq`.

        All or nothing, also when `added` raises. Applying the same change twice is harmless if `removed_versions`
        names the versions of `added`.
        """
        with self._lock:
            done = False
            try:
                with vendor_errors():
                    writer = self._owned_writer()
                    if removed_versions:
                        writer.delete_documents_by_query(of_versions(removed_versions))
                for passage in added:
                    document = as_document(passage)
                    with vendor_errors():
                        writer.add_document(document)
                with vendor_errors():
                    writer.delete_documents_by_query(marked())
                    writer.add_document(marker(seq))
                    writer.commit()
                    self._index.reload()
                done = True
            finally:
                if not done or self._owner is None:
                    # Dropping the writer drops what it had not committed; the next change opens another.
                    # In memory it goes in any case: its threads and buffers would outlive their one use.
                    self._writer = None

    def search(self, query: str, scope: Scope, limit: int = 50) -> list[Hit]:
        """The best passages for a question in plain words, visible in `scope`, best first, ties by passage id."""
        visible = visible_in(required(scope))
        matched = matching(query)
        if visible is None or matched is None or limit <= 0:
            return []
        with vendor_errors():
            searcher = self._searcher()
            found = _ranking(searcher, within(matched, visible), max(limit, _DEPTH))
        scores = fuse([{hit.passage: hit.score for hit in found}], [1.0])
        kept = [Hit(hit.passage, hit.version, hit.base, scores[hit.passage]) for hit in found]
        kept.sort(key=lambda hit: (-hit.score, hit.passage))
        return kept[:limit]

    def document_frequencies(self, terms: Sequence[str], scope: Scope) -> Frequencies:
        """How many passages `scope` sees, and how many of them hold each term (of core/french/tokens)."""
        visible = visible_in(required(scope))
        if visible is None:
            return Frequencies()
        with vendor_errors():
            searcher = self._searcher()
            holding = {term: _count(searcher, within(holding_term(term), visible)) for term in dict.fromkeys(terms)}
            return Frequencies(_count(searcher, visible), holding)

    def _owned_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            if self._watched is not None:
                raise OSError(30, "this index was opened to be read")
            self._writer = self._index.writer(self._heap, 1)
        return self._writer

    def _searcher(self) -> tantivy.Searcher:
        if self._watched is not None:
            stamp = _stamp(self._watched)
            if stamp != self._stamp:
                self._index.reload()
                self._stamp = stamp
        return self._index.searcher()


def _stamp(path: Path) -> tuple[int, int]:
    """What changes with each commit: Tantivy replaces its meta file. Raises IndexMissing when it has gone."""
    try:
        status = path.stat()
    except FileNotFoundError as error:
        raise IndexMissing() from error
    return status.st_mtime_ns, status.st_ino


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    return int(searcher.search(query, 1, count=True).count or 0)  # type: ignore[attr-defined]  # missing from the stub


def _ranking(searcher: tantivy.Searcher, query: tantivy.Query, depth: int) -> list[Hit]:
    """The best `depth` hits, and as many more as have the score of the last."""
    wanted = depth
    while True:
        found = searcher.search(query, wanted + 1, count=False).hits
        if len(found) <= wanted or found[-1][0] < found[depth - 1][0]:
            break
        wanted *= 4
    if len(found) > depth:
        last = found[depth - 1][0]
        found = [pair for pair in found if pair[0] >= last]
    addresses = [address for _, address in found]
    columns = [searcher.fast_field_values(name, addresses) for name in ("id", "version", "base")]
    return [
        Hit(int(passage), int(version), int(base), float(score))
        for (score, _), passage, version, base in zip(found, *columns, strict=True)
    ]
