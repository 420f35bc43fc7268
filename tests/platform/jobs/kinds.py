"""Kinds of work made for tests, taken out of the registry at the end of each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from beffroi.platform.jobs import registry
from beffroi.platform.jobs.work import Work


@contextmanager
def kind(run: Callable[[Work], None], name: str = "test.kind", max_attempts: int = 5) -> Iterator[str]:
    registry.job(name, title=name, max_attempts=max_attempts)(run)
    try:
        yield name
    finally:
        del registry.KINDS[name]


@contextmanager
def no_companions() -> Iterator[None]:
    kept = dict(registry.COMPANIONS)
    registry.COMPANIONS.clear()
    try:
        yield
    finally:
        registry.COMPANIONS.update(kept)
