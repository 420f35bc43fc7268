"""The tenant matrix: each route and operation, with every identifier of another authority, as everybody who may not.

For each the answer must equal the answer to a random identifier, nothing of the other authority may change, and the
word that all its texts and names carry may not appear. The same within an authority for what is one member's alone, or
one service's. So that the comparison means something, the last part shows that the owner is answered otherwise.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import transaction

from beffroi.platform.tenancy.models import TenantRow
from tests.tenant_matrix.calling import HTMX, JSON, METHODS, Answer, Call, address, call, filled, of_body
from tests.tenant_matrix.catalogue import Found, api_operations, web_routes
from tests.tenant_matrix.table import API, WEB, Entry
from tests.tenant_matrix.world import (
    HIDDEN,
    PRIVATE,
    SECRET,
    SHARED,
    Actor,
    House,
    World,
    data_files,
    rows_of,
    world,
    writes,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
RANDOM = UUID(int=random.Random("tenant matrix").getrandbits(128), version=4)
TABLE = {**WEB, **API}
OBJECTS = [name for name, entry in TABLE.items() if entry.slots]
CARRIED = [name for name, entry in TABLE.items() if entry.bodies]
OWN = [name for name, entry in TABLE.items() if not entry.slots]
SESSIONS = ("A administrator", "A agent", "B suspended", "C of a suspended authority", "exploitant", "nobody")
KEYS = ("A administrator", "A agent", "B suspended", "C of a suspended authority", "revoked key", "nobody")
UNTOUCHED = ("django_session", "axes_accesslog", '"last_used_at"')
SEARCHED = {"q": "montant de la prime", "query": "Note", "question": "prime", "limit": "100"}
Said = dict[tuple[str, str, str], Answer]


@pytest.fixture(scope="module")
def here(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with django_db_blocker.unblock(), world(tmp_path_factory.mktemp("data")) as made:
        yield made


def found(name: str) -> Found:
    return web_routes()[name] if name in WEB else api_operations()[name]


def actors(here: World, name: str, wanted: Sequence[str] = ()) -> list[Actor]:
    """Those who call this route, each with what carries its identity there."""
    named = wanted or (KEYS if name in API else SESSIONS)
    return [here.actors[one] for one in named if not (one == "exploitant" and TABLE[name].who == "exploitant")]


def methods(name: str) -> tuple[str, ...]:
    """Every method for a page; for an operation its own, the others being other operations or refused unread."""
    return METHODS if name in WEB else (name.partition(" ")[0],)


def house(here: World, actor: Actor) -> House:
    return {"B": here.victim, "C": here.suspended}.get(actor.name[0], here.intruder)


def gesture(name: str, method: str, ids: Mapping[str, UUID], tried: UUID) -> Call:
    """A call that would do what the route does, were it allowed."""
    entry, path = TABLE[name], address(found(name), ids)
    if method in {"GET", "HEAD", "OPTIONS", "DELETE"}:
        return Call(method, path, tried)
    return Call(method, path, tried, filled(entry.fill, tried), entry.files, as_json=name in API and not entry.files)


def places(entry: Entry, mine: House, tried: UUID, slots: Sequence[str]) -> dict[str, UUID]:
    """The identifiers of an address: the one tried in these slots, one's own in the others."""
    return {slot: tried if slot in slots else mine.first(kind) for slot, kind in entry.slots.items()}


def watched(here: World, actor: Actor, wanted: Call) -> Answer:
    """The answer. Had it written anything, B must be as before; then it is undone: every call finds the same world."""
    with transaction.atomic(), writes() as changed:
        answer = call(actor, wanted)
        if any(not any(part in sql for part in UNTOUCHED) for sql in changed):
            assert rows_of(here.victim) == here.rows, (actor.name, wanted)
        transaction.set_rollback(True)
    return answer


def refused_alike(here: World, actor: Actor, real: Call, drawn: Call, said: Said, place: str) -> None:
    """The answers are equal, and hold nothing that is B's."""
    key = (actor.name, place, real.method)
    if key not in said:
        said[key] = watched(here, actor, drawn)
    answer = watched(here, actor, real)
    assert answer == said[key], (actor.name, real)
    says_nothing(here, actor, answer, real)


def says_nothing(here: World, actor: Actor, answer: Answer, of: Call) -> None:
    """No word and no identifier that only B may read. The exploitant knows the authorities and their long work."""
    if actor.name.startswith("B "):
        return
    known = {str(one) for kind in ("collectivite", "job") for one in here.victim.ids[kind]}
    said = answer.identifiers & here.unspeakable
    assert not (said - known if actor.name == "exploitant" else said), (actor.name, of)
    assert SECRET not in answer.whole.replace(here.victim.row.name, ""), (actor.name, of)


def try_slots(here: World, name: str, actor: Actor, ids: Mapping[str, Sequence[UUID]], said: Said) -> None:
    """Each identifier in each slot of the address: the first by every method, the others by those that do something."""
    entry, mine = TABLE[name], house(here, actor)
    for slot, kind in entry.slots.items():
        for rank, one in enumerate(ids.get(kind, ())):
            for method in methods(name) if rank == 0 or name in API else ("GET", "POST"):
                real = gesture(name, method, places(entry, mine, one, [slot]), one)
                drawn = gesture(name, method, places(entry, mine, RANDOM, [slot]), RANDOM)
                refused_alike(here, actor, real, drawn, said, slot)


def try_bodies(
    here: World, name: str, actor: Actor, ids: Mapping[str, Sequence[UUID]], *, shared: bool = False
) -> None:
    """Each identifier in each body, the address being one's own."""
    entry, mine, said = TABLE[name], house(here, actor), {}
    path = address(found(name), {slot: mine.first(kind) for slot, kind in entry.slots.items()})
    method = "POST" if name in WEB else name.partition(" ")[0]
    for number, body in enumerate(entry.bodies):
        if shared and body.reads:
            continue
        drawn = of_body(method, path, body, RANDOM, as_json=name in API)
        for one in ids.get(body.kind, ()):
            real = of_body(method, path, body, one, as_json=name in API)
            refused_alike(here, actor, real, drawn, said, str(number))


@pytest.mark.parametrize("name", OBJECTS)
def test_an_identifier_of_another_authority_is_a_random_one(here: World, name: str) -> None:
    said: Said = {}
    for actor in actors(here, name):
        most = 12 if actor.name == "A administrator" else 1
        ids = {kind: every[:most] for kind, every in here.victim.ids.items()}
        try_slots(here, name, actor, ids, said)
        if actor.name.startswith("C"):
            try_slots(here, name, actor, {kind: every[:1] for kind, every in here.suspended.ids.items()}, said)


@pytest.mark.parametrize("name", [name for name in OBJECTS if name in WEB])
def test_a_part_of_a_page_or_json_asked_for_changes_nothing(here: World, name: str) -> None:
    entry, mine = TABLE[name], here.intruder
    for headers, method, (slot, kind) in itertools.product((HTMX, JSON), ("GET", "POST"), entry.slots.items()):
        one, said = here.victim.first(kind), {}
        for actor in actors(here, name, ("A administrator", "B suspended", "nobody")):
            real = gesture(name, method, places(entry, mine, one, [slot]), one)
            drawn = gesture(name, method, places(entry, mine, RANDOM, [slot]), RANDOM)
            refused_alike(here, actor, replace(real, headers=headers), replace(drawn, headers=headers), said, slot)


@pytest.mark.parametrize(
    "token", ["null", "None", "undefined", "0", "true", "[]", "%00", "..", "%2e%2e", "é", "' OR 1=1"]
)
def test_a_token_that_is_no_token_opens_no_link(here: World, token: str) -> None:
    drawn = call(here.actors["nobody"], Call("GET", f"/lien/{RANDOM}/"))
    given = call(here.actors["nobody"], Call("GET", f"/lien/{token}/"))
    assert (given.status, given.body) == (drawn.status, drawn.body)


@pytest.mark.parametrize("name", [name for name in OBJECTS if len(TABLE[name].slots) > 1])
def test_a_whole_path_of_another_authority_is_a_random_one(here: World, name: str) -> None:
    entry, said = TABLE[name], {}
    for actor in actors(here, name, ("A administrator", "A agent")):
        for method in methods(name):
            for ids in itertools.product(*[here.victim.ids[kind][:4] for kind in entry.slots.values()]):
                real = gesture(name, method, dict(zip(entry.slots, ids, strict=True)), ids[0])
                answers = dict.fromkeys(entry.slots, RANDOM)
                drawn = gesture(name, method, answers, RANDOM)
                refused_alike(here, actor, replace(real, also=ids[1:]), drawn, said, "all")


@pytest.mark.parametrize("name", OBJECTS)
def test_an_identifier_of_the_wrong_kind_is_a_random_one(here: World, name: str) -> None:
    entry, said = TABLE[name], {}
    actor = here.actors["A administrator"]
    wrong = [every[0] for every in here.victim.ids.values()]
    for slot in entry.slots:
        for one in wrong:
            for method in methods(name) if name in API else ("GET", "POST"):
                real = gesture(name, method, places(entry, here.intruder, one, [slot]), one)
                drawn = gesture(name, method, places(entry, here.intruder, RANDOM, [slot]), RANDOM)
                refused_alike(here, actor, real, drawn, said, slot)


@pytest.mark.parametrize("name", CARRIED)
def test_an_identifier_of_another_authority_in_a_body_is_a_random_one(here: World, name: str) -> None:
    for actor in actors(here, name):
        ids = {kind: every[:6] for kind, every in here.victim.ids.items()}
        ids["base"] = [*ids["base"], *here.suspended.ids["base"]]
        try_bodies(here, name, actor, ids)


@pytest.mark.parametrize("name", OBJECTS)
def test_what_one_member_or_one_service_holds_is_a_random_identifier_to_another(here: World, name: str) -> None:
    actor, said = here.actors["B agent"], {}
    for held in (here.hidden, here.private):
        try_slots(here, name, actor, held.ids, said)


@pytest.mark.parametrize("name", CARRIED)
def test_what_one_member_or_one_service_holds_is_random_in_a_body(here: World, name: str) -> None:
    for held in (here.hidden, here.private):
        try_bodies(here, name, here.actors["B agent"], held.ids)


@pytest.mark.parametrize("name", OBJECTS)
def test_a_shared_base_is_read_and_never_changed(here: World, name: str) -> None:
    entry = TABLE[name]
    for actor in actors(here, name):
        readers = actor.name in {"A administrator", "A agent"}
        said: Said = {}
        for slot, kind in entry.slots.items():
            for one, method in itertools.product(here.shared.ids.get(kind, ()), methods(name)):
                real = gesture(name, method, places(entry, house(here, actor), one, [slot]), one)
                drawn = gesture(name, method, places(entry, house(here, actor), RANDOM, [slot]), RANDOM)
                if entry.shared and readers and method in {"GET", "HEAD"}:
                    answer = watched(here, actor, real)
                    assert answer.status == 200 or answer == watched(here, actor, drawn)
                    says_nothing(here, actor, answer, real)
                else:
                    refused_alike(here, actor, real, drawn, said, slot)


@pytest.mark.parametrize("name", CARRIED)
def test_a_shared_base_in_a_body_is_never_changed(here: World, name: str) -> None:
    for actor in actors(here, name, ("A administrator", "A agent")):
        try_bodies(here, name, actor, here.shared.ids, shared=True)


def test_a_shared_base_is_indeed_read(here: World) -> None:
    for name in ("web:base", "web:source", "GET /bases/{base_id}/documents", "GET /versions/{version_id}/text"):
        ids = {slot: here.shared.first(kind) for slot, kind in TABLE[name].slots.items()}
        answer = watched(here, here.actors["A agent"], Call("GET", address(found(name), ids)))
        assert answer.status == 200
        assert SHARED in answer.body


@pytest.mark.parametrize("name", OWN)
def test_what_is_one_s_own_says_nothing_of_another_authority(here: World, name: str) -> None:
    path = address(found(name), {}) if not found(name).parameters else "/api/v1/inconnu"
    for actor in actors(here, name, [*SESSIONS, "revoked key"]):
        for method in methods(name):
            wanted = replace(gesture_at(name, method, path), query=SEARCHED if method == "GET" else {})
            answer = watched(here, actor, wanted)
            says_nothing(here, actor, answer, wanted)


@pytest.mark.parametrize("name", OWN)
def test_what_is_one_s_own_says_nothing_of_another_member_or_service(here: World, name: str) -> None:
    path = address(found(name), {}) if not found(name).parameters else "/api/v1/inconnu"
    for method in methods(name):
        wanted = replace(gesture_at(name, method, path), query=SEARCHED if method == "GET" else {})
        with transaction.atomic():
            answer = call(here.actors["B agent"], wanted)
            transaction.set_rollback(True)
        assert HIDDEN not in answer.whole
        assert PRIVATE not in answer.whole


def test_the_world_holds_a_row_of_every_table_and_every_identifier(here: World) -> None:
    """A model added later must enter the world: without a row, nothing would be tried."""
    for model in apps.get_models():
        columns = {one.attname for one in model._meta.concrete_fields}
        if "collectivite_id" in columns:
            assert here.rows[model._meta.label], model
        if issubclass(model, TenantRow) or {"collectivite_id", "public_id"} <= columns:
            mine = set(
                model._default_manager.filter(collectivite_id=here.victim.row.pk).values_list("public_id", flat=True)
            )
            tried = {
                one for held in (here.victim, here.hidden, here.shared) for every in held.ids.values() for one in every
            }
            assert mine <= tried, model


def test_nothing_of_the_other_authority_has_changed(here: World) -> None:
    assert rows_of(here.victim) == here.rows
    assert data_files(here.folder) == here.files


@pytest.mark.parametrize("name", [name for name in OBJECTS if name != "web:link"])
def test_the_owner_is_answered_otherwise(here: World, name: str, tmp_path: Path) -> None:
    """Without this, a route that answers 404 to all would pass everything above."""
    entry = TABLE[name]
    actor = here.actors["exploitant" if entry.who == "exploitant" else "B owner"]
    ids = [[*here.victim.ids[kind][:12], *here.hidden.ids.get(kind, [])] for kind in entry.slots.values()]
    drawn = dict.fromkeys(entry.slots, RANDOM)
    differs = (
        undone(here, actor, gesture(name, method, dict(zip(entry.slots, one, strict=True)), one[0]), tmp_path)
        != undone(here, actor, gesture(name, method, drawn, RANDOM), tmp_path)
        for one in itertools.product(*ids)
        for method in methods(name)
        if method not in {"HEAD", "OPTIONS"}
    )
    assert any(differs)


@pytest.mark.parametrize("name", CARRIED)
def test_the_owner_s_own_identifier_in_a_body_is_answered_otherwise(here: World, name: str, tmp_path: Path) -> None:
    entry, actor = TABLE[name], here.actors["B owner"]
    path = address(found(name), {slot: here.victim.first(kind) for slot, kind in entry.slots.items()})
    method = "POST" if name in WEB else name.partition(" ")[0]
    for body in entry.bodies:
        drawn = of_body(method, path, body, RANDOM, as_json=name in API)
        mine = here.victim.ids[body.kind] if body.kind != "member" else owner_members(here)
        reals = [of_body(method, path, body, one, as_json=name in API) for one in mine]
        assert any(undone(here, actor, real, tmp_path) != undone(here, actor, drawn, tmp_path) for real in reals)


def owner_members(here: World) -> list[UUID]:
    return here.victim.ids["member"]


def gesture_at(name: str, method: str, path: str) -> Call:
    entry = TABLE[name]
    if method in {"GET", "HEAD", "OPTIONS", "DELETE"}:
        return Call(method, path)
    return Call(method, path, None, entry.fill, entry.files, as_json=name in API and not entry.files)


def undone(here: World, actor: Actor, wanted: Call, aside: Path) -> Answer:
    """The answer to an owner, whose gesture is then undone, on the disk too."""
    kept = aside / "kept"
    shutil.copytree(here.folder, kept)
    with transaction.atomic():
        answer = call(actor, wanted)
        transaction.set_rollback(True)
    shutil.rmtree(here.folder)
    kept.rename(here.folder)
    return answer


@pytest.mark.parametrize("name", [name for name in WEB if not name.startswith("api:")])
def test_a_null_character_typed_is_no_fault(here: World, name: str, tmp_path: Path) -> None:
    """PostgreSQL refuses it in a text: a page must not hand it over."""
    actor, entry = here.actors["A administrator"], TABLE[name]
    ids = {slot: here.intruder.first(kind) for slot, kind in entry.slots.items()}
    fields = ("q", "query", "geste", "avant", "question", "accent", "page", "sort", "constat", "next", "debut", "voir")
    wanted = Call("GET", address(found(name), ids), query=dict.fromkeys(fields, "a\x00b"))
    assert undone(here, actor, wanted, tmp_path).status < 500
    typed = {field: f"{value}\x00" if isinstance(value, str) else value for field, value in entry.fill.items()}
    sent = Call("POST", address(found(name), ids), data=typed, files=entry.files)
    assert undone(here, actor, sent, tmp_path).status < 500
