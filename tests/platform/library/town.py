"""An authority with bases and documents, made through the gestures of the library."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from beffroi.core.scope import Scope
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import index, scoping, services
from beffroi.platform.library.models import Base, Document, Intake, IntakeFile
from beffroi.platform.library.searching import search_passages
from beffroi.platform.tenancy.models import Member
from tests.platform import people


class Town:
    """`admin` gives the files unless told otherwise."""

    def __init__(self) -> None:
        self.authority = people.authority()
        self.admin = people.member(self.authority)

    def scope(self, member: Member | None = None) -> Scope:
        return scoping.scope_for(member or self.admin)

    def base(self, name: str = "Base", **fields: Any) -> Base:
        return services.create_base(self.scope(), name, **fields)

    def give(self, base: Base, files: Mapping[str, bytes | str], by: Member | None = None, **more: Any) -> Intake:
        return services.accept_files(self.scope(by), base.public_id, given(files), **more)

    def read(self, base: Base, files: Mapping[str, bytes | str], by: Member | None = None) -> list[IntakeFile]:
        """Give and read to the end; the settled files."""
        intake = self.give(base, files, by)
        run()
        return settled(intake)

    def document(self, base: Base, text: str, name: str = "note.txt") -> Document:
        document = self.read(base, {name: text})[0].document
        assert document is not None
        return document

    def found(self, question: str, by: Member | None = None) -> list[UUID]:
        """The documents that answer, best first."""
        return list(dict.fromkeys(found.document for found in search_passages(self.scope(by), question)))


def given(files: Mapping[str, bytes | str]) -> list[tuple[str, io.BytesIO]]:
    return [(n, io.BytesIO(content.encode() if isinstance(content, str) else content)) for n, content in files.items()]


def run() -> None:
    Worker().run_until_idle()


def settled(intake: Intake) -> list[IntakeFile]:
    return list(IntakeFile.objects.filter(intake=intake).order_by("position", "pk"))


def seq() -> int:
    return index.reader().last_seq()
