"""The pages of bases, people and journal at 1280 and 390 px, light and dark: axe, borders, focus, nothing too wide."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.journeys import looking
from tests.journeys.conftest import Server, Visit

pytestmark = pytest.mark.browser
SIZES = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]
PLAIN = (
    "bases bases/nouvelle imports corbeille membres membres/inviter services services/nouveau collectivite cles "
    "journal travaux"
).split()
OF_A_BASE = ("", "ajouter/", "imports/", "sante/", "reglages/", "supprimer/")


def _examine(page: Page) -> list[str]:
    found = [f"{page.url}: {one}" for one in looking.violations(page)]
    found += [f"{page.url}: border {one}" for one in looking.faint_borders(page)]
    if wide := looking.too_wide(page):
        found.append(f"{page.url}: {wide} px too wide")
    return found


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_pages_of_the_library_and_of_people(visit: Visit, server: Server, width: int, scheme: str) -> None:
    page, found = visit("ada", width, scheme), []
    base = f"/bases/{server.seeded['base']}/"
    for address in [*(f"/{one}/" for one in PLAIN), *(base + one for one in OF_A_BASE)]:
        page.goto(address)
        assert page.locator("h1").count() == 1, address
        found += _examine(page)
    page.goto(base)
    page.locator("tbody th a").first.click()
    page.wait_for_load_state()
    found += _examine(page)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("address", ["/bases/nouvelle/", "/membres/inviter/", "/collectivite/", "/journal/"])
def test_the_keyboard_sees_where_it_is(visit: Visit, address: str) -> None:
    page = visit("ada")
    page.goto(address)
    weak = looking.faint_focus(page)
    assert not weak, weak


def test_the_drop_zone_is_used_with_the_keyboard(visit: Visit, server: Server) -> None:
    page = visit("ada")
    page.goto(f"/bases/{server.seeded['base']}/ajouter/")
    page.focus("#id_files")
    ring = page.evaluate("getComputedStyle(document.querySelector('label[for=id_files]')).outlineStyle")
    assert ring == "solid"
