"""An export holds every table of its authority and nothing of another, no secret, no row id."""

from __future__ import annotations

import json
import os
import time
import zipfile
from pathlib import Path
from uuid import uuid4

import pytest

from beffroi.core.errors import Conflict, NotFound, Refused
from beffroi.platform.instance import archive, folders, selectors, services, tables
from beffroi.platform.jobs.models import Job
from beffroi.platform.journal.models import Entry
from beffroi.platform.library.models import Blob, IndexChange
from beffroi.platform.tenancy.models import ApiKey, OneTimeLink
from tests.platform import people
from tests.platform.instance.rows import fill
from tests.platform.instance.working import finished

WORD, OTHER_WORD = "hulottequichuinte", "effraiequidort"
pytestmark = pytest.mark.django_db(transaction=True)


def _read(path: Path) -> tuple[dict[str, list[dict[str, object]]], dict[str, bytes]]:
    with zipfile.ZipFile(path) as zipped:
        assert zipped.testzip() is None
        contents = {name: zipped.read(name) for name in zipped.namelist()}
    written = {
        name.removeprefix("tables/").removesuffix(".jsonl"): [json.loads(line) for line in data.splitlines()]
        for name, data in contents.items()
        if name.startswith("tables/")
    }
    return written, contents


def test_an_export_is_whole_and_only_ones_own() -> None:
    mine, other = people.authority(WORD), people.authority(OTHER_WORD)
    admin, _ = fill(mine, WORD), fill(other, OTHER_WORD)
    job = finished(services.export_collectivite(people.exploitant(), mine.public_id))
    (made,) = selectors.exports(people.scope(admin))
    written, contents = _read(made.path)

    private = {model for model in tables.holding() if getattr(model, "private_to_member", False)}
    assert {model.__name__ for model in private} == {"Conversation", "Turn", "Citation", "Attachment", "Feedback"}
    assert all(tables.rows(model, mine.pk).exists() for model in private)
    assert not written.keys() & {model._meta.label_lower for model in private}
    for model in set(tables.holding()) - {IndexChange, Job} - private:
        assert len(written[model._meta.label_lower]) == tables.rows(model, mine.pk).count() > 0, model
    everything = b"".join(contents.values()).decode()
    assert WORD in everything
    assert OTHER_WORD not in everything
    blob = Blob.objects.get(collectivite=mine)
    assert contents[f"files/{blob.sha256}"] == WORD.encode()
    for secret in (
        ApiKey.objects.get(collectivite=mine).digest,
        OneTimeLink.objects.get(collectivite=mine).token_hash,
        admin.account.password,
    ):
        assert secret not in everything
    assert all("id" not in row and "collectivite" not in row for rows in written.values() for row in rows)
    passage = written["library.passage"][0]
    version = written["library.version"][0]
    assert (passage["version"], version["blob"]) == (version["public_id"], blob.sha256)
    assert written["tenancy.member"][0]["account"] == admin.account.email
    assert (made.public_id, made.bytes) == (job.public_id, made.path.stat().st_size)
    assert services.download_export(people.scope(admin), job.public_id) == made.path
    assert Entry.objects.filter(collectivite_id=mine.pk, verb="instance.export_downloaded").count() == 1


def test_an_export_is_opened_by_its_administrators_only() -> None:
    operator, mine = people.exploitant(), people.authority()
    admin, stranger = people.member(mine), people.member(people.authority())
    job = finished(services.export_collectivite(operator, mine.public_id))
    for member in (people.member(mine, "agent"), people.member(mine, "valideur"), people.member(mine, "dpo")):
        with pytest.raises(Refused):
            services.download_export(people.scope(member), job.public_id)
    for public_id in (job.public_id, uuid4()):
        with pytest.raises(NotFound):
            services.download_export(people.scope(stranger), public_id)
    assert selectors.exports(people.scope(stranger)) == []
    assert services.download_export(people.scope(admin), job.public_id).exists()


def test_who_asks_for_an_export() -> None:
    operator, admin = people.exploitant(), people.member(people.authority())
    public_id = admin.collectivite.public_id
    first = services.export_collectivite(admin.account, public_id)
    assert services.export_collectivite(operator, public_id) == first
    assert first.member == admin
    agent = people.member(admin.collectivite, "agent")
    with pytest.raises(Refused):
        services.export_collectivite(agent.account, public_id)
    stranger = people.member(people.authority())
    for known in (public_id, uuid4()):
        with pytest.raises(NotFound):
            services.export_collectivite(stranger.account, known)
    with pytest.raises(NotFound):
        services.export_collectivite(operator, uuid4())
    with pytest.raises(Conflict):
        services.export_collectivite(operator, people.authority(state="erasing").public_id)
    assert first in selectors.operations(operator)
    with pytest.raises(Refused):
        selectors.operations(admin.account)


def test_a_new_export_replaces_the_former_and_a_week_ends_it() -> None:
    operator, admin = people.exploitant(), people.member(people.authority())
    scope, public_id = people.scope(admin), admin.collectivite.public_id
    first = finished(services.export_collectivite(operator, public_id))
    second = finished(services.export_collectivite(operator, public_id))
    assert first != second
    found = selectors.exports(scope)
    assert [export.public_id for export in found] == [second.public_id]
    assert list(folders.exports_of(public_id).iterdir()) == [found[0].path]
    archive.forget_old()
    assert found[0].path.exists()
    eight_days_ago = time.time() - 8 * 24 * 3600
    os.utime(found[0].path, (eight_days_ago, eight_days_ago))
    archive.forget_old()
    assert selectors.exports(scope) == []


def test_the_exploitant_counts_what_the_library_holds() -> None:
    operator, mine = people.exploitant(), people.authority(WORD)
    fill(mine, WORD)
    line = next(line for line in selectors.overview(operator) if line.public_id == mine.public_id)
    assert (line.bytes, line.members, line.services, line.passages) == (1, 1, 1, 1)
