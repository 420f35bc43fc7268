"""Who reads what: by authority, by service, by role, by sharing; the same for a selector, the store and the search."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from beffroi.core.errors import NoScope, NotFound, Refused
from beffroi.core.scope import Scope
from beffroi.platform.library import scoping, selectors, services
from beffroi.platform.library.models import Base, Version
from beffroi.platform.library.store import DjangoPassageStore
from beffroi.platform.tenancy.models import Collectivite
from tests.platform import people
from tests.platform.library.town import Town, given

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_service_s_base_is_read_by_its_members_and_by_administrators() -> None:
    town = Town()
    hr, roads = people.service(town.authority), people.service(town.authority)
    insider, outsider = people.member(town.authority, "agent"), people.member(town.authority, "valideur")
    insider.services.add(hr)
    outsider.services.add(roads)
    hidden = town.base("Paie", visibility="service", service_id=hr.public_id)
    opened = town.base("Ouverte")
    assert scoping.scope_for(insider).own_bases == {hidden.pk, opened.pk}
    assert scoping.scope_for(outsider).own_bases == {opened.pk}
    assert scoping.scope_for(town.admin).own_bases == {hidden.pk, opened.pk}


def test_a_shared_base_is_read_by_every_authority_and_written_by_its_own() -> None:
    owner, other = Town(), Town()
    shared = owner.base("Fiches", visibility="shared")
    document = owner.document(shared, "La carte d’identité est gratuite au guichet.")
    assert scoping.scope_for(other.admin).shared_bases == {shared.pk}
    assert other.found("prix de la carte d’identité") == [document.public_id]
    for gesture in (services.update_document, services.delete_document):
        with pytest.raises(NotFound):
            gesture(other.scope(), document.public_id)
    with pytest.raises(NotFound):
        other.give(shared, {"a.txt": "x"})
    services.update_base(owner.scope(), shared.public_id, visibility="authority")
    assert other.found("prix de la carte d’identité") == []


def test_a_stale_scope_opens_nothing_that_was_closed_since() -> None:
    owner, other = Town(), Town()
    shared = owner.base("Fiches", visibility="shared")
    document = owner.document(shared, "Le marché a lieu le mardi sur la place.")
    stale = other.scope()
    ids = list(Version.objects.values_list("passages__pk", flat=True))
    assert len(DjangoPassageStore().fetch(ids, stale)) == 1
    Collectivite.objects.filter(pk=owner.authority.pk).update(state="suspended")
    assert DjangoPassageStore().fetch(ids, stale) == {}
    with pytest.raises(NotFound):
        selectors.document(stale, document.public_id)


def test_another_authority_s_objects_answer_like_random_ones() -> None:
    town, other = Town(), Town()
    base = town.base()
    document = town.document(base, "Le budget est voté en mars par le conseil.")
    version, intake = document.versions.get(), base.intakes.get()
    file = intake.files.get()
    scope, random = other.scope(), uuid4()
    for reading, public_id in [
        (selectors.base, base.public_id),
        (selectors.documents, base.public_id),
        (selectors.document, document.public_id),
        (selectors.versions, document.public_id),
        (selectors.version, version.public_id),
        (selectors.transcription, version.public_id),
        (selectors.passages, version.public_id),
        (selectors.intake, intake.public_id),
        (selectors.intake_file, file.public_id),
        (selectors.findings, base.public_id),
        (services.delete_base, base.public_id),
        (services.restore_base, base.public_id),
        (services.update_document, document.public_id),
        (services.delete_document, document.public_id),
        (services.restore_document, document.public_id),
        (services.erase_document, document.public_id),
        (services.reread_document, document.public_id),
        (services.retry_file, file.public_id),
        (services.cancel_intake, intake.public_id),
        (services.dismiss_intake, intake.public_id),
        (services.rebuild_health, base.public_id),
    ]:
        answers = []
        for asked in (public_id, random):
            with pytest.raises(NotFound) as caught:
                reading(scope, asked)
            answers.append((caught.value.code, str(caught.value)))
        assert answers[0] == answers[1], reading
    assert not selectors.bases(scope).exists()
    assert not selectors.intakes(scope).exists()
    assert not selectors.bin(scope).exists()


def test_no_scope_is_an_error_never_everything() -> None:
    town = Town()
    base = town.base()
    nothing: Scope = None  # type: ignore[assignment]
    for reading in (
        lambda: selectors.bases(nothing),
        lambda: selectors.base(nothing, base.public_id),
        lambda: selectors.documents(nothing),
        lambda: selectors.bin(nothing),
        lambda: selectors.binned_bases(nothing),
        lambda: selectors.intakes(nothing),
        lambda: DjangoPassageStore().fetch([1], nothing),
        lambda: services.create_base(nothing, "x"),
    ):
        with pytest.raises(NoScope):
            reading()


def test_a_scope_cannot_reach_a_base_that_strayed_into_it() -> None:
    town, other = Town(), Town()
    foreign = other.base()
    stray = Scope(town.authority.pk, town.admin.pk, frozenset({foreign.pk}), frozenset({foreign.pk}), date(2026, 5, 4))
    with pytest.raises(NotFound):
        selectors.base(stray, foreign.public_id)


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("agent", {"create_base", "delete_base", "delete_document"}),
        ("valideur", set()),
        ("administrateur", set()),
        ("dpo", {"create_base", "delete_base", "accept_files", "update_document", "delete_document"}),
    ],
)
def test_each_role_makes_its_gestures_and_no_other(role: str, refused: set[str]) -> None:
    town = Town()
    base = town.base()
    document = town.document(base, "Le conseil se réunit le lundi à 18 heures.")
    scope = town.scope(people.member(town.authority, role))
    gestures = {
        "create_base": lambda: services.create_base(scope, "Nouvelle"),
        "accept_files": lambda: services.accept_files(scope, base.public_id, given({"b.txt": "autre"})),
        "update_document": lambda: services.update_document(scope, document.public_id, title="Autre"),
        "delete_document": lambda: services.delete_document(scope, document.public_id),
        "delete_base": lambda: services.delete_base(scope, base.public_id),
    }
    said_no = set()
    for name, gesture in gestures.items():
        try:
            gesture()
        except Refused:
            said_no.add(name)
    assert said_no == refused


def test_sharing_a_base_is_the_administrator_s_gesture() -> None:
    town = Town()
    valideur = people.member(town.authority, "valideur")
    base = town.base()
    with pytest.raises(Refused):
        services.update_base(town.scope(valideur), base.public_id, visibility="shared")
    assert Base.objects.get().visibility == "authority"
