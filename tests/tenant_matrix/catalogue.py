"""What the house really has: routes from Django's resolver, operations from the API, identifiers in each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from beffroi.faces.api.urls import api

API_ROOT = "/api/v1"


@dataclass(frozen=True)
class Found:
    """A route or an operation. `template`: its address with {parameters}. `parameters`: name and converter."""

    name: str
    template: str
    parameters: dict[str, str]
    methods: tuple[str, ...]
    view: Any = None


@cache
def web_routes() -> dict[str, Found]:
    """Every named address of the resolver, without the operations of the API."""
    operations = {op.view_func.__name__ for _, op in _operations()}
    found: dict[str, Found] = {}
    for namespace, prefix, pattern, converters in _walk(get_resolver()):
        name = f"{namespace}:{pattern.name}" if namespace else str(pattern.name)
        if namespace == "api" and pattern.name in operations:
            continue
        if name in found or not pattern.name:
            raise AssertionError(f"two routes have one name, or none: {name} {prefix}")
        found[name] = Found(name, "/" + prefix, converters, (), pattern.callback)
    return found


@cache
def api_operations() -> dict[str, Found]:
    """Every operation, by "METHOD /path"."""
    found: dict[str, Found] = {}
    for path, operation in _operations():
        parameters = {part.partition(":")[2] or part: "uuid" for part in _braces(path)}
        template = path
        for part in _braces(path):
            template = template.replace(f"{{{part}}}", f"{{{part.partition(':')[2] or part}}}")
        for method in operation.methods:
            name = f"{method} {template}"
            if name in found:
                raise AssertionError(f"two operations are one: {name}")
            found[name] = Found(name, API_ROOT + template, parameters, (method,))
    return found


def uuid_fields(operation: str) -> set[str]:
    """The fields of an operation's body and query that take an identifier, whatever their depth."""
    method, _, path = operation.partition(" ")
    schema = api.get_openapi_schema()
    described = schema["paths"][API_ROOT + path][method.lower()]
    found = {p["name"] for p in described["parameters"] if p["in"] != "path" and _holds_uuid(schema, p["schema"])}
    for content in described.get("requestBody", {}).get("content", {}).values():
        properties = _resolved(schema, content["schema"]).get("properties", {})
        found |= {name for name, kind in properties.items() if _holds_uuid(schema, kind)}
    return found


def _operations() -> Iterator[tuple[str, Any]]:
    for _, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield path, operation


def _braces(path: str) -> list[str]:
    return [piece.partition("}")[0] for piece in path.split("{")[1:]]


def _walk(
    resolver: URLResolver, namespace: str = "", prefix: str = "", converters: dict[str, str] | None = None
) -> Iterator[tuple[str, str, URLPattern, dict[str, str]]]:
    for one in resolver.url_patterns:
        known = {
            **(converters or {}),
            **{name: type(kind).__name__ for name, kind in one.pattern.converters.items()},
        }
        place = prefix + _template(str(one.pattern))
        if isinstance(one, URLResolver):
            yield from _walk(one, one.namespace or namespace, place, known)
        else:
            yield namespace, place, one, known


def _template(route: str) -> str:
    for part in route.split("<")[1:]:
        inside = part.partition(">")[0]
        route = route.replace(f"<{inside}>", f"{{{inside.rpartition(':')[2]}}}")
    return route


def _resolved(schema: Any, kind: Any) -> Any:
    while "$ref" in kind:
        kind = schema["components"]["schemas"][kind["$ref"].rpartition("/")[2]]
    return kind


def _holds_uuid(schema: Any, kind: Any) -> bool:
    kind = _resolved(schema, kind)
    if kind.get("format") == "uuid":
        return True
    inner = [*kind.get("anyOf", []), *kind.get("allOf", []), *kind.get("properties", {}).values()]
    inner += [kind[key] for key in ("items", "additionalProperties") if isinstance(kind.get(key), dict)]
    return any(_holds_uuid(schema, one) for one in inner)
