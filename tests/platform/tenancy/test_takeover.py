"""No link gives its bearer somebody else's account."""

from __future__ import annotations

import pytest

from beffroi.core.errors import NotFound
from beffroi.platform.tenancy import services
from beffroi.platform.tenancy.errors import AlreadyMember, AnotherAccount, LinkUnknown, ResetRefused, SignInFirst
from beffroi.platform.tenancy.models import Account, Member
from tests.platform import people
from tests.platform.people import PASSWORD, at_once

OWN = "le-mot-de-passe-du-titulaire"


@pytest.mark.django_db
def test_an_invitation_does_not_touch_an_existing_account() -> None:
    holder = people.account(password=OWN)
    admin = people.member(people.authority())
    issued = services.invite(people.scope(admin), holder.email, "", "agent")
    assert services.account_exists(services.open_link(issued.token))
    for password in (PASSWORD, OWN):
        with pytest.raises(SignInFirst):
            services.accept_link(issued.token, "Voleur", password)
    holder.refresh_from_db()
    assert holder.check_password(OWN)
    assert not Member.objects.filter(account=holder).exists()
    with pytest.raises(AnotherAccount):
        services.accept_as(people.account(), issued.token)
    services.accept_as(holder, issued.token)
    assert Member.objects.get(account=holder).collectivite == admin.collectivite
    holder.refresh_from_db()
    assert holder.check_password(OWN)
    with pytest.raises(LinkUnknown):
        services.accept_as(holder, issued.token)


@pytest.mark.django_db
def test_an_administrator_cannot_reset_an_account_that_serves_elsewhere() -> None:
    holder = people.account()
    elsewhere, here = (
        people.member(people.authority(), of=holder),
        people.member(people.authority(), "agent", of=holder),
    )
    admin = people.member(here.collectivite)
    with pytest.raises(ResetRefused):
        services.issue_reset(people.scope(admin), here.public_id)
    services.suspend_member(people.scope(people.member(elsewhere.collectivite)), elsewhere.public_id)
    with pytest.raises(ResetRefused):  # suspended there today, resumed there tomorrow
        services.issue_reset(people.scope(admin), here.public_id)
    operator = people.member(admin.collectivite, "agent", of=people.exploitant())
    with pytest.raises(ResetRefused):
        services.issue_reset(people.scope(admin), operator.public_id)


@pytest.mark.django_db
def test_a_reset_link_stops_when_its_account_joins_elsewhere() -> None:
    holder = people.account(password=OWN)
    here = people.member(people.authority(), "agent", of=holder)
    issued = services.issue_reset(people.scope(people.member(here.collectivite)), here.public_id)
    people.member(people.authority(), of=holder)
    with pytest.raises(LinkUnknown):
        services.accept_link(issued.token, "", PASSWORD)
    holder.refresh_from_db()
    assert holder.check_password(OWN)


@pytest.mark.django_db
def test_the_machine_resets_any_active_account() -> None:
    holder = people.exploitant()
    issued = services.issue_reset_for_account(holder)
    assert services.accept_link(issued.token, "", PASSWORD).check_password(PASSWORD)
    with pytest.raises(NotFound):
        services.issue_reset_for_account(people.account(is_active=False))


@pytest.mark.django_db
def test_a_reset_link_does_not_join_and_an_invitation_does_not_reset() -> None:
    admin = people.member(people.authority())
    agent = people.member(admin.collectivite, "agent")
    reset = services.issue_reset(people.scope(admin), agent.public_id)
    with pytest.raises(LinkUnknown):
        services.accept_as(agent.account, reset.token)
    assert not services.account_exists(reset.row)


@pytest.mark.django_db
def test_a_suspended_member_does_not_come_back_through_an_old_invitation() -> None:
    holder = people.account()
    admin = people.member(people.authority())
    issued = services.invite(people.scope(admin), holder.email, "", "administrateur")
    people.member(admin.collectivite, "agent", of=holder, state="suspended")
    with pytest.raises(AlreadyMember):
        services.accept_as(holder, issued.token)
    member = Member.objects.get(account=holder)
    assert (member.state, member.role) == ("suspended", "agent")


@pytest.mark.django_db
def test_there_is_a_first_exploitant_and_no_second_by_link() -> None:
    former = services.first_exploitant_link()
    latter = services.first_exploitant_link()
    assert former is not None
    assert latter is not None
    with pytest.raises(LinkUnknown):
        services.open_link(former.token)
    account = services.accept_link(latter.token, "Exploitante", PASSWORD, "dsi@cdg.example")
    assert Account.objects.get(is_exploitant=True) == account
    assert services.first_exploitant_link() is None


@pytest.mark.django_db(transaction=True)
def test_two_first_exploitants_at_once_are_one() -> None:
    from beffroi.platform.tenancy import links

    doors = [links.issue("exploitant") for _ in range(3)]  # issued by machines that did not see one another
    results = at_once(
        *[
            lambda n=n, door=door: services.accept_link(door.token, "Nom", PASSWORD, f"dsi{n}@cdg.example")
            for n, door in enumerate(doors)
        ]
    )
    assert sum(isinstance(result, Account) for result in results) == 1, results
    assert Account.objects.filter(is_exploitant=True).count() == 1
    assert Account.objects.count() == 1


@pytest.mark.django_db
def test_the_exploitant_link_does_not_take_an_existing_account() -> None:
    holder = people.account(password=OWN)
    issued = services.first_exploitant_link()
    assert issued is not None
    with pytest.raises(SignInFirst):
        services.accept_link(issued.token, "Nom", PASSWORD, holder.email)
    services.accept_as(holder, issued.token)
    holder.refresh_from_db()
    assert holder.is_exploitant
    assert holder.check_password(OWN)
