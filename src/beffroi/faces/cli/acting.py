"""In whose name a command acts. Whoever holds the data folder may name a member; the journal says which one."""

from __future__ import annotations

import argparse
from uuid import UUID

from beffroi.core.errors import BeffroiError
from beffroi.core.scope import Scope


class WhoActs(BeffroiError):
    code = "cli.who"
    sentence = (
        "Précisez au nom de qui agir : --membre ADRESSE, et --collectivite NOM s’il en a plusieurs. Connus : %(known)s"
    )


class BaseUnknown(BeffroiError):
    code = "cli.base"
    sentence = "Aucune base ne porte ce nom. Bases que ce membre peut lire : %(known)s"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the member."""
    parser.add_argument("--membre", metavar="ADRESSE", help="adresse électronique du membre au nom de qui agir")
    parser.add_argument("--collectivite", metavar="NOM", help="identifiant court de la collectivité (slug)")


def scope_of(options: argparse.Namespace) -> Scope:
    """The scope of the named member; of the only administrator when there is just one. Raises WhoActs."""
    from beffroi.platform.library import scoping
    from beffroi.platform.tenancy.models import Collectivite, Member

    members = Member.objects.select_related("account", "collectivite").filter(
        state=Member.State.ACTIVE, collectivite__state=Collectivite.State.ACTIVE
    )
    if options.collectivite:
        members = members.filter(collectivite__slug=options.collectivite)
    if options.membre:
        members = members.filter(account__email=options.membre.lower())
    else:
        members = members.filter(role=Member.Role.ADMINISTRATEUR)
    found = list(members[:2])
    if len(found) != 1:
        known = Member.objects.select_related("account", "collectivite").order_by("collectivite__slug", "id")[:8]
        raise WhoActs(known=", ".join(f"{m.account.email} ({m.collectivite.slug})" for m in known) or "aucun")
    return scoping.scope_for(found[0])


def base_ids(scope: Scope, names: list[str] | None) -> list[UUID] | None:
    """Public ids of the bases with these names, None for all. Raises BaseUnknown."""
    from beffroi.platform.library import selectors

    if not names:
        return None
    readable = {base.name: base.public_id for base in selectors.bases(scope)}
    missing = [name for name in names if name not in readable]
    if missing:
        raise BaseUnknown(known=", ".join(readable) or "aucune")
    return [readable[name] for name in names]
