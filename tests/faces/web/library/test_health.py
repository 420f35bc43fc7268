"""The health report's page: grouped, drawn, each finding with its gesture; set aside with a reason."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from beffroi.faces.web.library import mending, quoting
from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import figures
from beffroi.platform.library.health import Fact, keep
from beffroi.platform.library.models import Finding, Passage
from beffroi.platform.tenancy.permissions import Gesture
from tests.faces.web.signed import NOBODY, document


def found(base, kind, *documents, **data):
    finding = Finding.objects.create(
        collectivite=base.collectivite, base=base, kind=kind, key=f"{kind}:{Finding.objects.count()}", data=data
    )
    finding.documents.set(documents)
    return finding


def page_of(commune, role="valideur", **query):
    return commune.client(role).get(reverse("web:health", args=[commune.base.public_id]), query).content.decode()


def test_a_healthy_base_says_so(commune):
    document(commune.base, "Règlement")
    assert "Rien à signaler" in page_of(commune)


def test_the_drawing_and_its_table_hold_the_same_figures(commune):
    one, two = document(commune.base, "Un"), document(commune.base, "Deux")
    found(commune.base, "undated", one)
    found(commune.base, "undated", two)
    found(commune.base, "near_duplicate", one, two, share=0.93)
    page = page_of(commune)
    drawn = sorted(re.findall(r'class="bar-value"[^>]*>(\d+)<', page))
    assert drawn == sorted(re.findall(r'<td class="num">(\d+)</td>', page)) == ["1", "2"]
    assert re.search(r'<svg class="bars" role="img" aria-label="[^"]+"', page)
    assert "93" in page


def test_a_contradiction_shows_both_values_at_their_place(commune):
    one = document(commune.base, "Convention", document_date=date(2024, 1, 8))
    two = document(commune.base, "Salle des fêtes", document_date=date(2024, 9, 3))
    values = [
        {"document": one.pk, "passage": 1, "start": 10, "end": 15, "value": "300 €"},
        {"document": two.pk, "passage": 2, "start": 40, "end": 45, "value": "250 €"},
    ]
    found(commune.base, "contradiction", one, two, object="caution de la salle", values=values)
    page = page_of(commune)
    assert "300 €" in page
    assert "250 €" in page
    assert f"{reverse('web:source', args=[two.current.public_id])}?debut=40&amp;fin=45" in page


def quoted(document, text, sentence, value):
    passage = Passage.objects.create(
        collectivite=document.collectivite,
        version=document.current,
        ordinal=0,
        text=text,
        start=100,
        end=100 + len(text),
    )
    start = 100 + text.index(sentence)
    return {
        "document": document.pk,
        "passage": passage.pk,
        "start": start,
        "end": start + len(sentence),
        "value": value,
    }


def rivals(commune):
    one = document(commune.base, "Convention", document_date=date(2024, 1, 8))
    two = document(commune.base, "Salle des fêtes", document_date=date(2024, 9, 3))
    values = [
        quoted(
            one,
            "Article 3. Une caution de 300 € est remise. Rien d’autre.",
            "Une caution de 300 € est remise.",
            "300 €",
        ),
        quoted(two, "Caution\n\nUne caution de 250 € est demandée.", "Une caution de 250 € est demandée.", "250 €"),
    ]
    return one, two, values


def test_both_sentences_are_quoted_and_a_pair_of_documents_is_one_row(commune):
    one, two, values = rivals(commune)
    found(commune.base, "contradiction", one, two, object="caution clés fêtes salle", values=values)
    found(commune.base, "contradiction", one, two, object="caution salle", values=list(reversed(values)))
    page = page_of(commune)
    assert page.count("Une caution de <mark>300 €</mark> est remise.") == 2
    assert page.count("Une caution de <mark>250 €</mark> est demandée.") == 2
    assert "Rien d’autre" not in page
    assert page.count("« 300 € » / « 250 € »") == 1
    assert page.count("Écarter ce constat…") == 2
    assert page.count("C’est celui-ci qui est en vigueur") == 2
    assert "caution clés fêtes salle" not in page.lower()


def test_a_quotation_of_another_version_is_not_made(commune):
    one, two, values = rivals(commune)
    Passage.objects.filter(version=one.current).update(version=two.current, ordinal=7)
    found(commune.base, "contradiction", one, two, values=values)
    page = page_of(commune)
    assert "est remise" not in page
    assert "<mark>300 €</mark>" in page


@given(st.text(alphabet="ab 3€", max_size=900), st.text(alphabet="ab3€", min_size=1, max_size=5))
def test_a_quotation_is_the_sentence_with_its_value_marked(sentence, value):
    pieces = quoting.marked(sentence, value)
    inside = "".join(piece.text for piece in pieces if piece.text != quoting.ELLIPSIS)
    assert inside in sentence
    assert len(inside) <= quoting.LONGEST
    assert (inside == sentence) == (len(sentence) <= quoting.LONGEST)
    assert {piece.text for piece in pieces if piece.marked} == ({value} if value in sentence else set())


@pytest.mark.parametrize("filler", ["a", "a ", "a" * 200 + " "])
def test_the_value_of_a_long_sentence_is_seen(filler):
    pieces = quoting.marked(filler * (900 // len(filler)) + "3€" + " b" * 300, "3€")
    assert [piece.text for piece in pieces if piece.marked] == ["3€"]


def test_hours_are_marked_one_by_one():
    pieces = quoting.marked("La piscine ouvre de 10 h à 18 h.", "10 h, 18 h")
    assert [piece.text for piece in pieces if piece.marked] == ["10 h", "18 h"]


def test_saying_which_one_is_in_force_ends_the_other_and_can_be_undone(commune):
    one, two, values = rivals(commune)
    found(commune.base, "contradiction", one, two, values=values)
    client, report = commune.client("agent"), reverse("web:health", args=[commune.base.public_id])
    yesterday = timezone.localdate() - timedelta(days=1)
    page = client.get(report).content.decode()
    ending = reverse("web:document_end", args=[one.public_id]) + "?retour=sante"
    assert f'action="{ending}"' in page
    assert f'value="{yesterday.isoformat()}"' in page
    after = client.post(ending, {"fin": yesterday.isoformat()}, follow=True)
    one.refresh_from_db()
    assert one.valid_to == yesterday
    assert after.redirect_chain[-1][0] == report
    shown = after.content.decode()
    assert "il ne répond plus" in shown
    assert "Documents qui se contredisent" not in shown
    undo = re.search(r'<form method="post" action="([^"]*/fin/[^"]*)"', shown)
    assert undo is not None
    again = client.post(undo[1].replace("&amp;", "&"), follow=True).content.decode()
    one.refresh_from_db()
    assert one.valid_to is None
    assert "répond de nouveau" in again
    assert "Documents qui se contredisent" in again


def test_an_end_that_cannot_be_is_said_and_nothing_changes(commune):
    one = document(commune.base, "À venir", valid_from=date(2090, 1, 1))
    address = reverse("web:document_end", args=[one.public_id])
    for fin in ("hier", "2020-01-01"):
        page = commune.client().post(address, {"fin": fin}, follow=True).content.decode()
        assert 'class="message error"' in page
        one.refresh_from_db()
        assert one.valid_to is None


def test_what_was_mended_since_the_report_is_not_asked_again(commune):
    dated = document(commune.base, "Sans date")
    ended = document(commune.base, "Fini", valid_to=date(2020, 1, 1))
    older, newer = document(commune.base, "2019"), document(commune.base, "2024")
    found(commune.base, "undated", dated)
    found(commune.base, "expired", ended)
    found(commune.base, "versions", older, newer)
    assert figures.of_bases(commune.scope())[commune.base.pk].findings == 3
    dated.document_date, ended.valid_to, older.deleted_at = date(2024, 1, 1), None, newer.created_at
    for one in (dated, ended, older):
        one.save()
    assert figures.of_bases(commune.scope())[commune.base.pk].findings == 0
    assert "Rien à signaler" in page_of(commune)


@pytest.mark.parametrize("data", [{"values": "rien"}, {"values": [3]}, {"values": [{"document": 999}]}, {"share": "x"}])
def test_a_finding_of_another_version_still_shows(commune, data):
    found(commune.base, "a_new_kind", document(commune.base, "Règlement"), **data)
    found(commune.base, "contradiction", document(commune.base, "Autre"), **data)
    assert "Autres points à regarder" in page_of(commune)


def test_only_the_gestures_of_the_role_are_offered(commune):
    older = document(commune.base, "Règlement 2019", document_date=date(2019, 1, 1))
    newer = document(commune.base, "Règlement 2024", document_date=date(2024, 1, 1))
    finding = found(commune.base, "versions", older, newer)
    allowed = frozenset(Gesture)
    assert [mend.post for mend in mending.beside(finding, older, [newer, older], allowed)] == [True, False]
    assert mending.beside(finding, newer, [newer, older], allowed) == []
    delete = reverse("web:document_delete", args=[older.public_id])
    assert delete in page_of(commune, "valideur")
    assert delete not in page_of(commune, "agent")
    assert "Écarter" not in page_of(commune, "dpo")


def test_a_gesture_of_the_report_comes_back_to_it(commune):
    older, newer = document(commune.base, "2019"), document(commune.base, "2024")
    found(commune.base, "versions", older, newer)
    answer = commune.client("valideur").post(reverse("web:document_delete", args=[older.public_id]) + mending.BACK)
    assert answer.headers["Location"] == reverse("web:health", args=[commune.base.public_id])


def test_setting_aside_asks_why_and_the_next_report_keeps_it(commune):
    one = document(commune.base, "Sans date")
    finding = found(commune.base, "undated", one)
    address = reverse("web:finding_dismiss", args=[commune.base.public_id, finding.public_id])
    commune.client("agent").post(address, {"reason": "  "})
    finding.refresh_from_db()
    assert finding.state == Finding.State.OPEN
    commune.client("agent").post(address, {"reason": "Un modèle <sans> date"})
    keep(commune.base, [Fact("undated", finding.key, (one.pk,))])
    finding.refresh_from_db()
    assert finding.state == Finding.State.DISMISSED
    assert "Un modèle &lt;sans&gt; date" in page_of(commune)


def test_findings_of_others_do_not_exist(commune, elsewhere):
    finding = found(commune.base, "undated", document(commune.base, "Sans date"))
    mine = elsewhere.base.public_id
    answers = [
        elsewhere.client().post(reverse("web:finding_dismiss", args=[base, which]), {"reason": "non"})
        for base, which in [(mine, finding.public_id), (commune.base.public_id, finding.public_id), (mine, NOBODY)]
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_recalculating_shows_that_it_runs_then_the_whole_page_anew(commune):
    client, address = commune.client("agent"), reverse("web:health", args=[commune.base.public_id])
    client.post(reverse("web:health_rebuild", args=[commune.base.public_id]))
    assert Job.objects.filter(kind="library.health").count() == 1
    moving = client.get(address, headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in moving.content.decode()
    assert "HX-Refresh" not in moving.headers
    Worker(threads=1).run_until_idle()
    assert client.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"
    assert "Dernier examen" in page_of(commune)


def test_figures_count_live_documents_and_open_findings_of_the_readable_bases(commune, elsewhere):
    one = document(commune.base, "Un")
    binned = document(commune.base, "À la corbeille")
    found(commune.base, "undated", one)
    found(commune.base, "undated", binned)
    found(commune.base, "unreadable", name="casse.pdf")
    binned.deleted_at = one.created_at
    binned.save()
    assert figures.of_bases(commune.scope())[commune.base.pk] == figures.BaseFigures(1, 7, 2)
    assert commune.base.pk not in figures.of_bases(elsewhere.scope())
    assert figures.titles(elsewhere.scope(), [one.public_id]) == {}
    assert figures.titles(commune.scope(), [one.public_id, binned.public_id]) == {one.public_id: "Un"}
