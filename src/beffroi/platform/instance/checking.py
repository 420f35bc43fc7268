"""`beffroi check`: what is sound and what is not, in sentences. Reads counts, digests and hashes, never text."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.db import connection

from beffroi.core.errors import BeffroiError
from beffroi.platform.journal.verify import verify_chain
from beffroi.platform.library import files, index
from beffroi.platform.library.models import Blob, IndexChange
from beffroi.platform.tenancy.models import Collectivite

FREE_BYTES_WARNED = 1 << 30


@dataclass(frozen=True, slots=True)
class CheckResult:
    level: Literal["ok", "warning", "failure"]
    sentence: str


def check(*, deep: bool = False) -> Iterator[CheckResult]:
    """Every check in turn. `deep`: also read each file again and compare its digest."""
    yield _database()
    yield from _files(deep)
    yield _index()
    yield from _journals()
    yield _disk()
    yield from _programs()


def _database() -> CheckResult:
    if connection.vendor != "sqlite":
        connection.ensure_connection()
        return CheckResult("ok", "La base de données répond.")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        verdict = cursor.fetchone()[0]
        cursor.execute("PRAGMA foreign_key_check")
        orphan = cursor.fetchone()
    if verdict != "ok" or orphan:
        return CheckResult("failure", "La base de données est abîmée : restaurez la dernière sauvegarde.")
    return CheckResult("ok", "La base de données est saine.")


def _files(deep: bool) -> Iterator[CheckResult]:
    missing = altered = total = 0
    for blob in Blob.objects.iterator(chunk_size=1000):
        total += 1
        path = files.path(blob.collectivite_id, blob.sha256)
        if not path.exists():
            missing += 1
        elif path.stat().st_size != blob.size or (deep and _digest(path) != blob.sha256):
            altered += 1
    if missing or altered:
        yield CheckResult(
            "failure",
            f"{missing} fichier(s) manquent et {altered} sont altérés sur {total} : restaurez la dernière sauvegarde.",
        )
    else:
        yield CheckResult("ok", f"Les {total} fichiers sont à leur place{' et intacts' if deep else ''}.")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _index() -> CheckResult:
    last = IndexChange.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    try:
        behind = last - index.reader().last_seq()
    except BeffroiError as error:
        return CheckResult("failure", str(error))
    if behind > 0:
        return CheckResult(
            "warning", f"L’index a {behind} changement(s) de retard : il se rattrape dès que le serveur tourne."
        )
    return CheckResult("ok", "L’index est à jour.")


def _journals() -> Iterator[CheckResult]:
    broken = [name for chain, name in _chains() if verify_chain(chain) is not None]
    if broken:
        yield CheckResult("failure", f"Le journal a été altéré : {', '.join(broken)}.")
    else:
        yield CheckResult("ok", "Les journaux sont intacts.")


def _chains() -> Iterator[tuple[int | None, str]]:
    yield None, "instance"
    yield from Collectivite.objects.values_list("id", "slug")


def _disk() -> CheckResult:
    free = shutil.disk_usage(settings.DATA).free
    level: Literal["ok", "warning"] = "warning" if free < FREE_BYTES_WARNED else "ok"
    return CheckResult(level, f"Il reste {free / 1e9:.1f} Go sur le disque des données.")


def _programs() -> Iterator[CheckResult]:
    for program, package, effect in (
        ("tesseract", "tesseract-ocr tesseract-ocr-fra", "les pages numérisées restent « à océriser »"),
        ("soffice", "libreoffice-writer-nogui", "les anciens fichiers .doc ne sont pas lus"),
    ):
        if shutil.which(program):
            yield CheckResult("ok", f"{program} est installé.")
        else:
            yield CheckResult("warning", f"{program} n’est pas installé : {effect} (apt install {package}).")
