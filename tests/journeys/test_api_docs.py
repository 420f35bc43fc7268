"""The page of the API in a real browser: drawn under the strict policy, from this machine alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_api_s_page_draws_itself_from_this_machine(visit: Callable[..., Page]) -> None:
    page = visit(name="")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/api/v1/docs")
    expect(page.get_by_text("Poser une question")).to_be_visible()
    expect(page.get_by_text("/api/v1/bases/{base_id}/files")).to_be_visible()
    here = page.url.partition("/api/")[0]
    assert asked
    assert [one for one in asked if not one.startswith((here, "data:"))] == []
    page.get_by_text("Chercher des passages").click()
    expect(page.get_by_role("button", name="Try it out")).to_be_visible()
