"""Files made to hurt: each ends with its verdict, and the next one is read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.core.reading import Limits, Programs, ReadingServer, Verdict
from beffroi.core.reading.limits import MIB
from tests.core.reading import made

_SOUND = made.pdf("= Titre\nUn alinéa de quelques mots. " * 20)


@pytest.fixture(scope="module")
def server():
    with ReadingServer(programs=Programs()) as server:
        yield server


@pytest.fixture
def read(server, tmp_path):
    def read(data: bytes, name: str, **limits):
        path = tmp_path / "given"
        path.write_bytes(data)
        reading = server.read(path, name, workspace=tmp_path, limits=Limits(**limits))
        path.write_bytes(b"La suite se lit.")
        assert server.read(path, "next.txt", workspace=tmp_path).verdict is Verdict.READ
        return reading

    return read


def test_deadline(read):
    text = b"<p>" + b"<b>x</b> " * 2_000_000
    reading = read(text, "long.html", seconds=0.2)
    assert (reading.verdict, reading.detail) == (Verdict.TOO_SLOW, "deadline")


def test_memory(read):
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<w>" + b"<a/>" * 12_000_000 + b"</w>")
    reading = read(book.getvalue(), "bomb.docx", memory_bytes=300 * MIB)
    assert reading.verdict is Verdict.TOO_LARGE


def test_huge_file_is_not_read(read):
    reading = read(b"x" * 2_000, "big.txt", file_bytes=1_000)
    assert (reading.verdict, reading.detail) == (Verdict.TOO_LARGE, "file_bytes")


def test_output_is_cut(read):
    assert read(b"mot " * 100_000, "big.txt", output_bytes=10_000).detail == "output_bytes"
    assert read(b"mot " * 100_000, "big.txt", text_chars=10_000).detail == "text_chars"
    assert read(b"mot\n\n" * 1_000, "big.txt", blocks=100).detail == "blocks"


def test_zip_bombs(read):
    nested = made.zipped({f"{n}.bin": bytes(4 * MIB) for n in range(40)})
    assert read(nested, "bomb.zip").detail == "ratio"
    assert read(made.zipped({f"{n}.txt": b"x" for n in range(50)}), "many.zip", members=20).detail == "members"
    assert read(made.zipped({"a": b"x" * 5_000}), "big.zip", member_bytes=1_000).detail == "member_bytes"


def test_zip_that_lies_about_its_sizes(read):
    data = bytearray(made.zipped({"a.txt": b"x" * 100_000}))
    data[data.index(b"PK\x01\x02") + 24 :][:4] = b"\x01\x00\x00\x00"
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.index(signature) + offset
        data[at : at + 4] = (1).to_bytes(4, "little")
    reading = read(bytes(data), "lie.zip", member_bytes=10_000)
    assert all(m.size <= 10_000 for m in reading.members)


def test_encrypted_zip(read):
    assert read(made.encrypted_zip(), "secret.zip").verdict is Verdict.ENCRYPTED


def test_entities_and_external_entities(read):
    attack = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><w>&b;</w>'
    for encoding in ("utf-8", "utf-16"):
        xml = attack.decode().encode(encoding)
        reading = read(made.zipped({"[Content_Types].xml": b"<T/>", "word/document.xml": xml}), "a.docx")
        assert (reading.verdict, reading.detail) == (Verdict.DAMAGED, "xml_doctype")


def test_huge_picture(read):
    assert read(made.picture("Bonjour"), "a.png", image_pixels=1_000).detail == "image_pixels"


def test_deep_nesting(read):
    assert read(b"<div>" * 5_000 + b"fond", "deep.html").document.text == "fond"
    assert read(b"{\\rtf1 " + b"{" * 100_000 + b"fond", "deep.rtf").verdict in (Verdict.READ, Verdict.DAMAGED)
    xml = b"<w>" + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</w>"
    reading = read(made.zipped({"[Content_Types].xml": b"<T/>", "word/document.xml": xml}), "deep.docx")
    assert reading.verdict in (Verdict.EMPTY, Verdict.DAMAGED)


def test_mail_of_a_thousand_parts(read):
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    mail = b'Subject: a\r\nFrom: b\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 6_000 + b"--b--"
    assert read(mail, "a.eml").detail == "mail_parts"


_SEEDS = {
    "a.pdf": _SOUND,
    "a.docx": made.docx_of(lambda word: word.add_heading("Titre", 1)),
    "a.eml": made.mail(("a.txt", b"bonjour")),
    "a.rtf": rb"{\rtf1\ansi{\fonttbl{\f0 A;}}\pard Bonjour \'e9t\'e9\par\trowd\intbl a\cell\row}",
    "a.zip": made.zipped({"a.txt": b"bonjour" * 100}),
    "a.html": b"<html><table><tr><td>a<td colspan=9>b</table><ul><li>c",
}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(_SEEDS)), st.data())
def test_altered_files_end_with_a_verdict(server, tmp_path: Path, name: str, data):
    content = bytearray(_SEEDS[name])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        match data.draw(st.sampled_from(["flip", "cut", "double"])):
            case "flip":
                content[at] ^= data.draw(st.integers(1, 255))
            case "cut":
                del content[at : at + data.draw(st.integers(1, 200))]
            case "double":
                content[at:at] = content[at : at + 100]
        if not content:
            content = bytearray(b"x")
    path = tmp_path / "given"
    path.write_bytes(content)
    reading = server.read(path, name, workspace=tmp_path, limits=Limits(seconds=20))
    assert reading.verdict in set(Verdict)
    assert (reading.verdict is Verdict.READ) == bool(reading.document or reading.members)
