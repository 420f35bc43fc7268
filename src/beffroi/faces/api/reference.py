"""The page of the API, drawn from its schema: readable without JavaScript, in the look of the house.

Flow: schema → groups of operations, each with what goes in, what comes out and a command to try → the template.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from beffroi import __version__

Described = Mapping[str, Any]
SAMPLES: Final[Mapping[str, Any]] = {"string": "…", "integer": 1, "number": 0.5, "boolean": True, "null": None}


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: its type in words. `model`: name of the object that it holds, "" for a plain value."""

    name: str
    kind: str
    model: str
    needed: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """`given`: parameters, then fields of the body. `answer`: the object that comes back. `command`: to try it."""

    name: str
    method: str
    path: str
    summary: str
    given: list[Field]
    status: int
    answer: Field | None
    command: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    operations: list[Operation]


@dataclass(frozen=True, slots=True)
class Model:
    name: str
    fields: list[Field]


class Reference(DocsBase):
    """What NinjaAPI shows at its address for documentation."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema()
        context = {
            "version": __version__,
            "schema": reverse(f"{api.urls_namespace}:openapi-json"),
            "root": request.build_absolute_uri(reverse(f"{api.urls_namespace}:api-root")).rstrip("/"),
            "groups": groups(schema),
            "models": models(schema),
        }
        return render(request, "web/api.html", context)


def groups(schema: Described) -> list[Group]:
    """The operations of a schema by tag, in its order."""
    found: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            found.setdefault(described["tags"][0], []).append(_operation(schema, method.upper(), path, described))
    return [Group(title[:1].upper() + title[1:], operations) for title, operations in found.items()]


def models(schema: Described) -> list[Model]:
    """The objects that go in and out, by name."""
    kinds = schema["components"]["schemas"]
    return [Model(name, list(_fields(kinds[name]))) for name in sorted(kinds)]


def _operation(schema: Described, method: str, path: str, described: Described) -> Operation:
    given = [_field(p["name"], p["schema"], needed=p["required"]) for p in described["parameters"]]
    body_kind, body = _body(schema, described)
    status, answer = _answer(described)
    return Operation(
        name=described["operationId"],
        method=method,
        path=path,
        summary=described["summary"],
        given=[*given, *_fields(body)],
        status=status,
        answer=answer,
        command=_command(schema, method, path, body_kind, body),
    )


def _body(schema: Described, described: Described) -> tuple[str, Described]:
    for kind, content in described.get("requestBody", {}).get("content", {}).items():
        return kind, _resolved(schema, content["schema"])
    return "", {}


def _answer(described: Described) -> tuple[int, Field | None]:
    status, response = next((int(key), value) for key, value in described["responses"].items() if key != "default")
    for content in response.get("content", {}).values():
        if content.get("schema"):
            return status, _field("", content["schema"], needed=True)
    return status, None


def _fields(kind: Described) -> Iterator[Field]:
    needed = set(kind.get("required", ()))
    for name, described in kind.get("properties", {}).items():
        yield _field(name, described, needed=name in needed)


def _field(name: str, described: Described, *, needed: bool) -> Field:
    words, model = _kind(described)
    return Field(name, words, model, needed)


def _kind(described: Described) -> tuple[str, str]:
    """The type in words, and the object it holds if any."""
    if "$ref" in described:
        return "", described["$ref"].rpartition("/")[2]
    if "anyOf" in described:
        told = [_kind(one) for one in described["anyOf"]]
        return _(" ou ").join(words for words, _model in told if words), next(
            (model for _w, model in told if model), ""
        )
    if "enum" in described:
        return ", ".join(str(value) for value in described["enum"]), ""
    if described.get("type") == "array":
        words, model = _kind(described["items"])
        return (_("liste de") if model else _("liste : %(of)s") % {"of": words}), model
    return _word(described), ""


def _word(described: Described) -> str:
    formats = {
        "uuid": _("identifiant"),
        "date": _("date"),
        "date-time": _("date et heure"),
        "binary": _("fichier"),
    }
    types = {
        "string": _("texte"),
        "integer": _("nombre entier"),
        "number": _("nombre"),
        "boolean": _("vrai ou faux"),
        "null": _("rien"),
    }
    return formats.get(described.get("format", "")) or types.get(described.get("type", ""), "")


def _command(schema: Described, method: str, path: str, body_kind: str, body: Described) -> str:
    """A line for a terminal, with KEY and the identifiers to fill in."""
    told = ["curl", "-H", '"Authorization: Bearer $KEY"']
    told += ["-X", method] if method not in {"GET", "POST"} or not body_kind else []
    needed = {name: one for name, one in body.get("properties", {}).items() if name in body.get("required", ())}
    if body_kind == "multipart/form-data":
        told += [f"-F {name}=@{_('fichier')}.pdf" for name in needed]
    elif body_kind:
        sent = {name: _sample(schema, one) for name, one in needed.items()}
        told += ["-H", '"Content-Type: application/json"', "-d", f"'{json.dumps(sent, ensure_ascii=False)}'"]
    return " ".join([*told, f'"$BEFFROI{path.partition("/v1")[2]}"']).replace(" -X GET", "")


def _sample(schema: Described, described: Described) -> Any:
    kind = _resolved(schema, described)
    return SAMPLES.get(kind.get("type", "string"), "…")


def _resolved(schema: Described, kind: Described) -> Described:
    while "$ref" in kind:
        kind = schema["components"]["schemas"][kind["$ref"].rpartition("/")[2]]
    return kind
