"""Giving a folder, following its reading, mending what failed; a cut connection; the same without a script."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys import looking
from tests.journeys.conftest import Server, Visit

pytestmark = pytest.mark.browser
SLOW_MS = 90_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Twenty-five notes, an archive of one text, an empty file and a broken one."""
    made = tmp_path / "Dossier"
    (made / "2026").mkdir(parents=True)
    for number in range(25):
        # Its own words each time: the same bytes would be the same document.
        text = f"# Note de service {number} ({tmp_path.name})\n\nLe guichet {number} ouvre à {8 + number % 4} heures.\n"
        (made / "2026" / f"note-{number}.md").write_text(text, encoding="utf-8")
    (made / "vide.txt").write_text("")
    (made / "abime.pdf").write_bytes(b"%PDF-1.4 rien de lisible")
    with zipfile.ZipFile(made / "archive.zip", "w") as archive:
        archive.writestr("dedans/marche.txt", f"Le marché de {tmp_path.name} se tient le samedi matin.\n")
    return made


@pytest.fixture
def unwatched(browser: Browser, server: Server) -> Iterator[Page]:
    """A page of Ada's whose console may complain: a connection is cut on purpose."""
    context = browser.new_context(base_url=server.address)
    page = context.new_page()
    page.goto("/connexion/")
    page.fill("#id_email", "ada@saint-orme.example")
    page.fill("#id_password", server.seeded["password"])
    page.click("main button.main")
    page.wait_for_url(server.address + "/")
    yield page
    context.close()


def _base(page: Page, name: str) -> None:
    page.goto("/bases/nouvelle/")
    page.fill("#id_name", name)
    page.click("main button.main")
    page.wait_for_url("**/ajouter/")


def _until_read(page: Page) -> None:
    expect(page.get_by_role("heading", name="Lecture terminée")).to_be_visible(timeout=SLOW_MS)


def test_a_folder_is_given_followed_and_found_again(visit: Visit, folder: Path) -> None:
    page = visit("ada")
    _base(page, f"Notes {folder.parent.name}")
    page.set_input_files("#id_folder", folder)
    page.wait_for_url("**/imports/*/", timeout=SLOW_MS)
    address = page.url
    _until_read(page)
    expect(page.locator("#progress")).to_contain_text("29 sur 29")
    inside = page.locator("tr.inside-1")
    expect(inside).to_contain_text("marche.txt")
    page.get_by_role("link", name="2 à reprendre").click()
    expect(page.locator("#progress tbody tr")).to_have_count(2)
    expect(page.locator("#progress")).to_contain_text("Ouvrez l’original")
    assert not looking.violations(page)
    page.goto("/imports/")
    page.get_by_role("link", name="Dossier").first.click()
    page.wait_for_url(address)


def test_a_cut_connection_loses_nothing_and_the_rest_joins_the_same_import(unwatched: Page, folder: Path) -> None:
    page, sent = unwatched, []
    _base(page, f"Envoi coupé {folder.parent.name}")

    def cut_the_second(route: Route) -> None:
        sent.append(route.request.url)
        if len(sent) == 2:
            route.abort()
        else:
            route.continue_()

    page.route("**/ajouter/", cut_the_second)
    page.set_input_files("#id_folder", folder)
    again = page.get_by_role("button", name="Renvoyer ce qui manque")
    expect(again).to_be_visible(timeout=SLOW_MS)
    expect(page.locator("#sending-count")).to_have_text("20 sur 28 reçus")
    expect(page.locator("#sending-files [data-state=kept]")).to_have_count(20)
    assert not looking.violations(page)
    again.click()
    page.wait_for_url("**/imports/*/", timeout=SLOW_MS)
    _until_read(page)
    expect(page.locator("#progress")).to_contain_text("29 sur 29")


def test_files_dropped_on_the_page_are_sent(visit: Visit) -> None:
    page = visit("ada")
    _base(page, "Glissés")
    page.evaluate(
        """() => {
          const given = new DataTransfer();
          given.items.add(new File(['# Horaires\\n\\nLe gymnase ouvre à sept heures.'], 'horaires.md'));
          document.getElementById('drop').dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: given }));
        }"""
    )
    page.wait_for_url("**/imports/*/", timeout=SLOW_MS)
    _until_read(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("horaires.md")


def test_without_a_script_on_a_phone(visit: Visit, folder: Path) -> None:
    page = visit("ada", width=390, script=False)
    _base(page, f"Sans script {folder.parent.name}")
    files = sorted(folder.rglob("note-1*.md"))
    page.set_input_files("#id_files", files)
    page.click("#send")
    for _ in range(120):
        if "Lecture terminée" in page.inner_text("main"):
            break
        page.wait_for_timeout(500)
        page.reload()
    assert f"{len(files)} sur {len(files)}" in page.inner_text("#progress")
    assert not looking.too_wide(page)


def test_a_document_is_dated_binned_and_taken_back(visit: Visit, tmp_path: Path) -> None:
    page = visit("ada")
    _base(page, "Tarifs à dater")
    (tmp_path / "tarifs.md").write_text("# Tarifs du chapiteau\n\nLe chapiteau est loué 85 euros la journée.\n")
    page.set_input_files("#id_files", tmp_path / "tarifs.md")
    page.wait_for_url("**/imports/*/", timeout=SLOW_MS)
    _until_read(page)
    page.get_by_role("link", name="Ouvrir").click()
    page.get_by_role("link", name="Modifier titre, dates, base").click()
    page.fill("#id_valid_to", "2020-12-31")
    page.click("main button.main")
    expect(page.locator("main")).to_contain_text("Périmé")
    page.get_by_role("button", name="Mettre à la corbeille").click()
    expect(page.locator("#messages")).to_contain_text("est à la corbeille")
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator("#messages")).to_contain_text("est rétabli")
