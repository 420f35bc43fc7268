"""Who may open a view. Invariant: a view is for a signed-in active member unless it is marked here.

Enforced by middleware.ScopeMiddleware for every view; proved by tests/faces/web/test_access.py and the tenant matrix.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from django.http import HttpRequest

from beffroi.core.scope import Scope
from beffroi.platform.tenancy import selectors
from beffroi.platform.tenancy.models import Account, Member

V = TypeVar("V", bound=Callable[..., Any])
SESSION_KEY = "member"


class Access(StrEnum):
    PUBLIC = "public"
    ACCOUNT = "account"
    EXPLOITANT = "exploitant"
    MEMBER = "member"


class MemberRequest(HttpRequest):
    """A request that passed the door of a member's view."""

    user: Account
    member: Member
    scope: Scope


def public(view: V) -> V:
    """Anybody may open it."""
    view.access = Access.PUBLIC  # type: ignore[attr-defined]
    return view


def for_account(view: V) -> V:
    """Any signed-in account, whether or not it chose an authority."""
    view.access = Access.ACCOUNT  # type: ignore[attr-defined]
    return view


def for_exploitant(view: V) -> V:
    """The exploitant of the instance; for anybody else the page does not exist."""
    view.access = Access.EXPLOITANT  # type: ignore[attr-defined]
    return view


def required_by(view: Callable[..., Any]) -> Access:
    return getattr(view, "access", Access.MEMBER)


def identify(request: HttpRequest) -> Member | None:
    """The active member that this session chose, read again from the database once per request."""
    if not hasattr(request, "_member"):
        request._member = _member(request)  # type: ignore[attr-defined]
    member: Member | None = request._member  # type: ignore[attr-defined]
    return member


def _member(request: HttpRequest) -> Member | None:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return None
    chosen = request.session.get(SESSION_KEY)
    if not chosen:
        return None
    return next((m for m in selectors.memberships(user) if str(m.public_id) == chosen), None)
