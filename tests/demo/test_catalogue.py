"""demo.toml holds together: names refer to one another, files exist, nobody real and nothing secret is in it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from beffroi.demo.catalogue import HERE, DemoAuthority, load_catalogue

CATALOGUE = load_catalogue()
authorities = pytest.mark.parametrize("authority", CATALOGUE, ids=lambda authority: authority.slug)


def test_three_authorities_of_three_kinds() -> None:
    assert [(authority.slug, authority.kind) for authority in CATALOGUE] == [
        ("valmire-le-pont", "commune"),
        ("haut-arvel", "epci"),
        ("cdg-arvelle", "cdg"),
    ]
    assert len(CATALOGUE[0].files) >= 46


@authorities
def test_declared_files_are_exactly_those_on_disk(authority: DemoAuthority) -> None:
    folder = HERE / "files" / authority.slug
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert on_disk == {file.name for file in authority.files}


@authorities
def test_names_refer_to_what_the_authority_declares(authority: DemoAuthority) -> None:
    services = {service.name for service in authority.services}
    bases = {base.name for base in authority.bases}
    assert {member.service for member in authority.members} <= services
    assert {base.service for base in authority.bases if base.visibility == "service"} <= services
    assert all(not base.service for base in authority.bases if base.visibility != "service")
    assert {base.visibility for base in authority.bases} <= {"service", "authority", "shared"}
    assert {file.base for file in authority.files} == bases
    assert {member.role for member in authority.members} <= {"agent", "valideur", "administrateur", "dpo"}
    assert "administrateur" in {member.role for member in authority.members}


@authorities
def test_a_newer_version_comes_after_the_one_that_it_replaces(authority: DemoAuthority) -> None:
    seen: dict[str, object] = {}
    for file in authority.files:
        if file.replaces:
            assert file.replaces in seen
        seen[file.name] = file
        if file.valid_from and file.valid_to:
            assert file.valid_from <= file.valid_to


@authorities
def test_siren_passes_luhn_and_starts_as_no_public_body_does(authority: DemoAuthority) -> None:
    digits = [int(digit) for digit in authority.siren]
    doubled = [digit if place % 2 == 0 else sum(divmod(2 * digit, 10)) for place, digit in enumerate(digits)]
    assert len(digits) == 9
    assert sum(doubled) % 10 == 0
    assert authority.siren.startswith("9999")


def test_only_the_management_centre_shares_a_base() -> None:
    shared = [authority.slug for authority in CATALOGUE for base in authority.bases if base.visibility == "shared"]
    assert shared == ["cdg-arvelle"]


def test_planned_findings_are_there() -> None:
    """The health report needs them: a replaced rule, an expired act, one undated leaflet, one image-only scan."""
    files = {file.name: file for file in CATALOGUE[0].files}
    newer = files["reglements/reglement-salle-des-fetes-2024.pdf"]
    older = files[newer.replaces]
    assert older.valid_to is not None
    assert newer.valid_from is not None
    assert older.valid_to < newer.valid_from
    assert [name for name, file in files.items() if file.dated is None] == ["fiches/pret-de-materiel.md"]
    assert files["arretes/AR-2026-061_fete-de-la-riviere.docx"].valid_to is not None


def test_package_stays_small_and_holds_no_password() -> None:
    assert sum(path.stat().st_size for path in HERE.rglob("*") if path.is_file()) <= 2_500_000
    assert not re.search(r"password|mot_de_passe", (HERE / "demo.toml").read_text(encoding="utf-8"))


def test_many_formats() -> None:
    formats = Counter(Path(file.name).suffix for file in CATALOGUE[0].files)
    assert set(formats) == {
        ".pdf", ".docx", ".odt", ".ods", ".xlsx", ".pptx", ".html", ".md", ".txt", ".rtf", ".csv", ".eml",
    }  # fmt: skip
