"""Members: somebody always manages the authority; a suspension takes effect at once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client

from beffroi.core.errors import Conflict, Invalid, NotFound, Refused
from beffroi.platform.journal.models import Entry
from beffroi.platform.tenancy import selectors, services
from beffroi.platform.tenancy.errors import LastAdministrator
from beffroi.platform.tenancy.models import Account, Member
from tests.platform import people
from tests.platform.people import at_once


def _signed_in(account: Account) -> str:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    key = client.session.session_key
    assert key
    return str(key)


@pytest.mark.django_db
def test_a_suspension_ends_sessions_and_keys_of_that_member_only() -> None:
    admin = people.member(people.authority())
    agent, colleague = people.member(admin.collectivite, "agent"), people.member(admin.collectivite, "agent")
    sessions = [_signed_in(agent.account), _signed_in(agent.account)]
    kept = _signed_in(colleague.account)
    anonymous = SessionStore()
    anonymous.create()
    _, secret = services.create_key(people.scope(agent), "Tableur")
    _, colleagues_secret = services.create_key(people.scope(colleague), "Tableur")
    assert services.member_by_key(secret) == agent
    services.suspend_member(people.scope(admin), agent.public_id)
    assert not Session.objects.filter(pk__in=sessions).exists()
    assert Session.objects.filter(pk__in=[kept, anonymous.session_key]).count() == 2
    assert services.member_by_key(secret) is None
    assert services.member_by_key(colleagues_secret) == colleague
    assert selectors.memberships(agent.account) == []
    with pytest.raises(NotFound):
        selectors.membership(agent.account, agent.public_id)
    services.resume_member(people.scope(admin), agent.public_id)
    assert selectors.membership(agent.account, agent.public_id) == agent
    assert services.member_by_key(secret) is None  # a key that was taken back stays taken back


@pytest.mark.django_db
def test_a_new_password_ends_the_sessions() -> None:
    admin = people.member(people.authority())
    agent = people.member(admin.collectivite, "agent")
    _signed_in(agent.account)
    services.accept_link(services.issue_reset(people.scope(admin), agent.public_id).token, "", people.PASSWORD)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_last_administrator_stays() -> None:
    admin = people.member(people.authority())
    scope = people.scope(admin)
    people.member(admin.collectivite, "administrateur", state="suspended")
    people.member(admin.collectivite, "administrateur", of=people.account(is_active=False))
    people.member(people.authority(), "administrateur")
    with pytest.raises(LastAdministrator):
        services.suspend_member(scope, admin.public_id)
    with pytest.raises(LastAdministrator):
        services.change_member(scope, admin.public_id, "agent", [])
    services.change_member(scope, admin.public_id, "administrateur", [])
    people.member(admin.collectivite)
    assert services.change_member(scope, admin.public_id, "agent", []).role == "agent"
    with pytest.raises(Refused):
        services.change_member(scope, admin.public_id, "administrateur", [])


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_remove_each_other_at_once() -> None:
    one = people.member(people.authority())
    other = people.member(one.collectivite)
    at_once(
        lambda: services.suspend_member(people.scope(one), other.public_id),
        lambda: services.suspend_member(people.scope(other), one.public_id),
    )
    assert Member.objects.filter(collectivite=one.collectivite, state="active").count() == 1


@pytest.mark.django_db
def test_role_and_services_change_together() -> None:
    admin = people.member(people.authority())
    agent, urbanisme = people.member(admin.collectivite, "agent"), people.service(admin.collectivite)
    scope = people.scope(admin)
    services.change_member(scope, agent.public_id, "valideur", [urbanisme.public_id])
    changed = selectors.member(scope, agent.public_id)
    assert (changed.role, list(changed.services.all())) == ("valideur", [urbanisme])
    with pytest.raises(NotFound):
        services.change_member(scope, agent.public_id, "agent", [people.service(people.authority()).public_id])
    with pytest.raises(Invalid):
        services.change_member(scope, agent.public_id, "maire", [])
    assert selectors.member(scope, agent.public_id).role == "valideur"
    entry = Entry.objects.get(verb="tenancy.member_changed")
    assert entry.actor == f"member:{admin.public_id}"
    assert entry.objects_named == [["member", str(agent.public_id)]]


@pytest.mark.django_db
def test_another_authoritys_member_is_unknown() -> None:
    admin, stranger = people.member(people.authority()), people.member(people.authority())
    scope = people.scope(admin)
    for gesture in (services.suspend_member, services.resume_member, services.issue_reset, selectors.member):
        for public_id in (stranger.public_id, uuid4()):
            with pytest.raises(NotFound):
                gesture(scope, public_id)
    assert selectors.members(scope) == [admin]
    assert not Entry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["agent", "valideur", "dpo"])
def test_only_an_administrator_manages_people(role: str) -> None:
    member = people.member(people.authority(), role)
    scope, target = people.scope(member), people.member(member.collectivite, "agent").public_id
    for gesture in (
        lambda: services.suspend_member(scope, target),
        lambda: services.resume_member(scope, target),
        lambda: services.issue_reset(scope, target),
        lambda: services.change_member(scope, target, "administrateur", []),
        lambda: services.revoke_invitation(scope, target),
        lambda: selectors.members(scope),
        lambda: selectors.member(scope, target),
        lambda: selectors.pending_invitations(scope),
        lambda: services.create_service(scope, "Nouveau"),
        lambda: services.update_service(scope, target, "Nouveau"),
        lambda: services.delete_service(scope, target),
        lambda: services.update_authority(scope, "Nom", "", None, "", 30),
    ):
        with pytest.raises(Refused):
            gesture()


@pytest.mark.django_db
def test_a_suspended_member_gets_no_new_password() -> None:
    admin = people.member(people.authority())
    agent = people.member(admin.collectivite, "agent", state="suspended")
    with pytest.raises(Conflict):
        services.issue_reset(people.scope(admin), agent.public_id)
