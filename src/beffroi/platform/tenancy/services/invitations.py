"""Invitations, and what their links do. Invariant: a link never gives its bearer somebody else's account.

An address that already has an account joins only from that account, signed in (`accept_as`); a reset link that an
administrator issued stops working once its account serves elsewhere. Proved by tests/platform/tenancy/test_links.py
and test_takeover.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from beffroi.core.errors import NotFound
from beffroi.core.scope import Scope
from beffroi.platform.journal.services import actor_of, hold, record
from beffroi.platform.tenancy import inputs, links, verbs
from beffroi.platform.tenancy.errors import (
    AlreadyMember,
    AnotherAccount,
    LinkUnknown,
    PasswordRefused,
    SignInFirst,
)
from beffroi.platform.tenancy.links import IssuedLink, Kind
from beffroi.platform.tenancy.models import Account, ApiKey, Member, OneTimeLink, Service
from beffroi.platform.tenancy.permissions import Gesture, require
from beffroi.platform.tenancy.sessions import end_sessions

_LONGEST_PASSWORD = 1000


@transaction.atomic
def invite(scope: Scope, email: str, name: str, role: str, service_ids: Iterable[UUID] = ()) -> IssuedLink:
    """Invite somebody into the authority; a former invitation of the same address is replaced. 7 days.

    The answer is the same whether or not the address has an account. Raises Refused, Invalid, NotFound (a service),
    AlreadyMember."""
    member = require(scope, Gesture.MANAGE_MEMBERS)
    address = inputs.email(email)
    fields = {"email": address, "name": inputs.line(name, "nom", 150, needed=False)}
    inputs.choice(role, Member.Role.values, "rôle")
    if Member.objects.filter(collectivite_id=scope.tenant, account__email=address).exists():
        raise AlreadyMember()
    chosen = services_named(scope.tenant, service_ids)
    links.void(kind=Kind.INVITATION, collectivite_id=scope.tenant, email=address)
    issued = links.issue(Kind.INVITATION, collectivite_id=scope.tenant, role=role, created_by=member.account, **fields)
    issued.row.services.set(chosen)
    named = [("link", issued.row.public_id)]
    record(scope.tenant, actor_of(scope), verbs.MEMBER_INVITED, objects=named, facts={"role": role})
    return issued


@transaction.atomic
def revoke_invitation(scope: Scope, public_id: UUID) -> None:
    """Close a pending invitation. Raises Refused, NotFound."""
    require(scope, Gesture.MANAGE_MEMBERS)
    if not links.void(kind=Kind.INVITATION, collectivite_id=scope.tenant, public_id=public_id):
        raise NotFound()
    record(scope.tenant, actor_of(scope), verbs.INVITATION_REVOKED, objects=[("link", public_id)])


def open_link(token: str) -> OneTimeLink:
    """The live link of this token, unspent. Raises LinkUnknown, LinkExpired (the same sentence)."""
    return links.live(token)


def account_exists(link: OneTimeLink) -> bool:
    """Whether the invited address has an account, so that the page asks to sign in instead of a new password."""
    return link.kind != Kind.RESET and bool(link.email) and Account.objects.filter(email=link.email).exists()


@transaction.atomic
def accept_link(token: str, name: str, password: str, email: str = "") -> Account:
    """Spend a link: makes the invited account, gives the reset account its new password, or makes the first exploitant
    (whose `email` is asked on the page). Returns the account, which may be signed in.

    Raises LinkUnknown, LinkExpired, PasswordRefused, Invalid; SignInFirst when the address already has an account:
    nothing is spent, its owner uses `accept_as`."""
    link = links.live(token)
    if link.kind == Kind.RESET:
        return _reset(link, password)
    address = inputs.email(link.email or email)
    if Account.objects.filter(email=address).exists():
        raise SignInFirst()
    links.spend(link)
    account = _new_account(address, inputs.line(name or link.name, "nom", 150), password)
    _enter(link, account)
    return account


@transaction.atomic
def accept_as(account: Account, token: str) -> Account:
    """Spend an invitation, or the first exploitant's link, as the signed-in `account`; its password does not change.

    Raises LinkUnknown, LinkExpired, AnotherAccount (invited at another address), AlreadyMember."""
    link = links.live(token)
    if link.kind == Kind.RESET:
        raise LinkUnknown()
    if link.email and link.email != account.email:
        raise AnotherAccount()
    links.spend(link)
    _enter(link, account)
    return account


def services_named(tenant: int, public_ids: Iterable[UUID]) -> list[Service]:
    """The authority's services of these ids. Raises NotFound if one is missing."""
    wanted = set(public_ids)
    found = list(Service.objects.filter(collectivite_id=tenant, public_id__in=wanted))
    if len(found) != len(wanted):
        raise NotFound()
    return found


def _enter(link: OneTimeLink, account: Account) -> None:
    if link.kind == Kind.EXPLOITANT:
        _become_exploitant(account)
    else:
        _join(link, account)


def _join(link: OneTimeLink, account: Account) -> None:
    if link.collectivite_id is None:
        raise LinkUnknown()
    member, created = Member.objects.get_or_create(
        account=account, collectivite_id=link.collectivite_id, defaults={"role": link.role}
    )
    if not created:  # a suspended member does not come back through an old invitation
        raise AlreadyMember()
    member.services.set(link.services.filter(collectivite_id=link.collectivite_id))
    record(
        link.collectivite_id,
        f"member:{member.public_id}",
        verbs.MEMBER_JOINED,
        objects=[("member", member.public_id), ("link", link.public_id)],
        facts={"role": member.role},
    )


def _become_exploitant(account: Account) -> None:
    hold(None)  # one at a time: the second one finds the first
    if Account.objects.filter(is_exploitant=True).exists():
        raise LinkUnknown()
    Account.objects.filter(pk=account.pk).update(is_exploitant=True)
    account.is_exploitant = True
    record(None, f"account:{account.pk}", verbs.EXPLOITANT_CREATED)


def _reset(link: OneTimeLink, password: str) -> Account:
    if link.account_id is None:
        raise LinkUnknown()
    account = Account.objects.select_for_update().get(pk=link.account_id)
    if link.collectivite_id is not None and serves_elsewhere(account, link.collectivite_id):
        raise LinkUnknown()
    links.spend(link)
    account.set_password(_checked(password, account))
    account.save(update_fields=["password"])
    links.void(kind=Kind.RESET, account=account)
    end_sessions([account.pk])
    # Whoever asks for a new password may have lost more than the password: keys are to be made again too.
    ApiKey.objects.filter(member__account=account, revoked_at=None).update(revoked_at=timezone.now())
    _record_reset(link, account)
    return account


def _record_reset(link: OneTimeLink, account: Account) -> None:
    named, tenant = [("link", link.public_id)], link.collectivite_id
    member = Member.objects.filter(account=account, collectivite_id=tenant).first() if tenant is not None else None
    if member is None:
        record(None, f"account:{account.pk}", verbs.PASSWORD_RESET, objects=named)
    else:
        record(tenant, f"member:{member.public_id}", verbs.PASSWORD_RESET, objects=named)


def serves_elsewhere(account: Account, tenant: int) -> bool:
    """Whether the account opens anything else than this authority."""
    return account.is_exploitant or Member.objects.filter(account=account).exclude(collectivite_id=tenant).exists()


def _new_account(email: str, name: str, password: str) -> Account:
    checked = _checked(password, Account(email=email, name=name))
    try:
        with transaction.atomic():
            return Account.objects.create_account(email, name, checked)
    except IntegrityError as exc:  # the same address was accepted elsewhere at this instant
        raise SignInFirst() from exc


def _checked(password: str, account: Account) -> str:
    if len(password) > _LONGEST_PASSWORD:
        raise PasswordRefused(reason=f"Le mot de passe est trop long : {_LONGEST_PASSWORD} caractères au plus.")
    try:
        validate_password(password, account)
    except ValidationError as exc:
        raise PasswordRefused(reason=" ".join(exc.messages)) from exc
    return password
