"""The authority's settings, its services, the notice; and what the exploitant does and sees."""

from __future__ import annotations

import io
from dataclasses import fields
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client, override_settings
from PIL import Image

from beffroi.core.errors import Conflict, Invalid, NoScope, NotFound, Refused
from beffroi.platform.journal.models import Entry
from beffroi.platform.journal.verify import verify_chain
from beffroi.platform.tenancy import inputs, selectors, services
from beffroi.platform.tenancy.errors import AccentUnreadable, MailNotSent, ServiceInUse
from beffroi.platform.tenancy.models import Collectivite, Service
from beffroi.platform.tenancy.overview import AuthorityOverview
from tests.platform import people
from tests.platform.people import PASSWORD


def _picture(kind: str, size: tuple[int, int] = (800, 400)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#1d6b3f").save(out, kind)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_settings_of_the_authority(kind: str) -> None:
    admin = people.member(people.authority())
    scope = people.scope(admin)
    updated = services.update_authority(scope, "Arvel", "#8A3B12", _picture(kind), "Mairie, 01 23 45 67 89", 60)
    updated.refresh_from_db()
    assert (updated.name, updated.accent, updated.conversation_days) == ("Arvel", "#8a3b12", 60)
    with Image.open(io.BytesIO(bytes(updated.logo or b""))) as logo:
        assert (logo.format, logo.size) == ("PNG", (512, 256))
    kept = services.update_authority(scope, "Arvel", "", None, "", 60)
    assert kept.logo
    removed = services.update_authority(scope, "Arvel", "", b"", "", 60)
    assert removed.logo is None
    assert not any("Arvel" in str(entry) for entry in Entry.objects.values())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "logo",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\nbroken",
        b"x" * 600_000,
    ],
)
def test_a_logo_is_a_picture(logo: bytes) -> None:
    scope = people.scope(people.member(people.authority()))
    with pytest.raises(Invalid):
        services.update_authority(scope, "Arvel", "", logo, "", 30)


@pytest.mark.django_db
def test_a_logo_is_drawn_behind_the_fence_and_keeps_its_transparency() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (40, 40), (29, 107, 63, 0)).save(out, "PNG")
    scope = people.scope(people.member(people.authority()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Image, "open", lambda *_, **__: pytest.fail("decoded in the process that serves"))
        updated = services.update_authority(scope, "Arvel", "", out.getvalue(), "", 30)
    with Image.open(io.BytesIO(bytes(updated.logo or b""))) as logo:
        assert logo.convert("RGBA").getpixel((1, 1))[3] == 0


@pytest.mark.django_db
def test_a_picture_that_unfolds_into_memory_is_refused() -> None:
    scope = people.scope(people.member(people.authority()))
    with pytest.raises(Invalid):
        services.update_authority(scope, "Arvel", "", _picture("PNG", (9000, 9000)), "", 30)


@pytest.mark.django_db
def test_wrong_settings_change_nothing() -> None:
    admin = people.member(people.authority("Avant"))
    scope = people.scope(admin)
    for name, accent, days in (("", "", 30), ("Après", "rouge", 30), ("Après", "#ffff00", 30), ("Après", "", 0)):
        with pytest.raises((Invalid, AccentUnreadable)):
            services.update_authority(scope, name, accent, None, "", days)
    admin.collectivite.refresh_from_db()
    assert admin.collectivite.name == "Avant"


@pytest.mark.django_db
def test_services_live_and_die() -> None:
    admin = people.member(people.authority())
    scope = people.scope(admin)
    made = services.create_service(scope, "Urbanisme", "Permis de construire", "01 23 45 67 89", "urba@mairie.example")
    assert selectors.services(scope) == [made]
    with pytest.raises(Conflict):
        services.create_service(scope, "Urbanisme")
    services.create_service(people.scope(people.member(people.authority())), "Urbanisme")
    services.update_service(scope, made.public_id, "Cadre de vie")
    assert selectors.service(scope, made.public_id).name == "Cadre de vie"
    admin.services.set([made])
    services.delete_service(scope, made.public_id)
    assert selectors.services(scope) == []
    for gesture in (selectors.service, services.delete_service):
        for public_id in (made.public_id, Service.objects.get().public_id, uuid4()):
            with pytest.raises(NotFound):
                gesture(scope, public_id)


@pytest.mark.django_db
def test_a_service_that_reads_bases_is_not_deleted() -> None:
    from beffroi.platform.library.models import Base

    admin = people.member(people.authority())
    service = people.service(admin.collectivite)
    Base.objects.create(collectivite=admin.collectivite, name="Actes", visibility="service", service=service)
    with pytest.raises(ServiceInUse):
        services.delete_service(people.scope(admin), service.public_id)
    assert Service.objects.filter(pk=service.pk).exists()


@pytest.mark.django_db
def test_the_notice_is_accepted_once() -> None:
    member = people.member(people.authority(), "agent")
    first = services.accept_notice(people.scope(member)).notice_accepted_at
    assert first is not None
    assert services.accept_notice(people.scope(member)).notice_accepted_at == first
    assert Entry.objects.filter(verb="tenancy.notice_accepted").count() == 1


@pytest.mark.parametrize("read", [selectors.services, selectors.authority, selectors.members, selectors.keys])
def test_no_scope_is_an_error(read: object) -> None:
    with pytest.raises(NoScope):
        read(None)  # type: ignore[operator]


@pytest.mark.django_db
def test_the_service_to_ask_is_named_by_its_remit() -> None:
    member = people.member(people.authority())
    here = member.collectivite
    urbanisme = people.service(here, "Urbanisme", "Permis de construire, déclarations préalables, cadastre, service")
    ecole = people.service(here, "Vie scolaire", "Inscriptions à l’école, cantine, garderie, service")
    people.service(people.authority(), "Ailleurs", "Permis de construire et cantine")
    scope = people.scope(member)
    for question, expected in (
        ("Comment déclarer des travaux : faut-il un permis ?", urbanisme),
        ("Quel est le prix de la CANTINE des écoles ?", ecole),
        ("Quel service s’occupe de l’inscription à la garderie ?", ecole),
        ("Où sont les étoiles ?", None),
        ("", None),
    ):
        assert selectors.service_for_question(scope, question) == expected, question


@pytest.mark.django_db
def test_the_exploitant_creates_suspends_and_resumes() -> None:
    operator = people.exploitant()
    made, issued = services.create_collectivite(
        operator, "Arvel", "arvel", "commune", "732 829 320", "maire@arvel.example", "La maire"
    )
    assert (made.siren, made.state) == ("732829320", "active")
    services.accept_link(issued.token, "La maire", PASSWORD)
    admin = made_admin = selectors.memberships(type(operator).objects.get(email="maire@arvel.example"))[0]
    assert made_admin.role == "administrateur"
    client = Client()
    client.force_login(admin.account, backend="django.contrib.auth.backends.ModelBackend")
    services.suspend_collectivite(operator, made.public_id)
    assert not Session.objects.exists()
    assert selectors.memberships(admin.account) == []
    services.resume_collectivite(operator, made.public_id)
    assert selectors.memberships(admin.account) == [admin]
    assert verify_chain(made.pk) is None
    assert verify_chain(None) is None
    assert "tenancy.authority_suspended" in Entry.objects.filter(collectivite_id=None).values_list("verb", flat=True)


@pytest.mark.django_db
def test_what_is_wrong_in_a_new_authority_is_said() -> None:
    operator = people.exploitant()
    good = {
        "name": "Arvel",
        "slug": "arvel",
        "kind": "commune",
        "siren": "",
        "admin_email": "m@arvel.example",
        "admin_name": "",
    }
    for wrong in ({"name": ""}, {"slug": "Arvel !"}, {"kind": "royaume"}, {"siren": "123456789"}, {"admin_email": "m"}):
        with pytest.raises(Invalid):
            services.create_collectivite(operator, **{**good, **wrong})
    assert not Collectivite.objects.exists()
    services.create_collectivite(operator, **good)
    with pytest.raises(Conflict):
        services.create_collectivite(operator, **good)
    with pytest.raises(Refused):
        services.create_collectivite(people.account(), **{**good, "slug": "autre"})


@pytest.mark.django_db
def test_an_authority_that_nobody_manages_gets_an_administrator() -> None:
    operator = people.exploitant()
    made, first = services.create_collectivite(operator, "Arvel", "arvel", "commune", "", "m@arvel.example", "")
    again = services.invite_administrator(operator, made.public_id, "m@arvel.example", "")
    services.accept_link(again.token, "La maire", PASSWORD)
    with pytest.raises(Conflict):
        services.invite_administrator(operator, made.public_id, "autre@arvel.example", "")
    assert first.token != again.token


@pytest.mark.django_db
def test_an_authority_being_erased_does_not_come_back() -> None:
    operator, erasing = people.exploitant(), people.authority(state="erasing")
    for gesture in (services.suspend_collectivite, services.resume_collectivite):
        with pytest.raises(Conflict):
            gesture(operator, erasing.public_id)
        with pytest.raises(NotFound):
            gesture(operator, uuid4())
        with pytest.raises(Refused):
            gesture(people.account(), erasing.public_id)


@pytest.mark.django_db
def test_the_exploitant_sees_counts_and_nothing_else() -> None:
    operator = people.exploitant()
    member = people.member(people.authority("Arvel"))
    people.service(member.collectivite, "Un nom de service confidentiel")
    people.authority("Valmire")
    seen = selectors.overview(operator)
    assert [(line.name, line.members, line.services, line.bytes) for line in seen] == [
        ("Arvel", 1, 1, 0),
        ("Valmire", 0, 0, 0),
    ]
    allowed = {"public_id", "name", "slug", "kind", "kind_label", "siren", "state", "state_label", "created_at"}
    assert {field.name for field in fields(AuthorityOverview)} == allowed | {"bytes", "counts"}
    assert all(isinstance(count, int) for line in seen for count in line.counts.values())
    assert "confidentiel" not in str(seen)
    with pytest.raises(Refused):
        selectors.overview(member.account)


@pytest.mark.django_db
def test_a_link_is_sent_when_there_is_a_mail_server() -> None:
    admin = people.member(people.authority("Arvel"))
    issued = services.invite(people.scope(admin), "nouvelle@mairie.example", "", "agent")
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
        assert not services.can_send()
        assert services.send_link(issued) is False
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        assert services.can_send()
        assert services.send_link(issued) is True
        reset = services.issue_reset_for_account(admin.account)
        assert services.send_link(reset) is True
    assert [message.to for message in mail.outbox] == [["nouvelle@mairie.example"], [admin.account.email]]
    assert issued.address in mail.outbox[0].body
    assert "Arvel" in mail.outbox[0].subject
    unreachable = "django.core.mail.backends.smtp.EmailBackend"
    with override_settings(EMAIL_BACKEND=unreachable, EMAIL_HOST="127.0.0.1", EMAIL_PORT=1), pytest.raises(MailNotSent):
        services.send_link(issued)


def test_a_siren_is_checked_by_its_key() -> None:
    assert inputs.siren(" 356 000 000 ") == "356000000"
    for wrong in ("356000001", "35600000", "3560000000", "٣٥٦٠٠٠٠٠٠", "abcdefghi"):
        with pytest.raises(Invalid):
            inputs.siren(wrong)


@pytest.mark.parametrize("unseen", ["\u200b", "\u202e", "\u00ad", "\u2066"])
def test_an_address_or_a_name_hides_nothing(unseen: str) -> None:
    with pytest.raises(Invalid):
        inputs.email(f"anne@mairie.fr{unseen}")
    with pytest.raises(Invalid):
        inputs.email(f"an{unseen}ne@mairie.fr")
    if unseen in "\u202e\u2066":
        with pytest.raises(Invalid):
            inputs.line(f"Anne{unseen} nadA", "nom", 100)
    assert inputs.email(" Anne@Mairie.FR ") == "anne@mairie.fr"
