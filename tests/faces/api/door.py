"""The API as another program meets it: a key, an address, JSON."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http.response import HttpResponseBase
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from beffroi.platform.jobs.worker import Worker
from beffroi.platform.library import scoping
from beffroi.platform.tenancy import services as tenancy
from beffroi.platform.tenancy.models import Member

ROOT = "/api/v1"


@dataclass
class Door:
    """`answered`: the operations that succeeded, as "METHOD /path" without identifiers' values."""

    key: str = ""
    answered: set[str] = field(default_factory=set)

    def __call__(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        files: list[tuple[str, str, bytes]] | None = None,
        fields: dict[str, str] | None = None,
        raw: bytes | None = None,
        kind: str = "application/json",
        headers: dict[str, str] | None = None,
        **ids: UUID | str,
    ) -> Any:
        """`path`: with {names}, filled from `ids`. `files`: (field, name, bytes)."""
        client = Client()
        carried = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        content = raw if raw is not None else (b"" if body is None else json.dumps(body).encode())
        if files is not None:
            content, kind = encode_multipart(BOUNDARY, _parts(fields or {}, files)), MULTIPART_CONTENT
        response = client.generic(
            method, ROOT + path.format(**ids), content, kind, headers={**carried, **(headers or {})}
        )
        if response.status_code < 400:
            self.answered.add(f"{method} {path.partition('?')[0]}")
        return response


def _parts(fields: dict[str, str], files: list[tuple[str, str, bytes]]) -> dict[str, Any]:
    parts: dict[str, Any] = dict(fields)
    for field_name, name, content in files:
        file = io.BytesIO(content)
        file.name = name
        parts.setdefault(field_name, []).append(file)
    return parts


def door_of(member: Member) -> Door:
    _, secret = tenancy.create_key(scoping.scope_for(member), "essais")
    return Door(secret)


def work() -> None:
    Worker(threads=1).run_until_idle()


def refusal(response: HttpResponseBase | Any, status: int, code: str) -> None:
    """The answer is this error, in the one form that errors have."""
    assert (response.status_code, response.json()["code"]) == (status, code), response.content
    assert set(response.json()) == {"code", "message"}
    assert response.json()["message"].endswith((".", "?"))
    assert response["Content-Type"].startswith("application/json")
