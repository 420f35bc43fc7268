"""What every page's frame needs: who is here, and the verbs that exist and that this person may use."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.faces.web import access, theme
from beffroi.platform.tenancy.models import Member
from beffroi.platform.tenancy.permissions import Gesture, allows


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the house. `primary`: kept in the bar of a phone; the others are behind "Plus"."""

    url_name: str
    icon: str
    label: str | Promise
    gesture: Gesture | None
    primary: bool = False
    prefixes: tuple[str, ...] = ()


VERBS: tuple[Verb, ...] = (
    Verb("web:home", "home", _("Accueil"), None, primary=True),
    Verb("ask:new", "ask", _("Demander"), Gesture.ASK, primary=True, prefixes=("/demander/",)),
    Verb("web:bases", "base", _("Bases"), Gesture.ASK, primary=True, prefixes=("/document", "/source", "/import")),
    Verb("web:bin", "bin", _("Corbeille"), Gesture.DELETE_DOCUMENTS),
    Verb("web:members", "people", _("Membres"), Gesture.MANAGE_MEMBERS),
    Verb("web:services", "service", _("Services"), Gesture.MANAGE_SERVICES),
    Verb("web:authority", "authority", _("Collectivité"), Gesture.MANAGE_AUTHORITY),
    Verb("web:journal", "journal", _("Journal"), Gesture.SEE_JOURNAL),
)
INSTANCE = Verb("web:instance", "instance", _("Instance"), None)


@dataclass(frozen=True, slots=True)
class ShownVerb:
    address: str
    icon: str
    label: str | Promise
    primary: bool
    current: bool


def verbs_for(request: HttpRequest, member: Member | None) -> list[ShownVerb]:
    shown = []
    for verb in VERBS:
        if member is None or (verb.gesture is not None and not allows(member, verb.gesture)):
            continue
        shown.append(_shown(verb, request.path))
    if getattr(request.user, "is_exploitant", False):
        shown.append(_shown(INSTANCE, request.path))
    return [verb for verb in shown if verb.address]


def _shown(verb: Verb, path: str) -> ShownVerb:
    try:
        address = reverse(verb.url_name)
    except NoReverseMatch:
        address = ""
    current = path == address if address == "/" else bool(address) and path.startswith((address, *verb.prefixes))
    return ShownVerb(address, verb.icon, verb.label, verb.primary, current)


def frame(request: HttpRequest) -> dict[str, object]:
    """The variables of web/frame.html."""
    if not hasattr(request, "user"):
        return {}
    member = access.identify(request)
    return {
        "member": member,
        "authority": member.collectivite if member else None,
        "verbs": verbs_for(request, member),
        "colours": theme.address(member.collectivite) if member else "",
    }
