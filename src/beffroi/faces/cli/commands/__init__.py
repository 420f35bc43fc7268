"""Every command of `beffroi`, in the order that help shows them."""

from __future__ import annotations

from beffroi.faces.cli.command import Command
from beffroi.faces.cli.commands import serving

ALL: tuple[Command, ...] = (*serving.COMMANDS,)
