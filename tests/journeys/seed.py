"""Fills the data folder of a server for the journeys: run as a program, before `beffroi run`. Prints a JSON object."""

from __future__ import annotations

import io
import json
import os
import sys


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "beffroi.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    json.dump(_fill(), sys.stdout)


def _fill() -> dict[str, str]:
    import typst
    from django.utils import timezone

    from beffroi.platform.jobs.worker import Worker
    from beffroi.platform.library import scoping
    from beffroi.platform.library import services as library
    from beffroi.platform.library.models import Document
    from beffroi.platform.tenancy.models import Account, Collectivite, Member, Service
    from tests.town import GUIDE, LIBRARY_RULES, OLD_MARKET, PAGES, POOL

    password = "les-cloches-sonnent-a-midi"
    town = Collectivite.objects.create(name="Commune de Saint-Orme", slug="saint-orme", accent="#2f5d8a")
    Service.objects.create(
        collectivite=town, name="Sports", remit="clubs sportifs, stade", phone="01 02 03 04 05", email="s@o.example"
    )
    people = {}
    for role, name in (("administrateur", "Ada Morel"), ("agent", "Jeanne Petit"), ("agent", "Paul Grand")):
        account = Account.objects.create_account(f"{name.split()[0].lower()}@saint-orme.example", name, password)
        read = None if name.startswith("Paul") else timezone.now()
        people[name] = Member.objects.create(account=account, collectivite=town, role=role, notice_accepted_at=read)
    scope = scoping.scope_for(people["Ada Morel"])
    base = library.create_base(scope, name="Règlements")
    library.create_base(scope, name="Comptes rendus")
    files = {
        "piscine.md": POOL.encode(),
        "mediatheque.md": LIBRARY_RULES.encode(),
        "guide.md": GUIDE.encode(),
        "marche.md": OLD_MARKET.encode(),
        "conseil.pdf": typst.compile(PAGES.encode()),
        "tarifs.csv": b"Salle;Tarif\nSalle du Lavoir;120 euros\nSalle des noces;85 euros\n",
    }
    scope = scoping.scope_for(people["Ada Morel"])
    library.accept_files(scope, base.public_id, [(name, io.BytesIO(data)) for name, data in files.items()])
    Worker(threads=1).run_until_idle()
    documents = {d.current.filename: str(d.current.public_id) for d in Document.objects.all() if d.current}
    return {"password": password, "base": str(base.public_id), **documents}


if __name__ == "__main__":
    main()
