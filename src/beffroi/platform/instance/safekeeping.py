"""Backup and restore of a whole instance, while it serves.

A backup is one .tar: `manifest.json` first, the database as one consistent snapshot, the secret key, then every file
that the snapshot names. Files are content-addressed and written before their row, so that a snapshot taken first
never names a file that is not there yet. What is derived (index, cache, static files) is left out and made again.
Invariant: restore checks every digest before it touches the data folder. Proved by tests/platform/instance.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection

from beffroi import __version__
from beffroi.core.errors import BeffroiError

FORMAT = 1
SNAPSHOT = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
KEPT_ASIDE = ("server.lock",)


class BackupFailed(BeffroiError):
    code = "backup.failed"
    sentence = (
        "La sauvegarde n’a pas pu être écrite (%(reason)s). "
        "Rien n’a changé ; libérez de la place ou changez de dossier."
    )


class ProgramMissing(BeffroiError):
    code = "backup.program_missing"
    sentence = "Il manque le programme %(program)s. Sur Debian ou Ubuntu : apt install postgresql-client"


class BackupUnreadable(BeffroiError):
    code = "restore.unreadable"
    sentence = "Cette sauvegarde ne peut pas être restaurée (%(reason)s). Rien n’a changé ; prenez-en une autre."


class FolderNotEmpty(BeffroiError):
    code = "restore.not_empty"
    sentence = (
        "Le dossier de données %(path)s contient déjà une installation. "
        "Ajoutez --replace pour la mettre de côté avant de restaurer."
    )


class FolderInUse(BeffroiError):
    code = "restore.in_use"
    sentence = "Un serveur Beffroi utilise le dossier %(path)s. Arrêtez-le avant de restaurer."


class Place(Protocol):
    """The part of the configuration that a restore needs."""

    @property
    def data(self) -> Path: ...
    @property
    def database_url(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds. `bytes`: size of the files, database included."""

    made_at: str
    files: int
    bytes: int


def backup(archive: Path) -> Kept:
    """Write a backup of this instance at `archive`, whole or not at all. Raises BackupFailed, ProgramMissing."""

    data = Path(settings.DATA)
    draft = archive.with_name(f".{archive.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=data / "tmp") as folder:
            engine, snapshot = _snapshot(Path(folder))
            entries = [(SNAPSHOT[engine], snapshot), ("secret.key", data / "secret.key"), *_files(data)]
            kept = _write(draft, engine, entries)
        os.replace(draft, archive)
    except OSError as exc:
        raise BackupFailed(reason=exc.strerror or type(exc).__name__) from exc
    finally:
        draft.unlink(missing_ok=True)
    return kept


def restore(archive: Path, place: Place, *, replace: bool = False) -> Kept:
    """Put a backup in place. Every digest is checked aside first; what was there is kept in a folder beside.

    Raises BackupUnreadable, FolderNotEmpty, FolderInUse, ProgramMissing."""
    data = place.data
    _refuse_if_served(data)
    occupied = data.exists() and any(entry.name not in KEPT_ASIDE for entry in data.iterdir())
    if occupied and not replace:
        raise FolderNotEmpty(path=data)
    data.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{data.name}-", dir=data.parent))
    try:
        manifest = _unpack(archive, draft)
        _place_database(manifest, draft, place.database_url)
        if occupied:
            data.rename(data.with_name(f"{data.name}-avant-{datetime.now(UTC):%Y%m%dT%H%M%S}"))
        elif data.exists():
            shutil.rmtree(data)
        draft.rename(data)
    except (tarfile.TarError, OSError, ValueError, KeyError) as exc:
        raise BackupUnreadable(reason=type(exc).__name__) from exc
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return Kept(manifest["made_at"], len(manifest["entries"]), sum(e["size"] for e in manifest["entries"]))


def _snapshot(folder: Path) -> tuple[str, Path]:

    path = folder / SNAPSHOT[connection.vendor]
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        copy.close()
    else:
        options = connection.settings_dict
        _postgres("pg_dump", ["--format=custom", f"--file={path}", str(options["NAME"])], options)
    return connection.vendor, path


def _postgres(program: str, arguments: list[str], options: dict[str, Any]) -> None:
    found = shutil.which(program)
    if found is None:
        raise ProgramMissing(program=program)
    environment = {
        **os.environ,
        "PGHOST": str(options["HOST"]),
        "PGPORT": str(options["PORT"] or 5432),
        "PGUSER": str(options["USER"]),
        "PGPASSWORD": str(options["PASSWORD"]),
    }
    outcome = subprocess.run([found, *arguments], env=environment, capture_output=True, check=False)
    if outcome.returncode != 0:
        raise BackupFailed(reason=f"{program} : {outcome.returncode}")


def _files(data: Path) -> Iterator[tuple[str, Path]]:
    root = data / "files"
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            yield str(path.relative_to(data)), path


def _write(draft: Path, engine: str, entries: list[tuple[str, Path]]) -> Kept:
    described: list[dict[str, Any]] = []
    for name, path in entries:
        try:
            described.append({"name": name, "sha256": _digest(path), "size": path.stat().st_size})
        except FileNotFoundError:
            # Erased for good since the list was made (the bin was emptied); `check` names it after a restore.
            continue
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    manifest = {"format": FORMAT, "version": __version__, "engine": engine, "made_at": made_at, "entries": described}
    content = json.dumps(manifest).encode()
    with draft.open("wb") as raw, tarfile.open(fileobj=raw, mode="w") as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(content)
        tar.addfile(info, io.BytesIO(content))
        paths = dict(entries)
        for entry in described:
            tar.add(paths[entry["name"]], arcname=entry["name"], recursive=False)
        raw.flush()
        os.fsync(raw.fileno())
    return Kept(made_at, len(described), sum(entry["size"] for entry in described))


def _unpack(archive: Path, draft: Path) -> dict[str, Any]:
    with tarfile.open(archive) as tar:
        first = tar.next()
        if first is None or first.name != "manifest.json":
            raise BackupUnreadable(reason="manifest.json")
        stream = tar.extractfile(first)
        manifest: dict[str, Any] = json.loads(stream.read()) if stream else {}
        if manifest.get("format") != FORMAT:
            raise BackupUnreadable(reason=f"format {manifest.get('format')}")
        tar.extractall(draft, filter="data")
    (draft / "manifest.json").unlink()
    for entry in manifest["entries"]:
        if _digest(draft / entry["name"]) != entry["sha256"]:
            raise BackupUnreadable(reason=f"{entry['name'][:60]} : empreinte différente")
    (draft / "secret.key").chmod(0o600)
    return manifest


def _place_database(manifest: dict[str, Any], draft: Path, url: str) -> None:

    engine = "postgresql" if url else "sqlite"
    if manifest["engine"] != engine:
        raise BackupUnreadable(reason=f"{manifest['engine']}, {engine}")
    snapshot = draft / SNAPSHOT[engine]
    if engine == "sqlite":
        snapshot.rename(draft / "beffroi.sqlite3")
        return
    parts = urlsplit(url)
    options = {
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
    }
    name = parts.path.lstrip("/")
    _postgres("pg_restore", ["--clean", "--if-exists", "--no-owner", f"--dbname={name}", str(snapshot)], options)
    snapshot.unlink()


def _refuse_if_served(data: Path) -> None:

    lock = data / "server.lock"
    if not lock.exists():
        return
    with lock.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            raise FolderInUse(path=data) from exc


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
