"""What may still be read of answers given earlier, for every door.

Invariant: a sentence or a suggestion whose source the member may not read any more (put in the bin, moved to a closed
base, shared no more) leaves by no door. Proved by
tests/faces/api/test_withdrawn.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from beffroi.core.scope import Scope
from beffroi.platform.library.models import Version
from beffroi.platform.library.scoping import visible
from beffroi.uses.ask.models import Citation, Turn


def versions(scope: Scope, turns: Iterable[Turn]) -> dict[str, Version]:
    """Of the versions that these turns cite or name, those that the member may open today, by public id; one query."""
    named: set[str] = set()
    for turn in turns:
        named |= {str(citation.version.public_id) for citation in turn.citations.all() if citation.version is not None}
        named |= {entry["version"] for entry in [*turn.nearest, *turn.also]}
    found = Version.objects.filter(visible(scope, "document__base"), public_id__in=named, document__deleted_at=None)
    return {str(version.public_id): version for version in found.select_related("document__base__collectivite")}


def citations(turn: Turn, readable: dict[str, Version]) -> list[Citation]:
    """The citations of a turn that may be shown. `readable`: see `versions`."""
    return [citation for citation in turn.citations.all() if may_open(citation, readable)]


def may_open(citation: Citation, readable: dict[str, Version]) -> bool:
    """Whether this sentence may be shown: its source can be opened, or lies in the conversation itself."""
    return citation.attachment is not None or (
        citation.version is not None and str(citation.version.public_id) in readable
    )
