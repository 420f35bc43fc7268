"""Old Word files: refused by name without LibreOffice, converted by it in the profile that may start programs.

A script stands for LibreOffice here: what is proved is the second pass, the program's confinement and the way back.
"""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from beffroi.core.reading import Programs, ReadingServer, Verdict
from tests.core.reading import made


def test_without_libreoffice_the_detail_says_so(fenced):
    reading = fenced(made.ole("WordDocument"), "ancien.doc")
    assert (reading.verdict, reading.detail) == (Verdict.UNSUPPORTED, "needs_libreoffice")


def test_protected_word_file(fenced):
    head = b"\xec\xa5" + bytes(8) + (0x0100).to_bytes(2, "little")
    data = made.ole() + head + "WordDocument".encode("utf-16-le")
    assert fenced(data, "secret.doc").verdict is Verdict.ENCRYPTED


@pytest.mark.skipif(os.name != "posix" or not os.path.exists("/bin/sh"), reason="needs /bin/sh")
def test_conversion_in_the_second_pass(tmp_path):
    suite = tmp_path / "suite"
    (suite / "program").mkdir(parents=True)
    (suite / "modern.docx").write_bytes(made.docx_of(lambda word: word.add_heading("Règlement de voirie", 1)))
    soffice = suite / "program" / "soffice"
    soffice.write_text(
        '#!/bin/sh\nwhile [ "$1" != "--outdir" ]; do shift; done\n'
        f'cp {suite}/modern.docx "$2/original.docx" && ! touch {tmp_path}/escaped\n'
    )
    soffice.chmod(soffice.stat().st_mode | stat.S_IXUSR)
    path = tmp_path / "ancien.doc"
    path.write_bytes(made.ole("WordDocument"))
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    with ReadingServer(programs=Programs(soffice=str(soffice))) as server:
        reading = server.read(path, "ancien.doc", workspace=workspace)
        if reading.verdict is Verdict.DAMAGED and not server_has_landlock():
            pytest.skip("without Landlock the script may write outside")
    assert reading.document.title == "Règlement de voirie"
    assert list(workspace.iterdir()) == []


def server_has_landlock() -> bool:
    from beffroi.core.reading import in_force

    return in_force()["files"].startswith("landlock")


@pytest.mark.slow
def test_a_real_word_file_goes_through_the_real_libreoffice(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None and os.environ.get("CI") != "true":
        pytest.skip("LibreOffice is not installed (apt install libreoffice-writer-nogui)")
    assert soffice, "CI must install LibreOffice"
    modern = tmp_path / "reglement.docx"
    modern.write_bytes(made.docx_of(lambda word: word.add_paragraph("La caution du gymnase est de 120 €.")))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, profile, "--headless", "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path), str(modern)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    before = set(Path("/tmp").glob("OSL_PIPE_*"))
    with ReadingServer() as server:
        reading = server.read(tmp_path / "reglement.doc", "reglement.doc", workspace=workspace)
    assert reading.verdict is Verdict.READ
    assert "La caution du gymnase est de 120 €." in reading.document.text
    assert set(Path("/tmp").glob("OSL_PIPE_*")) <= before
