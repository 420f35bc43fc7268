"""Files found inside an accepted one (ZIP entries, attachments): kept like files that a person gave, as its children.

Their bytes are safe on the disk before the transaction that gives them a row; a crash between the two leaves bytes
without a row, which `files.sweep` erases.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from django.db.models import Count, Q, Sum

from beffroi.core.errors import BeffroiError
from beffroi.core.reading import Member, Verdict, safe_name
from beffroi.platform.library import blobs, files, quotas
from beffroi.platform.library.errors import FileTooLarge, QuotaExceeded
from beffroi.platform.library.files import Received
from beffroi.platform.library.models import Blob, Intake, IntakeFile

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 4 << 30
"""What one given file may unfold into. Each archive inside another multiplies: only the whole can be bounded."""
SHOWN_BEYOND: Final = 50


@dataclass(frozen=True, slots=True)
class Found:
    """A file received on the disk, or refused (`error`: why)."""

    name: str
    received: Received | None = None
    verdict: str = ""
    detail: str = ""
    error: BeffroiError | None = None


def receive(intake: Intake, folder: Path, found: Sequence[Member], parent: IntakeFile) -> list[Found]:
    """Bring members from the workspace to the authority's disk; those that unfold the given file beyond its budget
    are refused. Raises DiskFull, StorageUnwritable."""
    if not found:
        return []
    files_left, bytes_left = _budget(parent)
    kept: list[Member] = []
    for member in found:
        if len(kept) < files_left and member.size <= bytes_left:
            kept.append(member)
            bytes_left -= member.size
    refused = [Found(member.name, verdict=Verdict.TOO_LARGE.value, detail="members") for member in found]
    taken = {member.path for member in kept}
    beyond = [one for one, member in zip(refused, found, strict=True) if member.path not in taken]
    return [*receive_all(intake.collectivite_id, folder, _opened(kept)), *beyond[:SHOWN_BEYOND]]


def _budget(parent: IntakeFile) -> tuple[int, int]:
    """How many files, and bytes, the file that a person gave may still unfold into, archives in archives included."""
    given = parent
    while given.parent is not None:
        given = given.parent
    within = Q(parent=given) | Q(parent__parent=given) | Q(parent__parent__parent=given)
    so_far = IntakeFile.objects.filter(within, intake_id=given.intake_id).aggregate(n=Count("pk"), b=Sum("blob__size"))
    return MOST_FILES - so_far["n"], MOST_BYTES - (so_far["b"] or 0)


def receive_all(collectivite_id: int, folder: Path, given: Iterable[tuple[str, IO[bytes]]]) -> list[Found]:
    """Bring (name, file) pairs to the disk, outside any transaction: an upload may be long. A file too large, or over
    the quota, is refused alone. Raises DiskFull, StorageUnwritable, and nothing stays on the disk then."""
    room, limit_mb = quotas.room(collectivite_id), quotas.limit_mb(collectivite_id) or 0
    kept: list[Found] = []
    whole = False
    try:
        for name, file in given:
            try:
                one = files.receive(folder, file, limit=files.size_limit(), room=room, room_mb=limit_mb)
            except (FileTooLarge, QuotaExceeded) as exc:
                kept.append(Found(safe_name(name), verdict=Verdict.TOO_LARGE.value, detail=exc.code, error=exc))
            else:
                room = None if room is None else room - one.size
                kept.append(Found(safe_name(name), one))
        whole = True
    finally:
        if not whole:
            drop(kept)
    return kept


def _opened(found: Sequence[Member]) -> Iterator[tuple[str, IO[bytes]]]:
    for member in found:
        with Path(member.path).open("rb") as file:
            yield member.name, file


def drop(found: Iterable[Found]) -> None:
    """Forget what was received and is not kept."""
    for one in found:
        if one.received is not None:
            files.drop(one.received)


def adopt(intake: Intake, parent: IntakeFile, folder: Path, found: Sequence[Found]) -> None:
    """Rows of the children, inside the caller's transaction."""
    received = [one.received for one in found if one.received is not None]
    held = blobs.keep(intake.collectivite_id, folder, received) if received else {}
    IntakeFile.objects.bulk_create([row(intake, one, held, parent.position, parent) for one in found])


def depth(file: IntakeFile) -> int:
    """How deep this file lies inside others; 0 for one that a person gave."""
    return 0 if file.parent is None else 1 + depth(file.parent)


def row(
    intake: Intake, found: Found, held: Mapping[str, Blob], position: int, parent: IntakeFile | None = None
) -> IntakeFile:
    """The row of a found file, not saved; a refused one is done already."""
    made = IntakeFile(
        collectivite_id=intake.collectivite_id, intake=intake, parent=parent, position=position, name=found.name[:400]
    )
    if found.received is not None:
        made.blob = held[found.received.sha256]
    else:
        made.state, made.outcome = IntakeFile.State.DONE, IntakeFile.Outcome.REFUSED
        made.verdict, made.detail = found.verdict, found.detail
    return made
