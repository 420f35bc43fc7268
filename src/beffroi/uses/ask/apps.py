"""The use "Demander". Its declaration and its words of the journal are registered when Django starts."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class AskConfig(AppConfig):
    name = "beffroi.uses.ask"
    label = "ask"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in ("declaration", "verbs", "tasks"):
            import_module(f"{self.name}.{room}")
