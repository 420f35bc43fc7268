"""How the index follows the database: by the sequence number of changes, in batches, or from nothing.

Flow of `follow`: changes after the index's last number → the versions they name → the passages that those versions
now answer with (none when replaced, in the bin or erased) → one commit with the number of the last change.
Each change names what to look at again, never what to do, so applying one twice, or late, is harmless.
Invariant: when `follow` returns with nothing left, the index holds exactly the passages of the current versions of
live documents. Proved by tests/platform/library/test_follower.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from django.db.models import F, Max, Min

from beffroi.core.search.contract import IndexedPassage, SearchIndex
from beffroi.platform.library.models import IndexChange, Passage, Version

BATCH_CHANGES: Final = 500
BATCH_PASSAGES: Final = 4_000
_ROWS: Final = 500


def must_rebuild(index: SearchIndex) -> bool:
    """Whether changes alone cannot bring this index up to date: it is ahead of the database (which was restored), or
    changes that it needs were pruned."""
    ends = IndexChange.objects.aggregate(first=Min("seq"), last=Max("seq"))
    held = index.last_seq()
    return held > (ends["last"] or 0) or held + 1 < (ends["first"] or 0)


def behind(index: SearchIndex) -> bool:
    """Whether the index misses a change; one indexed query."""
    return IndexChange.objects.filter(seq__gt=index.last_seq()).exists()


def follow(index: SearchIndex) -> int:
    """Apply every missing change; returns how many. Raises SearchIndexError; what was applied before stays."""
    applied = 0
    while batch := _next_batch(index.last_seq()):
        versions = sorted({version for _, version in batch})
        index.apply(versions, _indexed(versions), batch[-1][0])
        applied += len(batch)
    return applied


def fill(index: SearchIndex, progress: Callable[[], None] = lambda: None) -> int:
    """Put everything that answers now into an empty index; returns how many passages. Follow it after.

    `progress` is called after each commit and may raise to give up.
    """
    last = IndexChange.objects.aggregate(last=Max("seq"))["last"] or 0
    count = 0
    for versions in _all_versions():
        added = list(_indexed(versions))
        index.apply(versions, added, 0)
        count += len(added)
        progress()
    index.apply([], [], last)
    return count


def _next_batch(held: int) -> list[tuple[int, int]]:
    """(seq, version) of the next changes, cut where their passages are enough for one commit."""
    changes = list(
        IndexChange.objects.filter(seq__gt=held).order_by("seq").values_list("seq", "version_id")[:BATCH_CHANGES]
    )
    sizes = dict(Version.objects.filter(pk__in={pk for _, pk in changes}).values_list("pk", "passage_count"))
    passages = 0
    for count, (_, version) in enumerate(changes, 1):
        passages += sizes.get(version, 0)
        if passages >= BATCH_PASSAGES:
            return changes[:count]
    return changes


def _all_versions() -> Iterator[list[int]]:
    """Every current version of a live document, in runs of about one commit."""
    run, passages = [], 0
    current = Version.objects.filter(document__current=F("pk"), document__deleted_at=None).order_by("pk")
    for pk, count in current.values_list("pk", "passage_count").iterator(chunk_size=2_000):
        run.append(pk)
        passages += count
        if passages >= BATCH_PASSAGES or len(run) >= BATCH_CHANGES:
            yield run
            run, passages = [], 0
    if run:
        yield run


def _indexed(versions: Sequence[int]) -> Iterator[IndexedPassage]:
    document = "version__document"
    found = Passage.objects.filter(
        version__in=versions, version__document__current=F("version"), version__document__deleted_at=None
    ).order_by("version", "ordinal")
    rows = found.values_list(
        "pk",
        "collectivite_id",
        f"{document}__base_id",
        "version_id",
        f"{document}__title",
        "headings",
        "text",
        f"{document}__valid_from",
        f"{document}__valid_to",
    )
    for pk, tenant, base, version, title, headings, text, valid_from, valid_to in rows.iterator(chunk_size=_ROWS):
        yield IndexedPassage(pk, tenant, base, version, title, " › ".join(headings), text, valid_from, valid_to)
