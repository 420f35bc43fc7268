"""The instance room: whole authorities, exported, erased, measured. It has no rows of its own."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class InstanceConfig(AppConfig):
    name = "beffroi.platform.instance"
    label = "instance"

    def ready(self) -> None:
        for room in ("verbs", "measures", "tasks"):
            import_module(f"{self.name}.{room}")
