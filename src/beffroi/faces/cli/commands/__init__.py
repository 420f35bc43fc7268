"""Every command of `beffroi`, in the order that help shows them."""

from __future__ import annotations

from beffroi.faces.cli.command import Command
from beffroi.faces.cli.commands import answering, care, library, measuring, people, serving

ALL: tuple[Command, ...] = (
    *serving.COMMANDS,
    *library.COMMANDS,
    *answering.COMMANDS,
    *care.COMMANDS,
    *people.COMMANDS,
    *measuring.COMMANDS,
)
