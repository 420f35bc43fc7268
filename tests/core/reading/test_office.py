"""Office formats: headings, lists, tables and order survive; what a reader does not see does not."""

from __future__ import annotations

import datetime
import io

import odfdo
import openpyxl
import pptx
from pptx.util import Inches

from tests.core.reading import made
from tests.core.reading.conftest import outline, texts

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _docx_body(xml: str) -> bytes:
    return made.zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": f"<w:document {_W}><w:body>{xml}</w:body></w:document>".encode(),
        }
    )


def test_docx_keeps_structure_and_order(document):
    def build(word):
        word.add_heading("Règlement de la salle des fêtes", 1)
        word.add_heading("Article 1", 2)
        word.add_paragraph("L’usager réserve à l’accueil.")
        word.add_paragraph("une pièce d’identité", style="List Bullet")
        word.add_paragraph("une attestation", style="List Number")
        word.add_paragraph("un chèque", style="List Number")
        table = word.add_table(rows=2, cols=2)
        for row, cells in zip(table.rows, [("Salle", "Tarif"), ("Foyer", "85 €")], strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        word.add_paragraph("Fin.")

    found = document(made.docx_of(build), "salle.docx")
    assert texts(found) == [
        "Règlement de la salle des fêtes",
        "Article 1",
        "L’usager réserve à l’accueil.",
        "• une pièce d’identité",
        "1. une attestation",
        "2. un chèque",
        "Salle : Foyer ; Tarif : 85 €",
        "Fin.",
    ]
    assert outline(found) == [(1, "Règlement de la salle des fêtes"), (2, "Article 1")]
    row = next(b for b in found.blocks if b.kind.value == "table_row")
    assert (row.cells, row.header) == (("Foyer", "85 €"), ("Salle", "Tarif"))


def test_docx_reads_controls_boxes_and_insertions_but_not_what_is_hidden(document):
    found = document(
        _docx_body(
            "<w:sdt><w:sdtContent><w:p><w:r><w:t>Dans un contrôle</w:t></w:r></w:p></w:sdtContent></w:sdt>"
            "<w:p><w:ins><w:r><w:t>Inséré</w:t></w:r></w:ins><w:del><w:r><w:delText>supprimé</w:delText></w:r></w:del></w:p>"
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r><w:r><w:t>visible</w:t></w:r></w:p>"
            "<w:p><w:r><w:txbxContent><w:p><w:r><w:t>encadré</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
            "<w:p><w:r><w:instrText>DDEAUTO cmd</w:instrText></w:r><w:r><w:t>champ</w:t></w:r></w:p>"
        ),
        "a.docx",
    )
    assert texts(found) == ["Dans un contrôle", "Inséré", "visible", "encadré", "champ"]
    assert "hidden_text_left_out" in found.notes


def test_docx_merged_cells_are_said_in_each_row(document):
    def cell(text, properties=""):
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    start = '<w:vMerge w:val="restart"/>'
    found = document(
        _docx_body(
            "<w:tbl>"
            f"<w:tr>{cell('Jour')}{cell('Heures')}</w:tr>"
            f"<w:tr>{cell('Lundi', start)}{cell('9h-12h')}</w:tr>"
            f"<w:tr>{cell('', '<w:vMerge/>')}{cell('14h-17h')}</w:tr>"
            "</w:tbl>"
        ),
        "a.docx",
    )
    assert texts(found) == ["Jour : Lundi ; Heures : 9h-12h", "Jour : Lundi ; Heures : 14h-17h"]


def test_odt_keeps_structure(document):
    writer = odfdo.Document("text")
    writer.body.clear()
    writer.body.append(odfdo.Header(1, "Règlement du cimetière"))
    writer.body.append(odfdo.Header(2, "Article 1"))
    writer.body.append(odfdo.Paragraph("L’accès est libre de 8h à 18h."))
    writer.body.append(odfdo.List(["fleurs", "plaques"]))
    table = odfdo.Table("T", width=2, height=2)
    table.set_values([["Concession", "Prix"], ["15 ans", "150 €"]])
    writer.body.append(table)
    found = document(_saved(writer), "cimetiere.odt")
    assert outline(found) == [(1, "Règlement du cimetière"), (2, "Article 1")]
    assert texts(found)[2:] == [
        "L’accès est libre de 8h à 18h.",
        "• fleurs",
        "• plaques",
        "Concession : 15 ans ; Prix : 150 €",
    ]


def test_odp_and_ods(document):
    deck = odfdo.Document("presentation")
    deck.body.clear()
    slide = odfdo.DrawPage("p1", name="Accueil")
    deck.body.append(slide)
    slide.append(odfdo.Frame.text_frame(["Bienvenue à la mairie"], size=("7cm", "5cm"), position=("1cm", "1cm")))
    found = document(_saved(deck), "accueil.odp")
    assert (texts(found), [p.label for p in found.pages]) == (["Bienvenue à la mairie"], ["Accueil"])

    book = odfdo.Document("spreadsheet")
    book.body.clear()
    table = odfdo.Table("Tarifs")
    table.set_values([["Salle", "Depuis", "Prix"], ["Foyer", datetime.date(2026, 3, 12), 85.5]])
    book.body.append(table)
    found = document(_saved(book), "tarifs.ods")
    assert texts(found, "table_row") == ["Salle : Foyer ; Depuis : 12/03/2026 ; Prix : 85,5"]


def test_xlsx_shows_values_as_the_sheet_does(document):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Salles"
    sheet.append(["Tarifs votés par le conseil"])
    sheet.append([])
    sheet.append(["Salle", "Places", "Tarif", "Depuis", "Remise", "Ouverture"])
    sheet.append(["Foyer", 80, 1240.5, datetime.date(2026, 3, 12), 0.05, datetime.time(8, 30)])
    sheet["C4"].number_format = '#,##0.00 "€"'
    sheet["E4"].number_format = "0%"
    hidden = book.create_sheet("Brouillon")
    hidden.append(["secret", "x"])
    hidden.sheet_state = "hidden"
    target = io.BytesIO()
    book.save(target)
    found = document(target.getvalue(), "tarifs.xlsx")
    assert texts(found, "table_row") == [
        "Salle : Foyer ; Places : 80 ; Tarif : 1 240,50 € ; Depuis : 12/03/2026 ; Remise : 5 % ; Ouverture : 8h30"
    ]
    assert outline(found) == [(1, "Salles"), (2, "Tarifs votés par le conseil")]
    assert "secret" not in found.text
    assert found.notes == ("sheets_hidden:1",)


def test_pptx_keeps_titles_lists_tables_and_notes(document):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Recettes"
    frame = slide.placeholders[1].text_frame
    frame.text = "Impôts locaux"
    frame.add_paragraph().text = "Dotations de l’État"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for (row, column), text in {(0, 0): "Poste", (0, 1): "Montant", (1, 0): "DGF", (1, 1): "120 000 €"}.items():
        table.cell(row, column).text = text
    slide.notes_slide.notes_text_frame.text = "Dire que la dotation baisse."
    target = io.BytesIO()
    deck.save(target)
    found = document(target.getvalue(), "budget.pptx")
    assert texts(found) == [
        "Recettes",
        "• Impôts locaux",
        "• Dotations de l’État",
        "Poste : DGF ; Montant : 120 000 €",
        "Dire que la dotation baisse.",
    ]
    assert found.blocks[0].page == 1


def _saved(document: odfdo.Document) -> bytes:
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()
