"""The child's answer is distrusted: whatever it writes is a sound Reading or Malformed."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.reading import Block, BlockKind, Document, Limits, Member, Page, Reading, Verdict, Word
from beffroi.core.reading.fence import wire

_DOCUMENT = Document(
    text="Titre\n\nUn alinéa’ €.",
    media_type="text/plain",
    title="Titre",
    date=date(2026, 3, 12),
    language="fr",
    pages=(Page(1, 0, 18, 595.0, 842.0, "Accueil", (Word(0, 5, 0.1, 0.2, 0.3, 0.4),)),),
    blocks=(
        Block(BlockKind.HEADING, 0, 5, 1, 1),
        Block(BlockKind.TABLE_ROW, 7, 18, 1, 0, ("a", "b"), ("x", "y"), 0),
    ),
    notes=("pages_without_text:3",),
)
_READING = Reading(
    Verdict.READ, _DOCUMENT, (Member("été.pdf", "m0", 12),), detail="members_damaged", params={"limit": "3"}
)


def test_what_is_sent_is_what_comes():
    assert wire.decode(wire.encode(_READING), Limits()) == _READING


def _changed(path: list, value: object) -> bytes:
    answer = json.loads(wire.encode(_READING))
    target = answer
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return json.dumps(answer).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["verdict"], "perfect"),
        (["document"], []),
        (["document", "text"], 5),
        (["document", "text"], "x"),
        (["document", "date"], "12/03/2026"),
        (["document", "notes"], ["<script>"]),
        (["document", "blocks", 0, 0], "script"),
        (["document", "blocks", 0, 1], -1),
        (["document", "blocks", 0, 2], 10**9),
        (["document", "blocks", 0, 2], 4.0),
        (["document", "blocks", 1, 1], 2),
        (["document", "blocks", 0, 3], 0),
        (["document", "blocks", 0, 4], 9),
        (["document", "blocks", 0, 5], [1]),
        (["document", "pages", 0, 2], 99),
        (["document", "pages", 0, 3], float("nan")),
        (["document", "pages", 0, 6, 0, 2], 7.5),
        (["document", "pages", 0, 6, 0, 1], 99),
        (["members", 0, 1], "../m0"),
        (["members", 0, 1], "/etc/passwd"),
        (["members", 0, 2], -1),
        (["params"], {"a": 1}),
        (["detail"], "DROP TABLE"),
    ],
)
def test_what_is_not_sound_is_refused(path, value):
    with pytest.raises(wire.Malformed):
        wire.decode(_changed(path, value), Limits())


def test_limits_hold_on_the_way_back():
    for limits in (Limits(text_chars=5), Limits(blocks=1), Limits(pages=0), Limits(members=0)):
        with pytest.raises(wire.Malformed):
            wire.decode(wire.encode(_READING), limits)


def test_empty_text_is_never_read():
    with pytest.raises(wire.Malformed):
        wire.decode(wire.encode(Reading(Verdict.READ)), Limits())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


_PLACES = [["document"], ["members"], ["params"], ["verdict"], ["members", 0]]
_PLACES += [["document", "pages"], ["document", "blocks"], ["document", "blocks", 0], ["document", "pages", 0]]


@given(st.sampled_from(_PLACES), _JSON)
def test_any_answer_is_sound_or_malformed(path, value):
    try:
        reading = wire.decode(_changed(path, value), Limits())
    except wire.Malformed:
        return
    text = reading.document.text if reading.document else ""
    for span in (reading.document.blocks + reading.document.pages) if reading.document else ():
        assert 0 <= span.start <= span.end <= len(text)


@given(st.binary(max_size=300))
def test_bytes_are_not_an_answer(data):
    with pytest.raises(wire.Malformed):
        wire.decode(data, Limits())


def test_an_answer_that_would_swell_in_memory_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setattr(wire.json, "loads", lambda data: pytest.fail("it was parsed"))
    for swelling in (b"[],", b'"ab",'):
        with pytest.raises(wire.Malformed):
            wire.decode(b"[" + swelling * 100_000 + b"1]", Limits(blocks=1_000))
