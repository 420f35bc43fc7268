"""Two small towns with people, a base and documents that were really read and indexed. Used as a fixture by rooms that
show or answer: `from tests.town import town`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from beffroi.core.scope import Scope
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import scoping
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Base, Document, Version
from beffroi.platform.tenancy.models import Account, Member, Service
from tests.platform import people

POOL = """# Règlement de la piscine du Moulin

## Article 1. Ouverture

La piscine du Moulin ouvre le samedi de 10 heures à 18 heures. Elle est fermée le lundi pour le nettoyage des bassins.

## Article 2. Tarifs

L'entrée de la piscine coûte 4 euros pour un adulte habitant la commune. Les enfants de moins de six ans entrent
gratuitement lorsqu'ils sont accompagnés.

## Article 3. Hygiène

Le port du bonnet de bain est obligatoire dans tous les bassins de la piscine.
"""
LIBRARY_RULES = """# Règlement de la médiathèque

## Prêt des livres

Chaque abonné de la médiathèque peut emprunter huit livres pour une durée de trois semaines.

## Retards

Au-delà de trois semaines, une amende de 2 euros par livre est demandée à l'abonné de la médiathèque.
"""
GUIDE = "# Guide des agents\n\n" + "\n\n".join(
    f"## Chapitre {number}\n\n"
    + " ".join(f"La consigne {number}.{line} du guide concerne {subject}." for line in range(9))
    for number, subject in enumerate(("les clés", "les véhicules", "les congés", "le courrier", "les astreintes"), 1)
)
OLD_MARKET = """# Arrêté du marché

Le marché de plein vent se tient le jeudi matin sur la place de la Fontaine, de 7 heures à 13 heures.
"""
PAGES = """#set page(width: 400pt, height: 500pt)
#set document(title: "Compte rendu du conseil")
= Compte rendu du conseil
Le conseil municipal se réunit dans la salle du Lavoir.
#pagebreak()
= Travaux
La réfection de la toiture du gymnase commence le 12 juin 2026 et dure quatre mois.
"""


@dataclass
class Town:
    """`admin`, `agent`, `other`, `newcomer`: members of the first town (the newcomer has not read the notice).
    `foreigner`: administrator of the second one. `documents`: by title of file."""

    admin: Member
    agent: Member
    other: Member
    newcomer: Member
    foreigner: Member
    base: Base
    service: Service
    folder: Path
    documents: dict[str, Document] = field(default_factory=dict)

    def scope(self, member: Member | None = None) -> Scope:
        return scoping.scope_for(member or self.agent)

    def client(self, member: Member | None = None) -> Client:
        """A browser of this member, signed in to their authority."""
        return signed_in(member or self.agent)

    def version(self, name: str) -> Version:
        current = Document.objects.get(pk=self.documents[name].pk).current
        assert current is not None
        return current


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=member.account_id), backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["member"] = str(member.public_id)
    session.save()
    return client


@pytest.fixture(scope="module")
def town(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """In one transaction that is undone after the module, in a data folder of its own."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "tmp").mkdir()
    with django_db_blocker.unblock(), override_settings(DATA=folder), transaction.atomic():  # type: ignore[attr-defined]
        yield _build(folder)
        transaction.set_rollback(True)


def _build(folder: Path) -> Town:
    import typst

    first, second = people.authority("Saint-Orme"), people.authority("Bréval")
    read = {"notice_accepted_at": timezone.now()}
    admin = people.member(first, **read)
    service = people.service(first, "Sports", "piscine, gymnase, stade, clubs sportifs")
    service.phone, service.email = "01 02 03 04 05", "sports@saint-orme.example"
    service.save()
    scope = scoping.scope_for(admin)
    base = library.create_base(scope, name="Règlements", visibility="authority")
    town = Town(
        admin=admin,
        agent=people.member(first, "agent", **read),
        other=people.member(first, "agent", **read),
        newcomer=people.member(first, "agent"),
        foreigner=people.member(second, **read),
        base=base,
        service=service,
        folder=folder,
    )
    files = {
        "piscine.md": POOL.encode(),
        "mediatheque.md": LIBRARY_RULES.encode(),
        "guide.md": GUIDE.encode(),
        "marche.md": OLD_MARKET.encode(),
        "conseil.pdf": typst.compile(PAGES.encode()),
        "tarifs.csv": b"Salle;Tarif\nSalle du Lavoir;120 euros\nSalle des noces;85 euros\n",
    }
    library.accept_files(town.scope(admin), base.public_id, [(name, io.BytesIO(data)) for name, data in files.items()])
    Worker(threads=1).run_until_idle()
    town.documents = {v.filename: v.document for v in Version.objects.filter(collectivite=first)}
    assert set(town.documents) == set(files)
    market = town.documents["marche.md"]
    library.update_document(
        town.scope(admin),
        market.public_id,
        title=market.title,
        document_date=None,
        valid_from=None,
        valid_to=date(2020, 12, 31),
        base_id=base.public_id,
    )
    Worker(threads=1).run_until_idle()
    return town
