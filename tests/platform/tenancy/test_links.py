"""One-time links: unguessable, unreadable in the database, once, in time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from beffroi.core.errors import Invalid, NotFound, Refused
from beffroi.platform.journal.models import Entry
from beffroi.platform.journal.verify import verify_chain
from beffroi.platform.tenancy import links, selectors, services
from beffroi.platform.tenancy.errors import AlreadyMember, LinkExpired, LinkUnknown, PasswordRefused
from beffroi.platform.tenancy.models import Account, Member, OneTimeLink
from tests.platform import people
from tests.platform.people import PASSWORD, at_once

ADDRESS = "nouvelle.agente@mairie.example"


def _invited(role: str = "agent", email: str = ADDRESS) -> tuple[Member, services.IssuedLink]:
    admin = people.member(people.authority())
    return admin, services.invite(people.scope(admin), email, "Nouvelle Agente", role)


@pytest.mark.django_db
def test_an_invitation_makes_an_account_and_a_member() -> None:
    admin = people.member(people.authority())
    urbanisme = people.service(admin.collectivite)
    issued = services.invite(
        people.scope(admin), " Nouvelle.Agente@Mairie.Example ", "", "valideur", [urbanisme.public_id]
    )
    assert issued.link == f"/lien/{issued.token}/"
    assert issued.address.endswith(issued.link)
    account = services.accept_link(issued.token, "Nouvelle Agente", PASSWORD)
    member = Member.objects.get(account=account)
    assert (account.email, account.name, account.check_password(PASSWORD)) == (ADDRESS, "Nouvelle Agente", True)
    assert (member.collectivite, member.role, list(member.services.all())) == (
        admin.collectivite,
        "valideur",
        [urbanisme],
    )
    assert selectors.memberships(account) == [member]
    verbs_written = list(Entry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs_written == ["tenancy.member_invited", "tenancy.member_joined"]
    assert verify_chain(admin.collectivite_id) is None


@pytest.mark.django_db
def test_the_token_is_nowhere_in_the_database() -> None:
    _, issued = _invited()
    row = OneTimeLink.objects.values().get()
    assert len(issued.token) >= 43
    assert all(issued.token not in str(value) for value in row.values())
    assert row["token_hash"] == links.digest(issued.token)
    assert not any(issued.token in str(entry) for entry in Entry.objects.values())


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "hours"), [("invitation", 7 * 24), ("reset", 24), ("exploitant", 24)])
def test_a_link_ends_in_its_time(kind: str, hours: int) -> None:
    issued = links.issue(kind, email=ADDRESS, account=people.account() if kind == "reset" else None)
    left = issued.expires_at - timezone.now()
    assert timedelta(hours=hours - 1) < left <= timedelta(hours=hours)
    OneTimeLink.objects.update(expires_at=timezone.now())
    with pytest.raises(LinkExpired):
        services.open_link(issued.token)
    with pytest.raises(LinkExpired):
        services.accept_link(issued.token, "Nom", PASSWORD, ADDRESS)
    assert not Account.objects.filter(email=ADDRESS).exists()


def test_expired_and_unknown_say_the_same() -> None:
    assert LinkExpired.sentence == LinkUnknown.sentence
    assert LinkExpired.status == LinkUnknown.status


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "null", "None", "0", "x" * 43, "x" * 10_000, "\x00", "é", "\ud800"])
def test_no_other_token_opens_anything(token: str) -> None:
    _invited()
    links.issue("reset", account=people.account())
    for attempt in (services.open_link, lambda t: services.accept_link(t, "Nom", PASSWORD)):
        with pytest.raises(LinkUnknown):
            attempt(token)


@pytest.mark.django_db
def test_a_link_serves_once() -> None:
    _, issued = _invited()
    services.accept_link(issued.token, "Nom", PASSWORD)
    with pytest.raises(LinkUnknown):
        services.open_link(issued.token)
    with pytest.raises(LinkUnknown):
        services.accept_link(issued.token, "Nom", PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_make_one_member() -> None:
    _, issued = _invited()
    results = at_once(*[lambda: services.accept_link(issued.token, "Nom", PASSWORD)] * 3)
    assert sum(isinstance(result, Account) for result in results) == 1
    assert Account.objects.filter(email=ADDRESS).count() == 1
    assert Member.objects.filter(account__email=ADDRESS).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_authorities_inviting_the_same_person_at_once_make_one_account() -> None:
    (_, one), (_, other) = _invited(), _invited()
    results = at_once(
        lambda: services.accept_link(one.token, "Nom", PASSWORD),
        lambda: services.accept_link(other.token, "Nom", PASSWORD),
    )
    assert sum(isinstance(result, Account) for result in results) == 1
    assert {getattr(result, "code", "") for result in results} == {"", "link.sign_in_first"}
    assert Account.objects.filter(email=ADDRESS).count() == 1


@pytest.mark.django_db
def test_inviting_again_replaces_the_link() -> None:
    admin, former = _invited()
    latter = services.invite(people.scope(admin), ADDRESS, "", "dpo")
    with pytest.raises(LinkUnknown):
        services.open_link(former.token)
    assert selectors.pending_invitations(people.scope(admin)) == [latter.row]
    services.revoke_invitation(people.scope(admin), latter.row.public_id)
    assert selectors.pending_invitations(people.scope(admin)) == []
    with pytest.raises(LinkUnknown):
        services.open_link(latter.token)
    with pytest.raises(NotFound):
        services.revoke_invitation(people.scope(admin), latter.row.public_id)


@pytest.mark.django_db
def test_what_is_wrong_in_an_invitation_is_said() -> None:
    admin = people.member(people.authority())
    scope, elsewhere = people.scope(admin), people.service(people.authority())
    for email, role in (
        ("pas une adresse", "agent"),
        (ADDRESS, "maire"),
        ("", "agent"),
        ("a@b.fr\nBcc: c@d.fr", "agent"),
    ):
        with pytest.raises(Invalid):
            services.invite(scope, email, "", role)
    with pytest.raises(NotFound):
        services.invite(scope, ADDRESS, "", "agent", [elsewhere.public_id])
    with pytest.raises(AlreadyMember):
        services.invite(scope, admin.account.email.upper(), "", "agent")
    with pytest.raises(Refused):
        services.invite(people.scope(people.member(admin.collectivite, "valideur")), ADDRESS, "", "agent")
    assert not OneTimeLink.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["", "court", "123456789012", "motdepasse", "nouvelle.agente", "x" * 1001])
def test_a_weak_password_spends_nothing(password: str) -> None:
    _, issued = _invited()
    with pytest.raises(PasswordRefused):
        services.accept_link(issued.token, "Nouvelle Agente", password)
    assert not Account.objects.filter(email=ADDRESS).exists()
    services.open_link(issued.token)


@pytest.mark.django_db
def test_a_link_of_a_closed_authority_opens_nothing() -> None:
    admin, issued = _invited()
    operator = people.exploitant()
    services.suspend_collectivite(operator, admin.collectivite.public_id)
    with pytest.raises(LinkUnknown):
        services.open_link(issued.token)
    services.resume_collectivite(operator, admin.collectivite.public_id)
    assert services.open_link(issued.token) == issued.row


@pytest.mark.django_db
def test_a_reset_gives_a_new_password_once() -> None:
    admin = people.member(people.authority())
    agent = people.member(admin.collectivite, "agent", of=people.account(password="ancien-mot-de-passe-oublie"))
    former = services.issue_reset(people.scope(admin), agent.public_id)
    latter = services.issue_reset(people.scope(admin), agent.public_id)
    with pytest.raises(LinkUnknown):
        services.accept_link(former.token, "", PASSWORD)
    account = services.accept_link(latter.token, "Autre nom", PASSWORD)
    assert (account, account.name) == (agent.account, agent.account.name)
    agent.account.refresh_from_db()
    assert agent.account.check_password(PASSWORD)
    with pytest.raises(LinkUnknown):
        services.accept_link(latter.token, "", "encore-un-autre-mot-de-passe")


@pytest.mark.django_db
def test_a_reset_ends_the_keys_of_the_account_and_no_others() -> None:
    admin = people.member(people.authority())
    agent = people.member(admin.collectivite, "agent")
    _, secret = services.create_key(people.scope(agent), "outil")
    _, others = services.create_key(people.scope(admin), "outil")
    services.accept_link(services.issue_reset(people.scope(admin), agent.public_id).token, "", PASSWORD)
    assert services.member_by_key(secret) is None
    assert services.member_by_key(others) == admin


@pytest.mark.django_db
def test_suspension_closes_the_reset_links() -> None:
    admin = people.member(people.authority())
    agent = people.member(admin.collectivite, "agent")
    issued = services.issue_reset(people.scope(admin), agent.public_id)
    services.suspend_member(people.scope(admin), agent.public_id)
    with pytest.raises(LinkUnknown):
        services.accept_link(issued.token, "", PASSWORD)
