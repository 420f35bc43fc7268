"""Every document opens and says something; what it says is fiction, in French typography."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from beffroi.demo.catalogue import DemoFile, load_catalogue, load_questions
from tests.demo.text_of import single_spaced, text_of

CATALOGUE = load_catalogue()
FILES = [file for authority in CATALOGUE for file in authority.files]
SCAN = "arretes/arrete_2008-14_pont-vieux_scan.pdf"
every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
FICTION = ("019900", "026191", "035301", "046571", "053649", "063998")


@every_file
def test_opens_with_text(file: DemoFile) -> None:
    text = text_of(file.path)
    if file.name == SCAN:
        assert text.strip() == ""
    else:
        assert len(text) > 400
        assert "\ufffd" not in text


@every_file
def test_phone_numbers_are_of_the_ranges_kept_for_fiction(file: DemoFile) -> None:
    for number in re.findall(r"\b0[1-9](?:[ .]?\d\d){4}\b", text_of(file.path)):
        assert re.sub(r"\D", "", number).startswith(FICTION), number


@every_file
def test_mail_addresses_are_of_example_domains(file: DemoFile) -> None:
    for address in re.findall(r"[\w.+-]+@[\w.-]+\w", text_of(file.path)):
        assert address.endswith(".example"), address


@pytest.mark.parametrize("authority", CATALOGUE, ids=lambda authority: authority.slug)
def test_declared_people_and_services_are_reached_at_fictional_addresses(authority: object) -> None:
    declared = repr(authority).replace("\\xa0", " ")
    numbers = re.findall(r"\b0[1-9](?: \d\d){4}\b", declared)
    assert numbers
    assert all(number.replace(" ", "").startswith(FICTION) for number in numbers)
    addresses = re.findall(r"[\w.+-]+@[\w.-]+\w", declared)
    assert addresses
    assert all(address.endswith(".example") for address in addresses)


@every_file
def test_french_typography(file: DemoFile) -> None:
    if Path(file.name).suffix in {".rtf", ".eml", ".xlsx", ".csv"} or file.name == SCAN:
        return
    raw = file.path.read_text(encoding="utf-8") if file.path.suffix in {".md", ".html"} else text_of(file.path)
    prose = re.sub(r"<[^>]*>", "", raw)
    assert not re.findall(r"\w'\w", prose)
    if file.path.suffix in {".md", ".html"}:
        assert not re.findall(r"\w [;:!?»%€]", prose)


QUESTIONS = load_questions()


def test_sixty_questions_of_which_fifteen_have_no_answer() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS) == 60
    assert sum(not question.answers for question in QUESTIONS) == 15
    assert any(question.thread for question in QUESTIONS)


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.answers], ids=lambda question: question.id)
def test_answers_are_in_the_document_that_the_asker_may_read(question: object) -> None:
    assert isinstance(question, type(QUESTIONS[0]))
    shared = {base.name for authority in CATALOGUE for base in authority.bases if base.visibility == "shared"}
    own = next(authority for authority in CATALOGUE if authority.slug == question.authority)
    readable = {file.name: file for file in FILES if file.base in shared} | {file.name: file for file in own.files}
    text = text_of(readable[question.document].path)
    for answer in question.answers:
        assert single_spaced(answer) in text
