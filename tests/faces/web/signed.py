"""Clients already signed in, and a small library, for the tests of the library, people and instance pages."""

from __future__ import annotations

import io
from dataclasses import dataclass
from uuid import UUID

from django.test import Client
from django.utils import timezone

from beffroi.core.scope import Scope
from beffroi.faces.web.access import SESSION_KEY
from beffroi.platform.library import scoping
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Base, Blob, Document, Version
from beffroi.platform.tenancy.models import Account, Collectivite, Member
from tests.platform import people

BACKEND = "django.contrib.auth.backends.ModelBackend"


def client_of(account: Account, member: Member | None = None) -> Client:
    """A browser signed in as this account, in the authority of `member`."""
    client = Client()
    client.force_login(account, backend=BACKEND)
    if member is not None:
        session = client.session
        session[SESSION_KEY] = str(member.public_id)
        session.save()
    return client


@dataclass
class Commune:
    """An authority with one member of each role, a base and its pages' clients."""

    collectivite: Collectivite
    base: Base
    members: dict[str, Member]

    def client(self, role: str = "administrateur") -> Client:
        member = self.members[role]
        return client_of(member.account, member)

    def scope(self, role: str = "administrateur") -> Scope:
        return scoping.scope_for(self.members[role])


def commune(name: str = "") -> Commune:
    collectivite = people.authority(name)
    roles = ("administrateur", "valideur", "agent", "dpo")
    members = {role: people.member(collectivite, role, notice_accepted_at=timezone.now()) for role in roles}
    scope = scoping.scope_for(members["administrateur"])
    base = library.create_base(scope, "Règlements et tarifs", description="Ce qui s’applique")
    return Commune(collectivite, base, members)


def document(base: Base, title: str, *, verdict: str = "read", **fields: object) -> Document:
    """A document with one current version, put straight in the database."""
    made = Document.objects.create(collectivite=base.collectivite, base=base, title=title, **fields)
    blob = Blob.objects.create(collectivite=base.collectivite, sha256=f"{made.pk:064x}", size=1234)
    made.current = Version.objects.create(
        collectivite=base.collectivite,
        document=made,
        blob=blob,
        filename=f"{made.pk}.txt",
        verdict=verdict,
        page_count=2,
        passage_count=7,
    )
    made.save()
    return made


def text_file(name: str, text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = name
    return file


NOBODY = UUID("00000000-0000-4000-8000-000000000000")
