"""The content decides what a file is; names that files carry are made safe."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.reading import Verdict
from beffroi.core.reading.kinds import Kind, recognise
from beffroi.core.reading.source import Unreadable, safe_name
from tests.core.reading import made


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n", "a.docx", Kind.PDF),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>x", "page", Kind.HTML),
        (b"{\\rtf1 x}", "a.doc", Kind.RTF),
        (b"From: a@b\r\nSubject: x\r\n\r\nbonjour", "sans-extension", Kind.EML),
        (b"Bonjour : voici\nObjet : x", "note", Kind.TEXT),
        (b"a;b\n1;2", "liste.csv", Kind.CSV),
        (b"# Titre", "lisez.md", Kind.MARKDOWN),
        (made.ole("WordDocument"), "a.doc", Kind.DOC),
        (made.ole("Workbook"), "a.xls", Kind.XLS),
        (made.ole("__properties_version1.0"), "a.msg", Kind.MSG),
        (made.zipped({"a.txt": b"x"}), "a.docx", Kind.ZIP),
        (made.zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.zip", Kind.ODT),
        ("Été".encode("utf-16"), "a.txt", Kind.TEXT),
        ("Été à la mairie".encode("utf-16-le"), "a.txt", Kind.TEXT),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", Kind.PNG),
    ],
)
def test_content_decides(data, name, kind):
    assert recognise(data, name) is kind


@pytest.mark.parametrize(
    ("data", "name", "verdict"),
    [
        (b"", "a.pdf", Verdict.EMPTY),
        (b" \r\n\x00", "a.txt", Verdict.EMPTY),
        (b"\x7fELF\x02\x01\x01" + bytes(50), "note.txt", Verdict.UNSUPPORTED),
        (b"MZ\x90\x00\x03", "note.pdf", Verdict.UNSUPPORTED),
        (bytes(range(256)) * 4, "a.txt", Verdict.UNSUPPORTED),
        (made.ole("EncryptedPackage"), "a.docx", Verdict.ENCRYPTED),
        (made.ole("Inconnu"), "a.doc", Verdict.DAMAGED),
        (b"PK\x03\x04 not a zip", "a.docx", Verdict.DAMAGED),
    ],
)
def test_what_cannot_be_read_is_named(data, name, verdict):
    with pytest.raises(Unreadable) as stop:
        recognise(data, name)
    assert stop.value.verdict is verdict


@given(st.binary(max_size=400), st.sampled_from(["a.pdf", "a.txt", "a.eml", "a.docx", "a", ".md", "a.doc"]))
def test_any_bytes_have_a_kind_or_a_verdict(data, name):
    try:
        kind: Kind | Verdict = recognise(data, name)
    except Unreadable as stop:
        kind = stop.verdict
    assert isinstance(kind, Kind) or kind is not Verdict.READ


@given(st.text(max_size=400))
def test_safe_names_stay_inside(name):
    safe = safe_name(name)
    parts = PurePosixPath(safe).parts
    assert parts
    assert not safe.startswith("/")
    assert ".." not in parts
    assert "\\" not in safe
    assert all(len(p) <= 120 and p.strip(" .") == p and p.isprintable() or not p.isascii() for p in parts)
    assert safe_name(safe) == safe
