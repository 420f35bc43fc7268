"""The data folder and its secret key, drawn once. Invariant: what this house makes, its own user alone reads
(tests/faults/test_permissions.py); a folder that an operator made keeps the mode that they chose."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from beffroi.core.errors import BeffroiError


class DataFolderUnusable(BeffroiError):
    code = "data.unusable"
    sentence = (
        "Le dossier de données %(path)s ne peut pas être utilisé (%(reason)s). "
        "Vérifiez qu’il existe, qu’il est inscriptible et que le disque n’est pas plein."
    )


def key(data: Path) -> str:
    """Return the secret key of this data folder; draw it on first use. Raises DataFolderUnusable."""
    path = data / "secret.key"
    os.umask(os.umask(0o077) | 0o077)
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        (data / "tmp").mkdir(mode=0o700, exist_ok=True)
        if not path.exists():
            _draw(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as exc:
        raise DataFolderUnusable(path=data, reason=exc.strerror or type(exc).__name__) from exc


def _draw(path: Path) -> None:
    # Written aside then linked: two processes that start together keep the same key.
    draft = path.with_name(f".secret.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(64))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
