"""Authorities and people for tests, made straight in the database."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from django.db import connection

from beffroi.core.scope import Scope
from beffroi.platform.tenancy.models import Account, Collectivite, Member, Service

_numbers = count(1)
PASSWORD = "les-cloches-sonnent-a-midi"


def authority(name: str = "", **fields: Any) -> Collectivite:
    number = next(_numbers)
    return Collectivite.objects.create(name=name or f"Commune {number}", slug=f"commune-{number}", **fields)


def account(email: str = "", **fields: Any) -> Account:
    number = next(_numbers)
    return Account.objects.create_account(email or f"personne{number}@mairie.example", f"Personne {number}", **fields)


def exploitant() -> Account:
    return account(is_exploitant=True)


def member(
    collectivite: Collectivite, role: str = "administrateur", of: Account | None = None, **fields: Any
) -> Member:
    return Member.objects.create(collectivite=collectivite, account=of or account(), role=role, **fields)


def service(collectivite: Collectivite, name: str = "", remit: str = "") -> Service:
    return Service.objects.create(collectivite=collectivite, name=name or f"Service {next(_numbers)}", remit=remit)


def scope(of: Member) -> Scope:
    return Scope(of.collectivite_id, of.pk, frozenset(), frozenset(), date(2026, 5, 4))


def at_once(*gestures: Callable[[], object]) -> list[object]:
    """Run each gesture in its own thread and connection, all released together; their results or exceptions."""
    start, results = threading.Barrier(len(gestures)), [None] * len(gestures)

    def run(position: int, gesture: Callable[[], object]) -> None:
        start.wait()
        try:
            results[position] = gesture()
        except Exception as exc:
            results[position] = exc
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(gestures)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)
