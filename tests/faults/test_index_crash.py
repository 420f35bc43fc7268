"""The index is killed while it commits: it reopens with passages and sequence number from the same commit."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

from beffroi.core.scope import Scope
from beffroi.core.search.tantivy_index import TantivyIndex

ROUNDS = 10
SCOPE = Scope(1, None, frozenset({1}), frozenset(), date(2026, 1, 1))

# Each change adds one version of two passages and replaces version 0, whose one passage names the sequence number.
WRITER = """
import sys
from pathlib import Path
from beffroi.core.search.contract import IndexedPassage
from beffroi.core.search.tantivy_index import TantivyIndex

index = TantivyIndex.open_writer(Path(sys.argv[1]))
seq = index.last_seq()
while True:
    seq += 1
    added = [IndexedPassage(1, 1, 1, 0, "", "", f"repere numero{seq}")]
    added += [IndexedPassage(10 * seq + n, 1, 1, seq, "", "", f"budget annee{seq}") for n in (0, 1)]
    index.apply([0, seq], added, seq)
    print(seq, flush=True)
"""


def killed_after(path: Path, seconds: float) -> int:
    """Let a writer work, kill it, and return the last sequence number it was told was committed."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    first = writer.stdout.readline()
    time.sleep(seconds)
    writer.send_signal(signal.SIGKILL)
    rest = writer.stdout.read().split("\n")
    writer.wait()
    writer.stdout.close()
    acknowledged = [int(line) for line in [first, *rest[:-1]] if line.strip()]
    return acknowledged[-1]


def test_the_index_reopens_at_a_commit_after_each_kill(tmp_path: Path) -> None:
    drawn = random.Random(7)
    for _ in range(ROUNDS):
        acknowledged = killed_after(tmp_path, drawn.uniform(0.01, 0.3))
        index = TantivyIndex.open_writer(tmp_path)
        seq = index.last_seq()
        assert seq >= acknowledged
        assert [hit.passage for hit in index.search(f"numero{seq}", SCOPE)][:1] == [1]
        assert len(index.search("repere", SCOPE, 10)) == 1
        found = {hit.passage for hit in index.search("budget", SCOPE, 10 * seq)}
        assert found == {10 * done + n for done in range(1, seq + 1) for n in (0, 1)}
        reader = TantivyIndex.open_reader(tmp_path)
        assert reader.last_seq() == seq
        reader.close()
        index.close()
