"""The page of the API in a real browser: under the strict policy, from this machine alone, readable by everybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import faint_borders, too_wide, violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("width", "scheme", "script"), [(1280, "light", True), (390, "dark", True), (1280, "light", False)]
)
def test_the_api_s_page_is_read_by_everybody(visit: Callable[..., Page], width: int, scheme: str, script: bool) -> None:
    page = visit(name="", width=width, scheme=scheme, script=script)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/v1/docs")
    page.get_by_text("Poser une question").click()
    expect(page.locator("#ask pre")).to_contain_text("$BEFFROI/questions")
    page.locator("#ask").get_by_role("link", name="AnswerOut").click()
    expect(page.locator("#objet-AnswerOut")).to_be_in_viewport()
    here = page.url.partition("/api/")[0]
    assert asked
    assert [one for one in asked if not one.startswith((here, "data:"))] == []
    assert too_wide(page) == 0
    if script:
        assert violations(page) == []
        assert faint_borders(page) == []
