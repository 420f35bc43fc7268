"""The helper's own page is sound: a damaged one would warm nothing."""

from __future__ import annotations

from beffroi.core.reading.fence import warming
from tests.core.reading.conftest import texts


def test_the_warm_page_reads(document):
    assert texts(document(warming._page(), "page.pdf")) == ["Une ligne pour commencer."]
