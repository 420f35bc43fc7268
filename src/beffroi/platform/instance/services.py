"""What is asked of a whole authority: export it, erase it. The work itself is long (tasks)."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.core.errors import Conflict, Invalid, NotFound
from beffroi.core.scope import Scope
from beffroi.platform.instance import selectors, verbs
from beffroi.platform.instance.tasks import ERASE, EXPORT
from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.services import enqueue
from beffroi.platform.journal.services import actor_of, record
from beffroi.platform.tenancy.models import Account, Collectivite, Member
from beffroi.platform.tenancy.permissions import Gesture, require, require_account, require_exploitant
from beffroi.platform.tenancy.services.exploitant import close_doors


@transaction.atomic
def export_collectivite(account: Account, public_id: UUID) -> Job:
    """Start writing everything that an authority holds into one archive, for its administrators.

    `account`: the exploitant's, who will not be able to open it, or an administrator's of that authority. An export
    that is being written already is returned. Raises NotFound, Refused, Conflict (being erased)."""
    member, actor = _who_exports(account, public_id)
    collectivite = _locked(public_id)
    if collectivite.state == Collectivite.State.ERASING:
        raise Conflict(reason=_("Cette collectivité est en cours d’effacement : elle ne s’exporte plus."))
    job = enqueue(
        EXPORT,
        {"authority": str(public_id)},
        collectivite_id=collectivite.pk,
        member_id=member.pk if member else None,
        unique_key=f"{EXPORT}:{public_id}",
    )
    record(collectivite.pk, actor, verbs.EXPORT_ASKED, objects=[("job", job.public_id)])
    if member is None:
        record(None, actor, verbs.EXPORT_ASKED, objects=[("collectivite", public_id)])
    return job


@transaction.atomic
def download_export(scope: Scope, job_id: UUID) -> Path:
    """The archive that an export wrote, for an administrator of its authority. Raises Refused, NotFound."""
    require(scope, Gesture.MANAGE_AUTHORITY)
    path = selectors.export(scope, job_id).path
    record(scope.tenant, actor_of(scope), verbs.EXPORT_DOWNLOADED, objects=[("job", job_id)])
    return path


@transaction.atomic
def erase_collectivite(account: Account, public_id: UUID, typed_name: str) -> Job:
    """Close an authority for good and start erasing all it holds; `typed_name`: its name, typed again as a proof.

    Asked again after a failure, the erasure goes on where it stopped. Raises Refused, NotFound, Invalid."""
    exploitant = require_exploitant(account)
    collectivite = _locked(public_id)
    if " ".join(typed_name.split()) != " ".join(collectivite.name.split()):
        raise Invalid(reason=_("Le nom tapé n’est pas celui de la collectivité : rien n’a été effacé."))
    Collectivite.objects.filter(pk=collectivite.pk).update(state=Collectivite.State.ERASING)
    close_doors(collectivite)
    actor, named = f"account:{exploitant.pk}", [("collectivite", public_id)]
    job = enqueue(ERASE, {"authority": str(public_id)}, collectivite_id=None, unique_key=f"{ERASE}:{public_id}")
    record(collectivite.pk, actor, verbs.ERASURE_ASKED, objects=named)
    record(None, actor, verbs.ERASURE_ASKED, objects=named)
    return job


def _who_exports(account: Account, public_id: UUID) -> tuple[Member | None, str]:
    if account.is_exploitant:
        return None, f"account:{require_exploitant(account).pk}"
    member = require_account(account, public_id, Gesture.MANAGE_AUTHORITY)
    return member, f"member:{member.public_id}"


def _locked(public_id: UUID) -> Collectivite:
    found = Collectivite.objects.select_for_update().filter(public_id=public_id).first()
    if found is None:
        raise NotFound()
    return found
