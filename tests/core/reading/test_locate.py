"""`locate` is exact: what PDFium finds under the rectangles is the span, letter for letter.

Checked independently of the mapping: the text inside each rectangle is asked of PDFium by its place alone.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.core.reading import Limits, Page, PageUnavailable, Word, locate_in_words
from beffroi.core.reading.formats import pdf_view
from beffroi.core.reading.formats.pdf_page import solid
from beffroi.core.reading.place import Rect, decode_rects, is_bounded_png
from beffroi.core.reading.readers import read_source
from beffroi.core.reading.source import Source
from tests.core.reading import made

_WORDS = (
    "intercommunalité réglementairement établissements périscolaires Saint-Jean-de-Braye l’après-midi œuvre efficace "
    "1 250,50 € naïve ambiguë forêt « garantie » extraordinairement quelques-uns n° 12 organisationnelle à où"
).split()
_PAGE = "#set page(width: 9cm, height: 14cm, margin: 1cm)\n#set par(justify: true)\n#set text(hyphenate: true)\n"


def _read(data: bytes):
    source = Source("p.pdf", data, Limits(), Path())
    return read_source(replace(source, members=[])).document, source


def _under(data: bytes, page: int, rects: list[Rect]) -> str:
    """What PDFium says is drawn inside the rectangles, without spaces."""
    sheet = pypdfium2.PdfDocument(data)[page - 1]
    width, height = sheet.get_size()
    text = sheet.get_textpage()
    return "".join(
        solid(
            text.get_text_bounded(
                left=r.x0 * width + 0.2, right=r.x1 * width - 0.2, bottom=(1 - r.y1) * height, top=(1 - r.y0) * height
            )
        )
        for r in rects
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_WORDS), min_size=30, max_size=160), st.data())
def test_rectangles_hold_exactly_the_words_of_the_span(words, data):
    text = " ".join(words)
    made_pdf = made.pdf(f"{_PAGE}= Titre accentué\n{text}\n\n- {text[:80]}\n")
    document, source = _read(made_pdf)
    page = data.draw(st.sampled_from(document.pages))
    page_text = document.text[page.start : page.end]
    spaces = [0, *(i + 1 for i, c in enumerate(page_text) if c.isspace()), len(page_text) + 1]
    first = data.draw(st.integers(0, len(spaces) - 2))
    last = data.draw(st.integers(first + 1, min(len(spaces) - 1, first + 40)))
    start, end = spaces[first], spaces[last] - 1
    rects = pdf_view.locate(source, page.number, page_text, start, end)
    wanted = "".join(page_text[start:end].split())
    found = _under(made_pdf, page.number, rects)
    assert found.replace("-", "").replace("\ufffe", "") == wanted.replace("-", "")
    assert all(0 <= r.x0 < r.x1 <= 1 and 0 <= r.y0 < r.y1 <= 1 for r in rects)


def test_cells_are_found_behind_the_titles_that_the_text_adds():
    data = made.pdf("#table(columns: 2, [Salle], [Tarif], [Foyer], [85 €], [Préau], [120 €])")
    document, source = _read(data)
    start = document.text.index("Salle : Préau")
    rects = pdf_view.locate(source, 1, document.text, start, len(document.text))
    assert _under(data, 1, rects) == "Préau120€"


def test_repeated_headers_do_not_shift_the_place():
    page = '#set page(height: 10cm, header: [Commune de Valmont — recueil], numbering: "1")\n'
    data = made.pdf(page + "\n\n".join(f"Alinéa numéro {n} du recueil des actes de la commune." for n in range(40)))
    document, source = _read(data)
    third = document.pages[2]
    text = document.text[third.start : third.end]
    wanted = text[text.index("Alinéa") :].split("\n")[0]
    start = text.index(wanted)
    rects = pdf_view.locate(source, 3, text, start, start + len(wanted))
    assert _under(data, 3, rects) == "".join(wanted.split())


def test_text_of_another_version_is_found_loosely():
    data = made.pdf("Le conseil approuve le règlement intérieur de la bibliothèque municipale.")
    document, source = _read(data)
    altered = "Ajout. " + document.text
    start = altered.index("règlement")
    rects = pdf_view.locate(source, 1, altered, start, len(altered))
    assert "règlementintérieur" in _under(data, 1, rects)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_page_is_located_as_it_is_shown(turn):
    document = pypdfium2.PdfDocument(made.pdf("= Titre\nUne phrase."))
    document[0].set_rotation(turn)
    target = io.BytesIO()
    document.save(target)
    found, source = _read(target.getvalue())
    start = found.text.index("Une phrase.")
    rects = pdf_view.locate(source, 1, found.text, start, start + 11)
    image = pypdfium2.PdfDocument(target.getvalue())[0].render(scale=2).to_pil().convert("L")
    inked = [
        image.crop(
            (int(r.x0 * image.width), int(r.y0 * image.height), int(r.x1 * image.width), int(r.y1 * image.height))
        )
        for r in rects
    ]
    dark = sum(sum(crop.histogram()[:128]) for crop in inked)
    assert 0.3 * sum(image.histogram()[:128]) < dark < 0.8 * sum(image.histogram()[:128])  # the phrase, not the title


def test_cropped_page_is_located_as_it_is_shown():
    document = pypdfium2.PdfDocument(made.pdf("= Titre\nUne phrase."))
    width, height = document[0].get_size()
    document[0].set_cropbox(30, height / 2, width, height)
    target = io.BytesIO()
    document.save(target)
    found, source = _read(target.getvalue())
    start = found.text.index("Une phrase.")
    (rect,) = pdf_view.locate(source, 1, found.text, start, start + 11)
    image = pypdfium2.PdfDocument(target.getvalue())[0].render(scale=2).to_pil().convert("L")
    crop = image.crop(
        (
            int(rect.x0 * image.width),
            int(rect.y0 * image.height),
            int(rect.x1 * image.width),
            int(rect.y1 * image.height),
        )
    )
    assert sum(crop.histogram()[:128]) > 100


def test_services_through_the_fence(server, tmp_path):
    path = tmp_path / "p.pdf"
    path.write_bytes(made.pdf("= Titre\nUne phrase."))
    assert is_bounded_png(server.render_page(path, 1, 400))
    assert len(server.locate(path, 1, "Titre\n\nUne phrase.", 0, 5)) == 1
    for page in (0, 2, -1, 10**6):
        with pytest.raises(PageUnavailable):
            server.render_page(path, page)
    path.write_bytes(b"%PDF-1.7 nonsense")
    with pytest.raises(PageUnavailable):
        server.render_page(path, 1)
    path.write_bytes(made.picture("Bonjour"))
    assert is_bounded_png(server.render_page(path, 1, 200))


def test_words_of_a_scan_make_one_rectangle_a_line():
    words = (Word(0, 2, 0.1, 0.1, 0.2, 0.12), Word(3, 5, 0.25, 0.1, 0.3, 0.12), Word(6, 9, 0.1, 0.15, 0.2, 0.17))
    page = Page(1, 0, 9, words=words)
    assert locate_in_words(page, 0, 9) == [Rect(0.1, 0.1, 0.3, 0.12), Rect(0.1, 0.15, 0.2, 0.17)]
    assert locate_in_words(page, 4, 5) == [Rect(0.25, 0.1, 0.3, 0.12)]
    assert locate_in_words(page, 9, 9) == []


@given(st.one_of(st.binary(max_size=200), st.text().map(str.encode)))
def test_a_childs_rectangles_are_not_trusted(data):
    try:
        rects = decode_rects(data)
    except PageUnavailable:
        return
    assert all(0 <= v <= 1 for r in rects for v in (r.x0, r.y0, r.x1, r.y1))
