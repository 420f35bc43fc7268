"""The viewer opens the exact place, on the page or in the text, and hands out originals as downloads only."""

from __future__ import annotations

import io
import re

import pytest

from beffroi.faces.web.viewer import pages
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Transcription
from beffroi.uses.ask import services as ask
from tests.town import Town

pytestmark = pytest.mark.django_db


def _place(town: Town, name: str, words: str) -> tuple[str, int, int]:
    version = town.version(name)
    text = Transcription.objects.get(version=version).text
    start = text.index(words)
    return f"/source/{version.public_id}/", start, start + len(words)


def _get(town: Town, name: str, words: str, **headers: str):
    address, start, end = _place(town, name, words)
    return town.client().get(f"{address}?debut={start}&fin={end}", headers=headers)


def test_a_pdf_page_is_drawn_with_the_passage_on_it(town: Town) -> None:
    answer = _get(town, "conseil.pdf", "commence le 12 juin 2026")
    page = answer.content.decode()
    assert "page 2 sur 2" in page
    boxes = re.findall(r'<rect(?: id="passage")? x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', page)
    assert boxes
    assert all(float(x) + float(w) <= 1000.5 and float(y) + float(h) <= 1000.5 for x, y, w, h in boxes)
    image = re.search(r'<img src="([^"]+)"', page)
    assert image is not None
    drawn = town.client().get(image[1])
    assert drawn.content.startswith(b"\x89PNG")
    assert drawn["Cache-Control"].startswith("private")
    assert town.client().get(image[1], headers={"If-None-Match": drawn["ETag"]}).status_code == 304
    assert "Texte de la page" in page
    assert "<mark>commence le 12 juin 2026</mark>" in page


def test_a_page_that_does_not_exist_is_not_found(town: Town) -> None:
    version = town.version("conseil.pdf")
    assert town.client().get(f"/source/{version.public_id}/page/9.png").status_code == 404
    text = town.version("piscine.md")
    assert town.client().get(f"/source/{text.public_id}/page/1.png").status_code == 404


def test_a_text_shows_headings_and_marks_the_passage(town: Town) -> None:
    page = _get(town, "piscine.md", "coûte 4 euros").content.decode()
    assert "<mark data-passage>coûte 4 euros</mark>" in page
    assert 'role="heading"' in page
    assert "En vigueur" in page


def test_a_table_is_a_table(town: Town) -> None:
    page = _get(town, "tarifs.csv", "85 euros").content.decode()
    assert '<th scope="col">Tarif</th>' in page
    assert "<mark data-passage>85 euros</mark>" in page


def test_htmx_gets_the_panel_alone(town: Town) -> None:
    answer = _get(town, "piscine.md", "coûte 4 euros", **{"HX-Request": "true"})
    page = answer.content.decode()
    assert "<html" not in page
    assert 'href="/source/' in page
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize(
    "query", ["?debut=-3&fin=x", "?debut=99999999&fin=999999999", "?page=400", "?fin=2&debut=9", ""]
)
def test_any_query_gives_a_page(town: Town, query: str) -> None:
    for name in ("piscine.md", "conseil.pdf", "tarifs.csv"):
        assert town.client().get(f"/source/{town.version(name).public_id}/{query}").status_code == 200


def test_one_walks_through_the_passages_of_an_attached_file(town: Town) -> None:
    paragraphs = [f"La consigne {n} du dossier dit " + "beaucoup de choses utiles, " * 20 + "voilà." for n in range(6)]
    file = io.BytesIO(("# Dossier\n\n" + "\n\n".join(paragraphs)).encode())
    attached = ask.attach(town.scope(), None, "dossier.md", file)
    address, seen = f"/piece/{attached.public_id}/", []
    while address:
        page = town.client().get(address).content.decode()
        seen.append(" ".join(re.findall(r"<mark[^>]*>([^<]*)</mark>", page)))
        following = re.search(r'href="([^"]+)"[^>]*>Passage suivant', page)
        assert ("Passage précédent" in page) == (len(seen) > 1)
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) > 2
    assert "La consigne 5" in seen[-1]
    assert len(set(seen)) == len(seen)


def test_an_expired_document_says_so(town: Town) -> None:
    page = _get(town, "marche.md", "le jeudi matin").content.decode()
    assert "Périmé" in page
    assert "31 décembre 2020" in page


def test_a_replaced_version_still_opens_and_leads_to_the_newer(town: Town) -> None:
    old = town.version("mediatheque.md")
    newer = io.BytesIO("# Règlement de la médiathèque\n\nChaque abonné peut emprunter dix livres.\n".encode())
    library.replace_document(town.scope(town.admin), old.document.public_id, "mediatheque-2.md", newer)
    Worker(threads=1).run_until_idle()
    page = town.client().get(f"/source/{old.public_id}/?debut=0&fin=9").content.decode()
    assert "Remplacé" in page
    assert f"/source/{town.version('mediatheque.md').public_id}/" in page


def test_the_original_is_a_download_and_nothing_else(town: Town) -> None:
    answer = town.client().get(f"/source/{town.version('conseil.pdf').public_id}/original/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")


def test_cached_pages_go_with_their_file(town: Town) -> None:
    version = town.version("conseil.pdf")
    assert town.client().get(f"/source/{version.public_id}/page/1.png").status_code == 200
    cached = list((town.folder / "cache" / "pages").rglob("*.png"))
    assert {image.parent.name for image in cached} == {version.blob.sha256}
    assert pages.forget(10**9, lambda authority, sha256: sha256 == version.blob.sha256) == 0
    assert pages.forget(0, lambda *_: True) == len(cached)
    assert town.client().get(f"/source/{version.public_id}/page/1.png").status_code == 200
    assert pages.forget(10**9, lambda *_: False) == 1
    assert not list((town.folder / "cache" / "pages").rglob("*.png"))


def test_a_page_image_is_asked_for_again_and_leaves_room_on_the_disk(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beffroi.faces.web.viewer.pages.LEFT_FREE", 1 << 60)
    address = f"/source/{town.version('conseil.pdf').public_id}/page/2.png"
    image = town.client().get(address)
    assert (image.status_code, image["Cache-Control"]) == (200, "private, no-cache")
    assert not list((town.folder / "cache").glob("pages/*/*/page-2-*"))
    assert town.client().get(address, headers={"If-None-Match": image["ETag"]}).status_code == 304


def test_passages_follow_one_another(town: Town) -> None:
    page = _get(town, "guide.md", "La consigne 3.1 du guide").content.decode()
    for label in ("Passage précédent", "Passage suivant"):
        link = re.search(rf'href="(/source/[^"]+)"[^>]*>(?:<svg.*?</svg>)?{label}', page)
        assert link is not None
        assert "<mark" in town.client().get(link[1].replace("&amp;", "&")).content.decode()
