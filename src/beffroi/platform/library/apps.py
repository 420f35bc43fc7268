"""The library. Its kinds of work, its words of the journal and its index keeper are registered when Django starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "beffroi.platform.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in ("verbs", "ingestion", "tasks", "health", "keeper"):
            import_module(f"{self.name}.{room}")
