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
    Verb("ask:opinions", "opinion", _("Avis"), Gesture.SEE_OPINIONS),
    Verb("web:bin", "bin", _("Corbeille"), Gesture.DELETE_DOCUMENTS),
    Verb("web:members", "people", _("Membres"), Gesture.MANAGE_MEMBERS),
    Verb("web:services", "service", _("Services"), Gesture.MANAGE_SERVICES),
    Verb("web:authority", "authority", _("Collectivité"), Gesture.MANAGE_AUTHORITY),
    Verb("web:jobs", "jobs", _("Travaux"), Gesture.MANAGE_AUTHORITY),
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
    """The verbs of this person. The current one is that whose address says most of the page's."""
    offered = [verb for verb in VERBS if member is not None and (verb.gesture is None or allows(member, verb.gesture))]
    if getattr(request.user, "is_exploitant", False):
        offered.append(INSTANCE)
    addresses = {verb: _address(verb) for verb in offered}
    matching = {verb: _matched(verb, addresses[verb], request.path) for verb in offered}
    most = max(matching.values(), default=0)
    return [
        ShownVerb(addresses[verb], verb.icon, verb.label, verb.primary, 0 < most == matching[verb])
        for verb in offered
        if addresses[verb]
    ]


def _address(verb: Verb) -> str:
    try:
        return reverse(verb.url_name)
    except NoReverseMatch:
        return ""


def _matched(verb: Verb, address: str, path: str) -> int:
    """How many characters of the page's address are this verb's; 0 when it is elsewhere."""
    if address == "/":
        return int(path == "/")
    return max((len(begin) for begin in (address, *verb.prefixes) if begin and path.startswith(begin)), default=0)


def frame(request: HttpRequest) -> dict[str, object]:
    """The variables of web/frame.html."""
    if not hasattr(request, "user"):
        return {}
    member = access.identify(request)
    verbs, at_menu = verbs_for(request, member), request.path == reverse("web:menu")
    return {
        "member": member,
        "authority": member.collectivite if member else None,
        "verbs": verbs,
        "at_menu": at_menu,
        "in_fold": at_menu or any(verb.current and not verb.primary for verb in verbs),
        "colours": theme.address(member.collectivite) if member else "",
    }
