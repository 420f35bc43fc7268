"""Every outcome and every finding has its words; what a later version adds still shows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.reading.document import Verdict
from beffroi.faces.web.library import words
from beffroi.platform.library.models import IntakeFile

FINDINGS = (
    "unreadable empty needs_ocr near_duplicate versions contradiction overlong unstructured expired undated".split()
)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_verdict_says_what_to_do(verdict):
    shown = words.of_verdict(verdict.value)
    assert shown.look.tone == ("ok" if verdict is Verdict.READ else shown.look.tone)
    assert bool(shown.advice) is (verdict is not Verdict.READ)
    assert str(shown.look.label) != "?"


@pytest.mark.parametrize("outcome", list(IntakeFile.Outcome))
def test_each_outcome_has_a_look(outcome):
    file = IntakeFile(state=IntakeFile.State.DONE, outcome=outcome, verdict="read")
    assert words.of_file(file).look.icon


def test_a_file_that_waits_does_not_show_its_former_verdict():
    file = IntakeFile(state=IntakeFile.State.READING, outcome="refused", verdict="damaged")
    assert words.of_file(file).look.tone == "soft"


@pytest.mark.parametrize("kind", FINDINGS)
def test_each_finding_has_its_own_words_and_gesture(kind):
    found = words.of_finding(kind)
    assert found is not words.OTHER_FINDING
    assert str(found.gesture)


@given(st.text(max_size=30))
def test_what_a_later_version_says_still_shows(code):
    assert str(words.of_verdict(code).look.label)
    assert words.of_finding(code).title
    assert isinstance(words.of_note(code), str)


def test_a_cause_replaces_the_advice_of_its_verdict():
    assert "LibreOffice" in str(words.of_verdict("unsupported", "needs_libreoffice").advice)
    assert words.may_change("unsupported", "needs_libreoffice")
    assert not words.may_change("encrypted", "pdf_password")


def test_a_note_with_a_number_tells_it():
    assert "3" in words.of_note("pages_without_text:3")
