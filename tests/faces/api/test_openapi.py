"""The schema is sound, says how every operation fails, and docs/api.md lists what it lists."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.test import Client

from beffroi import __version__
from beffroi.faces.api.urls import api
from tests.architecture.test_docs import DOCS
from tests.tenant_matrix.catalogue import API_ROOT

PAGE = (DOCS / "api.md").read_text("utf-8")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    whole: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return whole


def operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path.removeprefix(API_ROOT), operation


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


@pytest.mark.django_db
def test_the_schema_is_served_to_anybody(schema: dict[str, Any]) -> None:
    served = Client().get("/api/v1/openapi.json")
    assert (served.status_code, served["Content-Type"].split(";")[0]) == (200, "application/json")
    assert served.json() == schema


def test_the_schema_is_sound(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1.")
    assert schema["info"]["version"] == __version__
    known = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    assert set(references(schema)) <= known
    names = [operation["operationId"] for _, _, operation in operations(schema)]
    assert len(names) == len(set(names))


def test_each_operation_needs_a_key_says_what_it_does_and_how_it_fails(schema: dict[str, Any]) -> None:
    for method, path, operation in operations(schema):
        assert operation["security"] == [{"MemberKey": []}], (method, path)
        assert operation["summary"], (method, path)
        assert operation["tags"], (method, path)
        failure = operation["responses"]["default"]["content"]["application/json"]["schema"]
        assert failure == {"$ref": "#/components/schemas/Failure"}
        in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path))
        assert all(one["schema"]["format"] == "uuid" for one in operation["parameters"] if one["in"] == "path")


def test_no_identifier_but_the_public_one_leaves(schema: dict[str, Any]) -> None:
    """Row numbers stay inside: whatever is called an identifier is a UUID."""
    for name, kind in schema["components"]["schemas"].items():
        for field, described in kind.get("properties", {}).items():
            if field == "id" or field.endswith("_id") or field == "pk":
                assert described.get("format") == "uuid", (name, field)


def test_the_page_lists_every_operation(schema: dict[str, Any]) -> None:
    rows = re.findall(r"^\| `(\w+) ([^`]+)` \| (.+) \|$", PAGE, re.M)
    assert [row for row in rows if rows.count(row) > 1] == []
    assert set(rows) == {(method, path, operation["summary"]) for method, path, operation in operations(schema)}


def test_the_addresses_of_the_examples_exist(schema: dict[str, Any]) -> None:
    known = [re.sub(r"{\w+}", "[^/]+", path) for path in schema["paths"]]
    used = re.findall(r"\$BEFFROI(/[\w$/-]+)", PAGE)
    assert used
    for one in used:
        assert any(re.fullmatch(path, API_ROOT + one) for path in known), one


def test_the_codes_of_the_page_are_those_of_the_errors() -> None:
    documented = set(re.findall(r"^\| `([\w.]+)` \|", (DOCS / "errors.md").read_text("utf-8"), re.M))
    used = set(re.findall(r"^\| `([\w.]+)` \| \d{3} \|", PAGE, re.M))
    assert used
    assert used <= documented


@pytest.mark.django_db
def test_the_page_of_the_schema_takes_everything_from_here() -> None:
    page = Client().get("/api/v1/docs").content.decode()
    loaded = re.findall(r"<(?:script|link|img)\b[^>]*(?:src|href)=\"([^\"]+)\"", page)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    assert all(address.startswith(("/", "#")) for address in re.findall(r"href=\"([^\"]+)\"", page))
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*src=)", page)
    assert not re.search(r"\son\w+=", page)


@pytest.mark.django_db
def test_the_page_of_the_schema_shows_every_operation_and_object(schema: dict[str, Any]) -> None:
    page = unescape(Client().get("/api/v1/docs").content.decode())
    for method, path, operation in operations(schema):
        shown = re.search(rf'id="{operation["operationId"]}".*?</details>', page, re.S)
        assert shown, operation["operationId"]
        assert method in shown[0]
        assert API_ROOT + path in shown[0]
        assert operation["summary"] in shown[0]
        for parameter in operation["parameters"]:
            assert f"<code>{parameter['name']}</code>" in shown[0]
    linked = set(re.findall(r'href="#objet-(\w+)"', page))
    assert linked <= set(re.findall(r'id="objet-(\w+)"', page)) == set(schema["components"]["schemas"])
