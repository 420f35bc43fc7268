"""Three authorities and what they hold, made through the services of the house: one looks, another is looked at.

A (`intruder`) looks. B (`victim`) holds one row at least of every table that belongs to an authority, and its texts and
names carry a word that nobody else may ever read. C is suspended. Within B, an agent looks at what is another member's
(`private`) or another service's (`hidden`); what B shares (`shared`) may be read by A and changed by nobody but B.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from uuid import UUID

from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.db.models import Model, Q
from django.test import override_settings
from django.utils import timezone

from beffroi.core.scope import Scope
from beffroi.faces.web import access
from beffroi.platform.instance import services as instance
from beffroi.platform.jobs.models import Job
from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import scoping
from beffroi.platform.library import services as library
from beffroi.platform.library.models import Base, Document, Finding, Intake, IntakeFile, Version
from beffroi.platform.tenancy import services as tenancy
from beffroi.platform.tenancy.models import Account, ApiKey, Collectivite, Member, OneTimeLink, Service
from beffroi.uses.ask import services as ask
from beffroi.uses.ask.models import Attachment, Citation, Conversation, Feedback, Turn
from tests.platform import people

SECRET = "zorvanith"
"""In every text and name that only B may read."""
SHARED = "brumelac"
"""In what B shares with every authority: readable by A, never writable."""
HIDDEN = "quelmondo"
"""In what only one service of B reads."""
PRIVATE = "trivasque"
"""In what one member of B wrote for themself: questions, attached files, names of keys."""


@dataclass(frozen=True)
class Actor:
    """Who calls. `session`: value of the session cookie; `key`: secret of an API key."""

    name: str
    session: str = ""
    key: str = ""


@dataclass
class House:
    """One authority: its rows by kind, as public ids, the first of each kind being the most ordinary."""

    row: Collectivite
    ids: dict[str, list[UUID]] = field(default_factory=lambda: defaultdict(list))

    def first(self, kind: str) -> UUID:
        return self.ids[kind][0]


@dataclass
class World:
    """`rows`, `files`: what B holds before anybody calls."""

    intruder: House
    victim: House
    suspended: House
    shared: House
    private: House
    hidden: House
    actors: dict[str, Actor]
    folder: Path
    rows: dict[str, list[dict[str, object]]]
    files: dict[str, int]

    @cached_property
    def unspeakable(self) -> set[str]:
        """Identifiers that only B may read."""
        held = (self.victim, self.hidden, self.private)
        return {str(one) for house in held for every in house.ids.values() for one in every}


@contextmanager
def world(folder: Path) -> Iterator[World]:
    """Everything, in one transaction that is undone at the end, and in a data folder of its own."""
    with override_settings(DATA=folder), transaction.atomic():
        (folder / "tmp").mkdir()
        yield _build(folder)
        transaction.set_rollback(True)


def _build(folder: Path) -> World:
    admins = {name: _authority(name) for name in ("Amberieux", f"Bourg {SECRET}", "Cessy")}
    a, b, c = admins.values()
    house_a, house_b, house_c = House(a.collectivite), House(b.collectivite), House(c.collectivite)
    a_agent = _member(a.collectivite, "agent")
    b_agent = _member(b.collectivite, "agent")
    exploitant = people.exploitant()
    _fill(house_a, a, "les horaires de la piscine")
    _fill(house_b, b, SECRET)
    _fill(house_c, c, "le marché")
    library.create_base(scope(c), "Partagée puis suspendue", visibility=Base.Visibility.SHARED)
    shared, private, hidden = House(b.collectivite), House(b.collectivite), House(b.collectivite)
    _share(shared, b)
    _hide(hidden, b)
    _ask(house_a, a, "la piscine ouvre à quelle heure")
    _ask(house_b, b, f"quel est le montant de la prime {SECRET} {PRIVATE}")
    _ask(house_c, c, "quand a lieu le marché")
    _private(private, b)
    actors = _actors(a, a_agent, b, b_agent, c, exploitant)
    Collectivite.objects.filter(pk=c.collectivite_id).update(state=Collectivite.State.SUSPENDED)
    for house in (house_a, house_b, house_c):
        _count(house)
    for kind, ids in shared.ids.items():
        house_b.ids[kind] = [one for one in house_b.ids[kind] if one not in ids]
    rows, files = rows_of(house_b), data_files(folder)
    return World(house_a, house_b, house_c, shared, private, hidden, actors, folder, rows, files)


def _authority(name: str) -> Member:
    return _member(people.authority(name), "administrateur")


def _member(house: Collectivite, role: str) -> Member:
    member = people.member(house, role, notice_accepted_at=timezone.now())
    if SECRET in house.name:
        Account.objects.filter(pk=member.account_id).update(name=f"{role} {SECRET}")
        member.account.refresh_from_db()
    return member


def scope(member: Member) -> Scope:
    return scoping.scope_for(member)


def _fill(house: House, admin: Member, word: str) -> None:
    """Services, bases, documents read by the worker, the bin, a refused file, a finding, a job, an archive."""
    service = tenancy.create_service(scope(admin), f"Service {word}", f"tout sur {word}", "", "")
    base = library.create_base(scope(admin), f"Base {word}", description=f"à propos de {word}")
    binned = library.create_base(scope(admin), f"Base jetée {word}")
    given = [
        ("prime.md", _text(word, 1)),
        ("plan.pdf", _pdf(word)),
        ("casse.pdf", io.BytesIO(b"%PDF-1.4\nrien")),
        ("jeter.md", _text(word, 2)),
    ]
    intake = library.accept_files(scope(admin), base.public_id, given, label=f"dépôt {word}")
    library.accept_files(scope(admin), binned.public_id, [("ancien.md", _text(word, 3))])
    _work()
    document = Document.objects.get(base=base, versions__filename="prime.md")
    library.replace_document(scope(admin), document.public_id, "prime2.md", _text(word, 4))
    _work()
    library.delete_document(scope(admin), Document.objects.get(versions__filename="jeter.md", base=base).public_id)
    library.delete_base(scope(admin), binned.public_id)
    if not Finding.objects.filter(base=base).exists():
        found = Finding.objects.create(
            collectivite_id=admin.collectivite_id, base=base, kind="undated", key="k", data={"reason": word}
        )
        found.documents.add(document)
    export = instance.export_collectivite(admin.account, admin.collectivite.public_id)
    _work()
    tenancy.invite(scope(admin), f"invite-{admin.pk}@mairie.example", f"Invitée {word}", "agent", [service.public_id])
    tenancy.issue_reset(scope(admin), people.member(admin.collectivite, "agent").public_id)
    house.ids["intake"].append(intake.public_id)
    house.ids["base"].append(base.public_id)
    house.ids["document"].append(document.public_id)
    current = Version.objects.filter(document__base=base, replaced_at=None).exclude(document__deleted_at__isnull=False)
    house.ids["version"] += list(current.order_by("-filename").values_list("public_id", flat=True))
    house.ids["job"].append(export.public_id)


def _ask(house: House, admin: Member, question: str) -> None:
    """A conversation with a file, an answer, an opinion; another one deleted; a question that waits."""
    attached = ask.attach(scope(admin), None, f"{question[:20]}.md", _text(question, 5))
    drawn = ask.attach(scope(admin), attached.conversation.public_id, "plan.pdf", _pdf(question))
    turn = ask.ask(scope(admin), question, attached.conversation.public_id)
    if not turn.citations.exists():
        raise AssertionError("the question of this world must be answered")
    ask.feedback(scope(admin), turn.public_id, clear=True, comment=question)
    waiting = ask.pose(scope(admin), question, attached.conversation.public_id)
    deleted = ask.ask(scope(admin), f"{question} encore")
    ask.delete_conversation(scope(admin), deleted.conversation.public_id)
    house.ids["conversation"].append(attached.conversation.public_id)
    house.ids["attachment"].append(drawn.public_id)
    house.ids["turn"] += [waiting.public_id, turn.public_id]
    key, _ = tenancy.create_key(scope(admin), f"clé {question[:50]}")
    house.ids["key"].append(key.public_id)


def _share(house: House, admin: Member) -> None:
    base = library.create_base(scope(admin), f"Partagée {SHARED}", visibility=Base.Visibility.SHARED)
    _deposit(house, admin, base, _text(SHARED, 6))


def _hide(house: House, admin: Member) -> None:
    """What only one service of B reads."""
    service = tenancy.create_service(scope(admin), f"Cabinet {SECRET}", "", "", "")
    base = library.create_base(
        scope(admin), f"Réservée {SECRET} {HIDDEN}", visibility=Base.Visibility.SERVICE, service_id=service.public_id
    )
    _deposit(house, admin, base, _text(f"{SECRET} {HIDDEN}", 7))
    found = Finding.objects.create(collectivite_id=admin.collectivite_id, base=base, kind="undated", key="h")
    house.ids["finding"].append(found.public_id)
    house.ids["job"] += list(Job.objects.filter(member=admin).values_list("public_id", flat=True))
    binned = library.accept_files(scope(admin), base.public_id, [("corbeille.md", _text(f"{SECRET} {HIDDEN}", 8))])
    _work()
    document = IntakeFile.objects.get(intake=binned).document
    assert document is not None
    library.delete_document(scope(admin), document.public_id)
    house.ids["document"].append(document.public_id)


def _deposit(house: House, admin: Member, base: Base, text: io.BytesIO) -> None:
    intake = library.accept_files(scope(admin), base.public_id, [("texte.md", text)])
    _work()
    file = IntakeFile.objects.get(intake=intake)
    assert file.document is not None
    assert file.document.current is not None
    house.ids["base"].append(base.public_id)
    house.ids["intake"].append(intake.public_id)
    house.ids["file"].append(file.public_id)
    house.ids["document"].append(file.document.public_id)
    house.ids["version"].append(file.document.current.public_id)


def _private(private: House, admin: Member) -> None:
    """What belongs to one member of B alone: another member of B looks."""
    mine = {"collectivite_id": admin.collectivite_id}
    private.ids["conversation"] = _of(Conversation, member=admin)
    private.ids["turn"] = _of(Turn, **mine)
    private.ids["attachment"] = _of(Attachment, **mine)
    private.ids["key"] = _of(ApiKey, member=admin)


def _actors(a: Member, a_agent: Member, b: Member, b_agent: Member, c: Member, exploitant: Account) -> dict[str, Actor]:
    """Keys and sessions, drawn while everybody is active; then some are closed, without telling the sessions."""
    suspended = _member(b.collectivite, "agent")
    Account.objects.filter(pk=suspended.account_id).update(name="Suspendue")  # one's own name is no secret
    former = _member(b.collectivite, "administrateur")
    _, former_secret = tenancy.create_key(scope(former), "révoquée")
    ApiKey.objects.filter(member=former).update(revoked_at=timezone.now())
    actors = {
        "A administrator": _actor("A administrator", a),
        "A agent": _actor("A agent", a_agent),
        "B agent": _actor("B agent", b_agent),
        "B suspended": _actor("B suspended", suspended),
        "C of a suspended authority": _actor("C of a suspended authority", c),
        "B owner": _actor("B owner", b),
        "revoked key": Actor("revoked key", key=former_secret),
        "exploitant": Actor("exploitant", session=_session(exploitant, None)),
        "nobody": Actor("nobody"),
    }
    Member.objects.filter(pk=suspended.pk).update(state=Member.State.SUSPENDED)
    return actors


def _actor(name: str, member: Member) -> Actor:
    _, secret = tenancy.create_key(scope(member), f"clé de {name}")
    return Actor(name, _session(member.account, member), secret)


def _session(account: Account, member: Member | None) -> str:
    """A signed-in session, as accounts.sign_in makes it."""
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    if member is not None:
        store[access.SESSION_KEY] = str(member.public_id)
    store.create()
    return str(store.session_key)


def _count(house: House) -> None:
    """Every row of the house, after those already named first."""
    mine = {"collectivite_id": house.row.pk}
    kinds = {
        "service": Service,
        "member": Member,
        "invitation": OneTimeLink,
        "key": ApiKey,
        "job": Job,
        "base": Base,
        "document": Document,
        "version": Version,
        "intake": Intake,
        "file": IntakeFile,
        "finding": Finding,
        "conversation": Conversation,
        "turn": Turn,
        "attachment": Attachment,
        "citation": Citation,
        "feedback": Feedback,
    }
    house.ids["collectivite"] = [house.row.public_id]
    for kind, model in kinds.items():
        every = _of(model, **mine)
        house.ids[kind] += [one for one in every if one not in house.ids[kind]]


def _of(model: type[Model], **conditions: object) -> list[UUID]:
    found = model._default_manager.filter(**conditions).order_by("pk")
    return list(found.values_list("public_id", flat=True))


def _text(word: str, number: int) -> io.BytesIO:
    return io.BytesIO(
        f"# Note {number} sur {word}\n\n"
        f"La piscine ouvre à {7 + number} heures. Le marché a lieu le mardi {number} mai.\n\n"
        f"Le montant de la prime {word} est de {1000 + number} euros par an. Note {number} : {word}.\n".encode()
    )


def _pdf(word: str) -> io.BytesIO:
    """A page of one line, drawn by hand."""
    line = "".join(c for c in word if c.isascii())
    stream = f"BT /F1 12 Tf 50 700 Td (Le plan de {line} est affiche en mairie.) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(made))
        made += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(made)
    made += b"xref\n0 6\n0000000000 65535 f \n" + table
    return io.BytesIO(made + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start)


def _work() -> None:
    Worker(threads=1).run_until_idle()


def data_files(folder: Path) -> dict[str, int]:
    """Files of the data folder that belong to authorities, with their sizes."""
    kept = [path for part in ("files", "conversations", "exports") for path in (folder / part).rglob("*")]
    return {str(path.relative_to(folder)): path.stat().st_size for path in kept if path.is_file()}


def rows_of(house: House) -> dict[str, list[dict[str, object]]]:
    """Every row of an authority, its people and its many-to-many links included, as they are."""
    mine, found = {"collectivite_id": house.row.pk}, {}
    held = {model for model in apps.get_models() if _has(model, "collectivite_id")}
    for model in apps.get_models(include_auto_created=True):
        rows = model._default_manager.order_by("pk")
        if model in held:
            found[model._meta.label] = [
                {name: value for name, value in row.items() if name != "last_used_at"}  # noted when a key is used
                for row in rows.filter(**mine).values()
            ]
        elif model._meta.auto_created:
            ends = [one for one in model._meta.concrete_fields if one.related_model in held]
            belongs = Q(*[(f"{one.name}__collectivite_id", house.row.pk) for one in ends], _connector=Q.OR)
            found[model._meta.label] = list(rows.filter(belongs).values()) if ends else []
    found["tenancy.Collectivite"] = list(Collectivite.objects.filter(pk=house.row.pk).values())
    accounts = Account.objects.filter(memberships__collectivite=house.row)
    found["tenancy.Account"] = list(accounts.distinct().order_by("pk").values())
    return found


def _has(model: type[Model], column: str) -> bool:
    return column in {one.attname for one in model._meta.concrete_fields}


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that change something while the block runs."""
    said: list[str] = []

    def watch(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if sql.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}:
            said.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield said
