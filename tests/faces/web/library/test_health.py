"""The health report's page: grouped, drawn, each finding with its gesture; set aside with a reason."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from beffroi.faces.web.library import mending
from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import figures
from beffroi.platform.library.health import Fact, keep
from beffroi.platform.library.models import Finding
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
