"""Every page of the shell, at 1280 and 390 px, light and dark: axe, contrasts that axe misses, nothing too wide."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import looking
from tests.journeys.conftest import Server, Visit

pytestmark = pytest.mark.browser
PAGES = ("/", "/demander/", "/demander/conversations/", "/menu/", "/moi/", "/notice/")
SIZES = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


def _examine(page: Page, where: str) -> list[str]:
    found = [f"{where}: {one}" for one in looking.violations(page)]
    found += [f"{where}: border {one}" for one in looking.faint_borders(page)]
    if wide := looking.too_wide(page):
        found.append(f"{where}: {wide} px too wide")
    return found


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_pages_of_the_shell(visit: Visit, server: Server, width: int, scheme: str) -> None:
    page = visit("ada", width, scheme)
    found = []
    for address in PAGES:
        page.goto(address)
        found += _examine(page, address)
    for name in ("piscine.md", "conseil.pdf", "tarifs.csv"):
        page.goto(f"/source/{server.seeded[name]}/?debut=30&fin=90")
        found += _examine(page, name)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_an_answer_with_its_source(visit: Visit, width: int, scheme: str) -> None:
    page = visit("ada", width, scheme)
    page.goto("/demander/")
    page.fill("#question", "Quand commence la réfection de la toiture du gymnase ?")
    page.click("#composer button[type=submit]")
    expect(page.locator(".facts")).to_be_visible()
    if width >= 1080:
        expect(page.locator("#source img")).to_be_visible()
    found = _examine(page, "answer")
    page.fill("#question", "Les clubs sportifs utilisent-ils le stade ?")
    page.click("#composer button[type=submit]")
    expect(page.locator("#question-2 .facts")).to_be_visible()
    found += _examine(page, "not knowing")
    page.fill("#question", "Quel est le tarif de la salle du Lavoir ?")
    page.click("#composer button[type=submit]")
    expect(page.locator("#question-3 [data-exact]").first).to_have_text("Salle : Salle du Lavoir ; Tarif : 120 euros")
    page.locator("#question-3 .feedback summary").click()
    page.locator("#question-3").get_by_label("Fausse").check()
    page.locator("#question-3").get_by_role("button", name="Envoyer mon avis").click()
    expect(page.locator("#question-3 .feedback")).to_contain_text("Merci")
    found += _examine(page, "a row of a table, an opinion")
    page.goto("/demander/avis/")
    expect(page.locator(".opinion")).to_contain_text(["Fausse"])
    found += _examine(page, "opinions")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_the_door(visit: Visit, width: int, scheme: str) -> None:
    page = visit("", width, scheme)
    page.goto("/connexion/")
    assert not _examine(page, "sign-in")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_focus_is_seen_everywhere(visit: Visit, scheme: str) -> None:
    page = visit("ada", 1280, scheme)
    found = []
    for address in ("/", "/demander/", "/demander/conversations/"):
        page.goto(address)
        found += looking.faint_focus(page)
    assert not found, found


def test_an_unknown_page_is_in_the_frame(visit: Visit, server: Server) -> None:
    page = visit("ada")
    answer = page.context.request.get(f"{server.address}/rien/")
    assert answer.status == 404
    assert "Introuvable" in answer.text()
