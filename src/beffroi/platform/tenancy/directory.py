"""Names of the members for those who read the journal: it holds identifiers only, and a person reads names.

Invariant: the tenant is in the query, and the right to read the journal is asked (tests/platform/tenancy).
"""

from __future__ import annotations

from beffroi.core.scope import Scope
from beffroi.platform.tenancy.models import Member
from beffroi.platform.tenancy.permissions import Gesture, require


def names(scope: Scope) -> dict[str, str]:
    """The name of each member of the authority by the actor that the journal writes. Raises Refused."""
    require(scope, Gesture.SEE_JOURNAL)
    found = Member.objects.filter(collectivite_id=scope.tenant).values_list("public_id", "account__name")
    return {f"member:{public_id}": name for public_id, name in found}
