"""API keys: shown once, one member's, stopped with everything above them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.core.errors import Conflict, Invalid, NotFound, Refused
from beffroi.platform.journal.models import Entry
from beffroi.platform.tenancy import selectors, services
from beffroi.platform.tenancy.models import ApiKey
from tests.platform import people


@pytest.mark.django_db
def test_a_key_speaks_for_its_member() -> None:
    member = people.member(people.authority(), "agent")
    key, secret = services.create_key(people.scope(member), "Tableur du service")
    assert secret.startswith("bef_")
    assert len(secret) >= 47
    assert services.member_by_key(secret) == member
    row = ApiKey.objects.values().get()
    assert not any(secret in str(value) for value in row.values())
    assert secret.startswith(row["prefix"])
    assert row["last_used_at"] is not None
    assert selectors.keys(people.scope(member)) == [key]
    assert not any(secret in str(entry) or "Tableur" in str(entry) for entry in Entry.objects.values())


@pytest.mark.django_db
def test_a_key_stops_with_its_revocation_member_account_or_authority() -> None:
    for close in ("key", "member", "account", "authority"):
        member = people.member(people.authority(), "agent")
        key, secret = services.create_key(people.scope(member), "Clé")
        if close == "key":
            services.revoke_key(people.scope(member), key.public_id)
        elif close == "member":
            services.suspend_member(people.scope(people.member(member.collectivite)), member.public_id)
        elif close == "account":
            type(member.account).objects.filter(pk=member.account_id).update(is_active=False)
        else:
            services.suspend_collectivite(people.exploitant(), member.collectivite.public_id)
        assert services.member_by_key(secret) is None, close


@pytest.mark.django_db
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(guess=st.one_of(st.text(), st.text().map("bef_".__add__)))
def test_no_guess_opens(guess: str) -> None:
    assert services.member_by_key(guess) is None


@pytest.mark.django_db
def test_keys_are_ones_own() -> None:
    member = people.member(people.authority(), "agent")
    colleague = people.member(member.collectivite)
    stranger = people.member(people.authority())
    key, secret = services.create_key(people.scope(member), "Clé")
    for other in (colleague, stranger):
        assert selectors.keys(people.scope(other)) == []
        for public_id in (key.public_id, uuid4()):
            with pytest.raises(NotFound):
                services.revoke_key(people.scope(other), public_id)
    assert services.member_by_key(secret) == member
    services.revoke_key(people.scope(member), key.public_id)
    services.revoke_key(people.scope(member), key.public_id)
    assert Entry.objects.filter(verb="tenancy.key_revoked").count() == 1


@pytest.mark.django_db
def test_a_key_needs_a_name_and_there_are_twenty_at_most() -> None:
    scope = people.scope(people.member(people.authority(), "agent"))
    for name in ("", "  ", "x" * 101, "a\x00b"):
        with pytest.raises(Invalid):
            services.create_key(scope, name)
    for n in range(20):
        services.create_key(scope, f"Clé {n}")
    with pytest.raises(Conflict):
        services.create_key(scope, "De trop")


@pytest.mark.django_db
def test_a_suspended_member_makes_no_key() -> None:
    member = people.member(people.authority(), "agent", state="suspended")
    for gesture in (
        lambda: services.create_key(people.scope(member), "Clé"),
        lambda: selectors.keys(people.scope(member)),
    ):
        with pytest.raises(Refused):
            gesture()
