"""The main journey: sign in, read the notice, ask, read the source, follow up, give an opinion, delete, find again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Server, Visit

pytestmark = pytest.mark.browser
QUESTION = "Combien coûte l’entrée de la piscine pour un adulte ?"


def _ask(page: Page, question: str) -> None:
    page.goto("/demander/")
    page.fill("#question", question)
    page.click("#composer button[type=submit]")
    expect(page.locator(".turn").last.locator(".facts")).to_be_visible()


def test_from_the_first_sign_in_to_the_source(visit: Visit) -> None:
    page = visit("paul")
    page.goto("/demander/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ce qui est enregistré")
    page.get_by_role("button", name="J’ai lu").click()
    _ask(page, QUESTION)
    expect(page.locator(".sentences li").first).to_contain_text("4 euros")
    expect(page.locator("#source mark").first).to_be_visible()
    expect(page.locator("#source h2")).to_contain_text("piscine")
    focused = page.evaluate("() => document.activeElement.textContent")
    assert focused == "Réponse"
    page.locator("a.cite").last.click()
    expect(page.locator("a.cite[aria-current]")).to_have_count(1)


def test_a_pdf_source_shows_the_page_and_the_place(visit: Visit) -> None:
    page = visit()
    _ask(page, "Quand commence la réfection de la toiture du gymnase ?")
    expect(page.locator("#source .page-image img")).to_be_visible()
    expect(page.locator("#source")).to_contain_text("page 2 sur 2")
    image, box = page.locator("#source img").bounding_box(), page.locator("#source rect").first.bounding_box()
    assert image is not None
    assert box is not None
    assert image["x"] <= box["x"]
    assert box["x"] + box["width"] <= image["x"] + image["width"] + 1
    assert image["y"] <= box["y"] <= image["y"] + image["height"]
    page.get_by_role("link", name="Ouvrir en grand").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Compte rendu")


def test_on_a_phone_the_source_opens_as_a_page(visit: Visit) -> None:
    page = visit(width=390)
    _ask(page, QUESTION)
    expect(page.locator("#source")).to_be_hidden()
    labels = page.locator(".verbs a:visible")
    for label in labels.all_inner_texts():
        assert label.strip()
    bar = page.locator(".verbs").bounding_box()
    assert bar is not None
    assert bar["y"] > 700
    page.locator("a.cite").first.click()
    expect(page).to_have_url(re.compile("/source/"))
    expect(page.locator("mark").first).to_be_in_viewport()


def test_without_script_everything_can_be_read(visit: Visit) -> None:
    page = visit(script=False)
    page.goto("/demander/")
    page.fill("#question", QUESTION)
    page.click("#composer button[type=submit]")
    expect(page.locator(".sentences li").first).to_contain_text("4 euros")
    page.locator(".sources a").first.click()
    expect(page.locator("mark").first).to_contain_text("euros")
    page.goto("/menu/")
    page.get_by_role("link", name="Bases").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_follow_up_an_opinion_and_a_file(visit: Visit) -> None:
    page = visit()
    _ask(page, "À quelle heure ouvre la piscine le samedi ?")
    page.fill("#question", "Et le lundi ?")
    page.set_input_files("input[type=file]", {"name": "note.txt", "mimeType": "text/plain", "buffer": b"Une note."})
    expect(page.locator("[data-chosen]")).to_have_text("note.txt")
    page.click("#composer button[type=submit]")
    second = page.locator("#question-2")
    expect(second.locator(".facts")).to_be_visible()
    expect(second.locator(".sentences")).to_contain_text("lundi")
    expect(page.get_by_role("heading", name="Fichiers joints")).to_be_visible()
    second.locator(".feedback summary").click()
    second.get_by_label("Claire").check()
    second.get_by_role("button", name="Envoyer mon avis").click()
    expect(second.locator(".feedback")).to_contain_text("Merci")
    second.get_by_role("button", name="Retirer mon avis").click()
    expect(second.locator(".feedback summary")).to_be_visible()


def test_deleting_is_undone(visit: Visit) -> None:
    page = visit()
    _ask(page, "Combien de livres peut-on emprunter à la médiathèque ?")
    page.get_by_role("button", name="La supprimer").click()
    page.get_by_role("button", name="Annuler").click()
    expect(page.locator(".sentences")).to_contain_text("huit livres")
    page.goto("/demander/conversations/?q=livres")
    expect(page.locator(".list li")).not_to_have_count(0)


def test_what_was_typed_is_kept(visit: Visit) -> None:
    page = visit()
    page.goto("/demander/")
    page.fill("#question", "Une question commencée")
    page.goto("/")
    page.goto("/demander/")
    expect(page.locator("#question")).to_have_value("Une question commencée")


def test_a_session_that_ends_while_one_types_loses_nothing(visit: Visit, server: Server) -> None:
    page = visit()
    page.goto("/demander/")
    page.fill("#question", QUESTION)
    page.context.clear_cookies(name="beffroi_session")
    page.click("#composer button[type=submit]")
    expect(page.locator(".message")).to_contain_text("Votre session était terminée")
    page.fill("#id_email", "jeanne@saint-orme.example")
    page.fill("#id_password", server.seeded["password"])
    page.click("main button.main")
    expect(page.locator("#question")).to_have_value(QUESTION)
    page.click("#composer button[type=submit]")
    expect(page.locator(".facts")).to_be_visible()
    page.goto("/demander/")
    expect(page.locator("#question")).to_have_value("")


def test_the_server_that_fails_in_the_middle_says_so_and_the_page_goes_on(visit: Visit) -> None:
    page = visit()
    page.route("**/flux/", lambda route: route.fulfill(status=200, body='{"kind": "bases", "html": "…"}\n{"kind'))
    page.goto("/demander/")
    page.fill("#question", QUESTION)
    page.click("#composer button[type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("Votre question est gardée")
    page.unroute_all()
    page.get_by_role("button", name="Afficher la réponse").click()
    expect(page.locator(".sentences")).to_contain_text("4 euros")


def test_the_keyboard_alone_is_enough(visit: Visit) -> None:
    page = visit()
    page.goto("/demander/conversations/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Nouvelle question")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".facts")).to_be_visible()


def test_not_knowing_gives_somebody_to_ask(visit: Visit) -> None:
    page = visit()
    _ask(page, "Les clubs sportifs utilisent-ils le stade ?")
    expect(page.locator(".turn")).to_contain_text("Je ne sais pas")
    expect(page.get_by_role("link", name="01 02 03 04 05")).to_be_visible()
    expect(page.locator("#source")).to_be_hidden()


def test_english_is_a_press_away(visit: Visit, server: Server) -> None:
    page = visit("")
    page.goto("/connexion/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
