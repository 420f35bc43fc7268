"""The table says everything: no route, operation, identifier or row of another authority is left out of the matrix."""

from __future__ import annotations

import pytest

from beffroi.faces.web import access
from tests.tenant_matrix.catalogue import api_operations, uuid_fields, web_routes
from tests.tenant_matrix.table import API, ID, WEB


def test_every_route_is_in_the_table_and_the_table_holds_no_other() -> None:
    assert set(web_routes()) == set(WEB)


def test_every_operation_is_in_the_table_and_the_table_holds_no_other() -> None:
    assert set(api_operations()) == set(API)


@pytest.mark.parametrize("name", WEB)
def test_every_identifier_of_an_address_is_tried(name: str) -> None:
    taken = {part for part, kind in web_routes()[name].parameters.items() if kind != "IntConverter"}
    assert taken - {"rest"} == set(WEB[name].slots)


@pytest.mark.parametrize("name", API)
def test_every_identifier_of_an_operation_is_tried(name: str) -> None:
    assert set(api_operations()[name].parameters) == set(API[name].slots)
    tried = {field for body in API[name].bodies for field, value in body.data.items() if value in (ID, [ID])}
    assert tried == uuid_fields(name)


@pytest.mark.parametrize("name", [name for name in WEB if not name.startswith("api:")])
def test_a_view_is_for_whom_the_table_says(name: str) -> None:
    assert access.required_by(web_routes()[name].view) == WEB[name].who


def test_only_these_are_open_to_anybody() -> None:
    assert {name for name, entry in WEB.items() if entry.who == "public"} == {
        "web:sign_in",
        "web:sign_out",
        "web:link",
        "web:language",
        "api:openapi-json",
        "api:openapi-view",
        "api:api-root",
        "api:unknown",
        "healthz",
    }
