"""What kinds of work exist, which come back by themselves, and what lives beside a worker.

Rooms declare theirs at import (`apps.ready`); two kinds never share a name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from django.utils.translation import gettext

from beffroi.platform.jobs.errors import UnknownKind

if TYPE_CHECKING:
    from beffroi.platform.jobs.work import Work

Run = Callable[["Work"], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """`title`: French msgid (`gettext_noop`), shown on screens. `max_attempts`: failures in a row without progress
    before giving up."""

    name: str
    title: str
    run: Run
    max_attempts: int


class Companion(Protocol):
    """Something that lives as long as a worker (the index follower). `settle`: finish now what waits, called when
    no job is due any more by a worker that is about to end."""

    def __enter__(self) -> Companion: ...

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def settle(self) -> None: ...


KINDS: dict[str, Kind] = {}
SCHEDULES: dict[str, int] = {}
COMPANIONS: dict[str, Callable[[bool], Companion]] = {}


def job(kind: str, *, title: str, max_attempts: int = 5) -> Callable[[Run], Run]:
    """Declare a kind of work: `@job("room.kind", title=gettext_noop("Titre"))` on `def run(work: Work) -> None`.

    `run` may be stopped between two steps and called again from its start: steps that are done answer so.
    """

    def declare(run: Run) -> Run:
        if KINDS.setdefault(kind, Kind(kind, title, run, max_attempts)).run is not run:
            raise ValueError(f"two kinds of work are named {kind}")
        return run

    return declare


def schedule(kind: str, every_seconds: int) -> None:
    """Have a worker enqueue this kind, without parameters and for no authority, every so many seconds."""
    SCHEDULES[kind] = every_seconds


def beside_worker(name: str, make: Callable[[bool], Companion]) -> None:
    """Declare a companion. `make(lasting)`: lasting is True beside a worker that runs until it is told to stop."""
    COMPANIONS[name] = make


def known(kind: str) -> Kind:
    """A declared kind. Raises UnknownKind."""
    if kind not in KINDS:
        raise UnknownKind()
    return KINDS[kind]


def title(kind: str) -> str:
    """The title of a kind in the reader's language; its name when this version does not know it."""
    return gettext(KINDS[kind].title) if kind in KINDS else kind
