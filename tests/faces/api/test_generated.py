"""Whatever is sent, the API answers, and never with a fault of its own.

Requests are drawn from the schema: identifiers that exist, of another authority, or of nothing; bodies that follow
their schema, bodies that nearly do, and bodies that are nothing of the kind.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beffroi.faces.api.urls import api
from beffroi.platform.library.models import Base, Document, Finding, Intake, IntakeFile, Version
from beffroi.platform.tenancy.models import ApiKey
from beffroi.uses.ask.models import Conversation, Turn
from tests.faces.api.door import Door
from tests.tenant_matrix.catalogue import API_ROOT
from tests.town import Town

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
SCHEMA: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
OPERATIONS = [(method.upper(), path) for path, methods in SCHEMA["paths"].items() for method in methods]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.text(max_size=40),
    st.sampled_from(["\x00", "\ud800", "' OR 1=1 --", "%(x)s", "{{7*7}}", "<script>", "../../etc/passwd", "a" * 5000]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)


def identifiers(town: Town) -> list[str]:
    """Of this authority and of the other, of every kind; one of nothing."""
    models = (Base, Document, Version, Intake, IntakeFile, Finding, Conversation, Turn, ApiKey)
    found = [str(one) for model in models for one in model._default_manager.values_list("public_id", flat=True)[:3]]
    return [*found, str(UUID(int=7, version=4))]


def following(kind: dict[str, Any], known: list[str]) -> st.SearchStrategy[Any]:
    """Values that follow a schema."""
    if "$ref" in kind:
        kind = SCHEMA["components"]["schemas"][kind["$ref"].rpartition("/")[2]]
    if "anyOf" in kind:
        return st.one_of(*[following(one, known) for one in kind["anyOf"]])
    if "enum" in kind:
        return st.sampled_from(kind["enum"])
    if kind.get("type") == "object":
        fields = {name: following(one, known) for name, one in kind.get("properties", {}).items()}
        needed = set(kind.get("required", ()))
        optional = {name: one for name, one in fields.items() if name not in needed}
        return st.fixed_dictionaries({name: fields[name] for name in needed}, optional=optional)
    if kind.get("type") == "array":
        return st.lists(following(kind["items"], known), max_size=4)
    if kind.get("type") == "string":
        return _text(kind, known)
    return {
        "integer": st.integers(kind.get("minimum"), kind.get("maximum")),
        "number": st.floats(allow_nan=False),
        "boolean": st.booleans(),
        "null": st.none(),
    }[kind["type"]]


def _text(kind: dict[str, Any], known: list[str]) -> st.SearchStrategy[str]:
    if kind.get("format") == "uuid":
        return st.sampled_from(known)
    if kind.get("format") == "date":
        return st.dates().map(str)
    if kind.get("format") == "binary":
        return st.text(max_size=200)
    return st.text(min_size=kind.get("minLength", 0), max_size=min(60, kind.get("maxLength", 60)))


def nearly(body: Any, data: st.DataObject) -> Any:
    """The same body with one field changed, taken away or added."""
    if not isinstance(body, dict) or not body:
        return data.draw(ODD)
    name = data.draw(st.sampled_from(sorted(body)))
    changed = {key: value for key, value in body.items() if key != name}
    return changed if data.draw(st.booleans()) else {**changed, name: data.draw(ODD), "autre": data.draw(ODD)}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_makes_the_api_fail(method: str, path: str, admin: Door, town: Town) -> None:
    operation, known = SCHEMA["paths"][path][method.lower()], identifiers(town)

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    @given(st.data())
    def never_fails(data: st.DataObject) -> None:
        ids = {one["name"]: data.draw(st.sampled_from(known)) for one in operation["parameters"] if one["in"] == "path"}
        address = path.removeprefix(API_ROOT).format(**ids) + _query(operation, known, data)
        with transaction.atomic():
            response = admin(method, address.replace("{", "{{").replace("}", "}}"), **_content(operation, known, data))
            if response.streaming:
                assert b"".join(response.streaming_content)
            transaction.set_rollback(True)
        assert response.status_code < 500, (method, address, response.content)
        if response.status_code >= 400:
            assert set(response.json()) == {"code", "message"}

    never_fails()


def _query(operation: dict[str, Any], known: list[str], data: st.DataObject) -> str:
    drawn = {
        one["name"]: data.draw(st.one_of(following(one["schema"], known), ODD))
        for one in operation["parameters"]
        if one["in"] == "query"
    }
    pairs = {name: str(value).encode("utf-8", "surrogatepass") for name, value in drawn.items()}
    return "?" + urlencode(pairs, quote_via=quote) if pairs else ""


def _content(operation: dict[str, Any], known: list[str], data: st.DataObject) -> dict[str, Any]:
    for kind, described in operation.get("requestBody", {}).get("content", {}).items():
        body = data.draw(following(described["schema"], known))
        if kind == "multipart/form-data":
            return _files(body, data)
        shape = data.draw(st.sampled_from(["right", "near", "odd", "raw"]))
        if shape == "raw":
            return {"raw": data.draw(st.binary(max_size=60))}
        sent = {"right": body, "near": nearly(body, data), "odd": data.draw(ODD)}[shape]
        return {"raw": json.dumps(sent).encode()}
    return {}


def _files(body: dict[str, Any], data: st.DataObject) -> dict[str, Any]:
    names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
    given = {name: value for name, value in body.items() if name in {"file", "files"}}
    parts = [(field, data.draw(names), data.draw(st.binary(max_size=50))) for field in given]
    fields = {name: str(value) for name, value in body.items() if name not in given and value is not None}
    return {"files": parts, "fields": fields}
