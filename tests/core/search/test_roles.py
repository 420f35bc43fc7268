"""One writer, many readers, and what a person is told when the index cannot be used."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import threading
from datetime import date
from pathlib import Path

import pytest

from beffroi.core.scope import Scope
from beffroi.core.search.contract import IndexedPassage
from beffroi.core.search.errors import (
    IndexBusy,
    IndexDamaged,
    IndexDiskFull,
    IndexMissing,
    IndexReadOnly,
    SearchIndexError,
)
from beffroi.core.search.folder import current, discard
from beffroi.core.search.tantivy_index import TantivyIndex
from beffroi.core.search.vendor import translated, vendor_errors

SCOPE = Scope(1, None, frozenset({1}), frozenset(), date(2026, 1, 1))


def passage(number: int, text: str = "budget") -> IndexedPassage:
    return IndexedPassage(number, 1, 1, number, "", "", text)


def filled(path: Path, count: int = 20) -> None:
    index = TantivyIndex.open_writer(path)
    index.apply([], [passage(number, f"budget mot{number}") for number in range(1, count)], 5)
    index.close()


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    writer = TantivyIndex.open_writer(tmp_path)
    with pytest.raises(IndexBusy):
        TantivyIndex.open_writer(tmp_path)
    with pytest.raises(IndexBusy):
        discard(tmp_path)
    writer.close()
    TantivyIndex.open_writer(tmp_path).close()


def test_another_process_owns_the_index(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from beffroi.core.search.tantivy_index import TantivyIndex\n"
        "index = TantivyIndex.open_writer(Path(sys.argv[1])); print('open', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    with pytest.raises(IndexBusy):
        TantivyIndex.open_writer(tmp_path)
    other.send_signal(signal.SIGKILL)
    other.communicate()
    TantivyIndex.open_writer(tmp_path).close()


def test_a_reader_sees_each_commit(tmp_path: Path) -> None:
    writer = TantivyIndex.open_writer(tmp_path)
    writer.apply([], [passage(1)], 1)
    reader = TantivyIndex.open_reader(tmp_path)
    for number in range(2, 6):
        writer.apply([number - 1], [passage(number)], number)
        assert reader.last_seq() == number
        assert [hit.passage for hit in reader.search("budget", SCOPE)] == [number]
    with pytest.raises(IndexReadOnly):
        reader.apply([], [], 9)
    reader.close()
    writer.close()


def test_a_reopened_index_holds_what_was_committed(tmp_path: Path) -> None:
    filled(tmp_path)
    index = TantivyIndex.open_writer(tmp_path)
    assert index.last_seq() == 5
    assert len(index.search("budget", SCOPE)) == 19
    index.close()


def test_a_missing_index(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing) as told:
        TantivyIndex.open_reader(tmp_path / "nowhere")
    assert "beffroi reindex" in str(told.value)


def test_an_index_of_another_version_is_rebuilt(tmp_path: Path) -> None:
    filled(tmp_path)
    current(tmp_path).rename(tmp_path / "v0-00000000")
    with pytest.raises(IndexMissing):
        TantivyIndex.open_reader(tmp_path)
    index = TantivyIndex.open_writer(tmp_path)
    assert index.last_seq() == 0
    index.close()
    assert not (tmp_path / "v0-00000000").exists()


def test_a_reader_follows_an_index_that_is_rebuilt(tmp_path: Path) -> None:
    filled(tmp_path)
    reader = TantivyIndex.open_reader(tmp_path)
    discard(tmp_path)
    with pytest.raises(IndexMissing):
        reader.search("budget", SCOPE)
    writer = TantivyIndex.open_writer(tmp_path)
    writer.apply([], [passage(77)], 9)
    assert reader.last_seq() == 9
    assert [hit.passage for hit in reader.search("budget", SCOPE)] == [77]
    writer.close()


def test_threads_search_while_the_index_changes(tmp_path: Path) -> None:
    writer = TantivyIndex.open_writer(tmp_path)
    writer.apply([], [passage(1)], 1)
    reader = TantivyIndex.open_reader(tmp_path)
    wrong: list[object] = []
    stop = threading.Event()

    def ask() -> None:
        while not stop.is_set():
            found = [hit.passage for hit in reader.search("budget", SCOPE)]
            if len(found) != 1:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for number in range(2, 30):
        writer.apply([number - 1], [passage(number)], number)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    writer.close()


def damage(path: Path, how: str) -> None:
    folder = current(path)
    meta = folder / "meta.json"
    segment = json.loads(meta.read_text())["segments"][0]["segment_id"].replace("-", "")
    if how == "meta garbled":
        meta.write_text("{")
    elif how == "meta empty":
        meta.write_bytes(b"")
    else:
        name = how.split()[0]
        target = next(file for file in folder.iterdir() if file.name == f"{segment}.{name}")
        if how.endswith("gone"):
            target.unlink()
        else:
            target.write_bytes(target.read_bytes()[: target.stat().st_size // 2])


PARTS = ("term", "fast", "store", "idx", "fieldnorm")
HOW = ["meta garbled", "meta empty", *(f"{part} {what}" for part in PARTS for what in ("truncated", "gone"))]


@pytest.mark.parametrize("how", HOW)
def test_a_damaged_index_says_so_and_is_rebuilt(tmp_path: Path, how: str) -> None:
    filled(tmp_path)
    damage(tmp_path, how)
    for opened in (TantivyIndex.open_reader, TantivyIndex.open_writer):
        with pytest.raises(IndexDamaged) as told:
            opened(tmp_path).search("budget", SCOPE)
        assert "beffroi reindex" in str(told.value)
    discard(tmp_path)
    index = TantivyIndex.open_writer(tmp_path)
    assert index.last_seq() == 0
    index.apply([], [passage(1)], 1)
    assert [hit.passage for hit in index.search("budget", SCOPE)] == [1]
    index.close()


def test_a_full_disk_keeps_the_last_commit(tmp_path: Path) -> None:
    filled(tmp_path)
    code = """
import resource, signal, sys
from pathlib import Path
from beffroi.core.search.contract import IndexedPassage
from beffroi.core.search.errors import IndexDiskFull
from beffroi.core.search.tantivy_index import TantivyIndex
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
index = TantivyIndex.open_writer(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
many = [IndexedPassage(n, 1, 1, n, "", "", " ".join(f"mot{n}x{m}" for m in range(40))) for n in range(100, 2000)]
try:
    index.apply([], many, 6)
except IndexDiskFull:
    print("full")
print(index.last_seq())
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
index.apply([], many, 6)
print(index.last_seq())
"""
    told = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=False)
    assert told.stdout.split() == ["full", "5", "6"], told.stderr
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("An IO error occurred: 'No space left on device (os error 28)'", IndexDiskFull),
        ("Permission denied (os error 13)", IndexReadOnly),
        ("Read-only file system (os error 30)", IndexReadOnly),
        ("Failed to acquire Lockfile: LockBusy. Some(...)", IndexBusy),
        ("Data corrupted", IndexDamaged),
    ],
)
def test_what_the_engine_says_becomes_ours(message: str, kind: type[SearchIndexError]) -> None:
    assert type(translated(ValueError(message))) is kind
    with pytest.raises(kind), vendor_errors():
        raise OSError(message)


def test_other_errors_pass_through() -> None:
    with pytest.raises(KeyError), vendor_errors():
        raise KeyError("not the engine's")
    with pytest.raises(IndexMissing), vendor_errors():
        raise IndexMissing()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SearchIndexError):
        TantivyIndex.open_writer(tmp_path / "file" / "index")
