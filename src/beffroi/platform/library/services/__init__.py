"""Writes of the library. Invariant: each function is permission + change + index change + journal entry, in one
transaction; whatever the door (page, API, command, task), it is the only way in.
"""

from beffroi.platform.library.services.bases import create_base, delete_base, restore_base, update_base
from beffroi.platform.library.services.documents import KEPT, delete_document, restore_document, update_document
from beffroi.platform.library.services.findings import dismiss_finding, rebuild_health

__all__ = [
    "KEPT",
    "create_base",
    "delete_base",
    "delete_document",
    "dismiss_finding",
    "rebuild_health",
    "restore_base",
    "restore_document",
    "update_base",
    "update_document",
]
