"""Writes of the library. Invariant: each function is permission + change + index change + journal entry, in one
transaction; whatever the door (page, API, command, task), it is the only way in.
"""

from beffroi.platform.library.services.bases import create_base, delete_base, restore_base, update_base
from beffroi.platform.library.services.bin import erase_document, purge
from beffroi.platform.library.services.documents import KEPT, delete_document, restore_document, update_document
from beffroi.platform.library.services.findings import dismiss_finding, queue_health, rebuild_health
from beffroi.platform.library.services.intakes import (
    accept_files,
    cancel_intake,
    dismiss_intake,
    replace_document,
    reread_document,
    retry_file,
)

__all__ = [
    "KEPT",
    "accept_files",
    "cancel_intake",
    "create_base",
    "delete_base",
    "delete_document",
    "dismiss_finding",
    "dismiss_intake",
    "erase_document",
    "purge",
    "queue_health",
    "rebuild_health",
    "replace_document",
    "reread_document",
    "restore_base",
    "restore_document",
    "retry_file",
    "update_base",
    "update_document",
]
