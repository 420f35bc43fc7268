"""Who may do what, checked in the query."""

from __future__ import annotations

from dataclasses import replace

import pytest

from beffroi.core.errors import NoScope, Refused
from beffroi.platform.tenancy import permissions
from beffroi.platform.tenancy.models import Member
from beffroi.platform.tenancy.permissions import Gesture, allows, gestures_of, require
from tests.platform import people

RIGHTS = {
    "agent": "ask add_documents edit_documents see_health",
    "valideur": "ask add_documents edit_documents see_health delete_documents manage_bases see_opinions",
    "administrateur": " ".join(Gesture),
    "dpo": "ask see_health see_journal",
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", Member.Role.values)
@pytest.mark.parametrize("gesture", Gesture)
def test_each_role_has_its_gestures_and_no_other(role: str, gesture: Gesture) -> None:
    member = people.member(people.authority(), role)
    expected = gesture in RIGHTS[role].split()
    assert allows(member, gesture) is expected
    assert (gesture in gestures_of(member)) is expected
    if expected:
        assert require(people.scope(member), gesture) == member
    else:
        with pytest.raises(Refused):
            require(people.scope(member), gesture)


@pytest.mark.django_db
def test_nobody_closed_passes() -> None:
    suspended = people.member(people.authority(), state="suspended")
    of_suspended = people.member(people.authority(state="suspended"))
    of_erasing = people.member(people.authority(state="erasing"))
    inactive = people.member(people.authority(), of=people.account(is_active=False))
    for member in (suspended, of_suspended, of_erasing, inactive):
        with pytest.raises(Refused):
            require(people.scope(member), Gesture.ASK)
        with pytest.raises(Refused):
            permissions.require_member(people.scope(member))


@pytest.mark.django_db
def test_a_member_has_no_right_in_another_authority_nor_a_task_any() -> None:
    member, other = people.member(people.authority()), people.authority()
    for scope in (replace(people.scope(member), tenant=other.pk), replace(people.scope(member), member=None)):
        with pytest.raises(Refused):
            require(scope, Gesture.ASK)
    with pytest.raises(NoScope):
        require(None, Gesture.ASK)  # type: ignore[arg-type]


@pytest.mark.django_db
def test_only_an_active_exploitant_is_one() -> None:
    real = people.exploitant()
    assert permissions.require_exploitant(real) == real
    forged = people.account()
    forged.is_exploitant = True  # in memory only
    for account in (forged, people.account(is_exploitant=True, is_active=False)):
        with pytest.raises(Refused):
            permissions.require_exploitant(account)
