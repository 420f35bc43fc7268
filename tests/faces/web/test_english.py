"""The English catalogue is whole: nothing untranslated, no lost placeholder, compiled as it is written."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from beffroi.core.errors import BeffroiError
from beffroi.project.settings import PACKAGE
from tests.town import Town

FOLDER = PACKAGE / "locale" / "en" / "LC_MESSAGES"
QUOTED = r'"(?:[^"\\]|\\.)*"'
PLACES = r"%\(\w+\)[sd]|%%|</?\w+>"


def _entries() -> Iterator[dict[str, str]]:
    for block in (FOLDER / "django.po").read_text(encoding="utf-8").split("\n\n")[1:]:
        found = re.findall(rf"^(msg\w+(?:\[\d\])?) ((?:{QUOTED}\n?)+)", block, re.MULTILINE)
        yield {key: "".join(ast.literal_eval(part) for part in re.findall(QUOTED, text)) for key, text in found} | {
            "flags": " ".join(re.findall(r"^#, (.*)$", block, re.MULTILINE))
        }


def _sentences(of: type[BeffroiError]) -> Iterator[str]:
    yield of.sentence
    for one in of.__subclasses__():
        yield from _sentences(one)


def test_everything_is_translated_with_its_placeholders() -> None:
    entries = list(_entries())
    assert len(entries) > 900
    for entry in entries:
        translated = [text for key, text in entry.items() if key.startswith("msgstr")]
        assert all(translated), entry["msgid"]
        assert "fuzzy" not in entry["flags"], entry["msgid"]
        for source, text in zip([entry["msgid"], entry.get("msgid_plural", "")], translated, strict=False):
            assert sorted(re.findall(PLACES, source)) == sorted(re.findall(PLACES, text)), source


def test_what_is_compiled_is_what_is_written() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for entry in _entries():
        if "msgid_plural" in entry:
            assert compiled.ngettext(entry["msgid"], entry["msgid_plural"], 2) == entry["msgstr[1]"]
        else:
            assert compiled.gettext(entry["msgid"]) == entry["msgstr"]


def test_every_error_has_its_english_sentence() -> None:
    with translation.override("en"):
        missing = {
            sentence
            for sentence in _sentences(BeffroiError)
            if " " in sentence and translation.gettext(sentence) == sentence
        }
    assert not missing


@pytest.mark.django_db
def test_no_french_is_left_on_an_english_page(town: Town) -> None:
    client = town.client()
    client.post("/langue/", {"language": "en"})
    for address in ("/", "/demander/", "/menu/", "/moi/", "/notice/", "/demander/conversations/", "/rien/"):
        page = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", client.get(address).content.decode())
        assert not re.search(r"\b(?:vous|votre|vos|avec|pour|une?|les|des)\b", page.replace("Règlements", "")), address
    assert "Sign in" in Client(headers={"Cookie": "beffroi_language=en"}).get("/connexion/").content.decode()
