"""The health report: each kind is found, mended ones go, those set aside stay so, a flood is reported once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from beffroi.platform.jobs import services as jobs
from beffroi.platform.jobs.models import Job
from beffroi.platform.library import figures, health, selectors, services
from beffroi.platform.library.models import Base, Finding
from beffroi.platform.library.services.findings import HEALTH_KIND
from tests.platform import people
from tests.platform.library.town import Town, run

pytestmark = pytest.mark.django_db(transaction=True)

RULES = (
    "Règlement de la salle polyvalente\n\nLa salle est louée aux habitants. "
    "Les clés sont remises la veille au secrétariat. "
    "Une caution de 300 € est demandée à la remise des clés. Le locataire rend les lieux propres et range les tables. "
    "La sonorisation est coupée à minuit. Toute dégradation est facturée au prix de la réparation.\n"
)
GUIDE = (
    "Guide de la salle polyvalente\n\nUne caution de 250 € est demandée à la remise des clés. "
    "Comptez une heure pour l’état des lieux.\n"
)
OTHER = "Règlement du cimetière\n\nLes portes ferment à 18 h. La concession de trente ans coûte 420 €.\n"


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def base(town: Town) -> Base:
    return town.base("Règlements")


def report(town: Town, base: Base) -> dict[str, list[Finding]]:
    services.rebuild_health(town.scope(), base.public_id)
    run()
    kinds: dict[str, list[Finding]] = {}
    for finding in selectors.findings(town.scope(), base.public_id):
        kinds.setdefault(finding.kind, []).append(finding)
    return kinds


def test_what_could_not_be_read_is_named(town: Town, base: Base) -> None:
    town.read(base, {"abime.pdf": b"%PDF-1.4 broken", "vide.txt": b"   ", "regle.txt": RULES})
    found = report(town, base)
    assert [finding.data["name"] for finding in found["unreadable"]] == ["abime.pdf"]
    assert len(found["empty"]) == 1


def test_two_cautions_are_a_contradiction_that_opens_at_each(town: Town, base: Base) -> None:
    town.read(base, {"regle.txt": RULES, "guide.txt": GUIDE, "cimetiere.txt": OTHER})
    (found,) = report(town, base)["contradiction"]
    assert {value["value"] for value in found.data["values"]} == {"300 €", "250 €"}
    assert "caution" in found.data["object"]
    for value in found.data["values"]:
        document = base.documents.get(pk=value["document"])
        assert document.current is not None
        text = document.current.transcription.text[value["start"] : value["end"]]
        assert value["value"] in text


def test_a_copy_is_a_near_duplicate(town: Town, base: Base) -> None:
    town.read(base, {"regle.txt": RULES, "copie.txt": RULES.replace("veille", "veille au soir")})
    found = report(town, base)
    assert len((found.get("near_duplicate") or []) + (found.get("versions") or [])) == 1


def test_dates_and_ends_of_validity_are_looked_at(town: Town, base: Base) -> None:
    undated = town.document(base, RULES, "regle.txt")
    ended = town.document(base, OTHER, "cimetiere.txt")
    yesterday = timezone.localdate() - timedelta(days=1)
    services.update_document(town.scope(), ended.public_id, valid_to=yesterday)
    found = report(town, base)
    assert [finding.documents.get() for finding in found["undated"]] == [undated]
    assert [finding.documents.get() for finding in found["expired"]] == [ended]


def test_a_long_text_without_heading_is_unstructured(town: Town, base: Base) -> None:
    town.document(base, " ".join(f"Le point {n} est discuté puis laissé pour plus tard." for n in range(400)))
    assert len(report(town, base)["unstructured"]) == 1


def test_an_expired_document_contradicts_nobody(town: Town, base: Base) -> None:
    town.document(base, GUIDE, "guide.txt")
    old = town.document(base, RULES, "regle.txt")
    services.update_document(town.scope(), old.public_id, valid_to=timezone.localdate() - timedelta(days=1))
    assert "contradiction" not in report(town, base)


def test_what_is_mended_goes_and_what_is_set_aside_stays_aside(town: Town, base: Base) -> None:
    first = town.document(base, RULES, "regle.txt")
    second = town.document(base, OTHER, "cimetiere.txt")
    (one, other) = report(town, base)["undated"]
    services.dismiss_finding(town.scope(), one.public_id)
    mended = second if other.documents.get() == second else first
    services.update_document(town.scope(), mended.public_id, document_date=timezone.localdate())
    assert "undated" not in report(town, base)
    assert Finding.objects.filter(base=base, kind="undated").count() == 1


def test_the_report_of_one_base_says_nothing_of_another(town: Town, base: Base) -> None:
    other = town.base("Autre")
    town.document(base, RULES, "regle.txt")
    town.document(other, GUIDE, "guide.txt")
    assert "contradiction" not in report(town, base)


def test_a_document_that_left_the_base_is_told_of_no_more(town: Town, base: Base) -> None:
    """The new base may have fewer readers; the report is not made anew at once."""
    town.read(base, {"regle.txt": RULES, "guide.txt": GUIDE, "copie.txt": RULES + " Fin."})
    found = report(town, base)
    assert found["contradiction"]
    assert found["undated"]
    moved = next(d for d in found["contradiction"][0].documents.all() if "Guide" in d.title)
    services.dismiss_finding(town.scope(), found["contradiction"][0].public_id, "voulu")
    closed = town.base("Personnel", visibility="service", service_id=people.service(town.authority).public_id)
    services.update_document(town.scope(), moved.public_id, base_id=closed.public_id)
    left = [
        *selectors.findings(town.scope(), base.public_id),
        *figures.dismissed_findings(town.scope(), base.public_id),
    ]
    assert left
    assert moved not in {document for finding in left for document in finding.documents.all()}
    assert all(finding.kind != "contradiction" for finding in selectors.findings(town.scope(), base.public_id))


def test_a_deposit_by_batches_is_reported_on_once_and_asking_hurries_it(town: Town, base: Base) -> None:
    town.read(base, {"regle.txt": RULES})
    town.read(base, {"guide.txt": GUIDE})
    (waiting,) = Job.objects.filter(kind=HEALTH_KIND)
    assert waiting.run_after > timezone.now()
    assert services.rebuild_health(town.scope(), base.public_id) == waiting
    run()
    waiting.refresh_from_db()
    assert waiting.state == Job.State.DONE


def test_every_base_is_looked_at_once_a_day(town: Town, base: Base) -> None:
    town.document(base, RULES, "regle.txt")
    report(town, base)
    Finding.objects.all().delete()
    jobs.enqueue(health.ALL_KIND, {}, collectivite_id=None)
    run()
    assert Finding.objects.filter(base=base, kind="undated").exists()
