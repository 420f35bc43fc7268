"""What may enter the journal. Invariant: identifiers, codes, numbers and hexadecimal hashes, never a text.

Proved by tests/platform/journal/test_never_text.py: any sentence, name, title or address is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

from beffroi.platform.journal.errors import TextRefused

type_of_json = bool | int | float | str | None | list["type_of_json"] | dict[str, "type_of_json"]

_UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_ACTOR: Final = re.compile(rf"system|account:\d{{1,19}}|member:{_UUID}")
_KEY: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
# A code is one lower-case ASCII word, or several joined by one sign: "read", "search.extract", "2026-05-02".
_CODE: Final = re.compile(r"[a-z0-9_]{1,40}(?:[.:-][a-z0-9_]{1,40}){0,5}")
_HEX: Final = re.compile(r"[0-9a-f]{8,64}")
_DEPTH: Final = 3
_LONGEST_LIST: Final = 1000
_BIGGEST: Final = 10**12
"""Beyond it, or below six decimals, the two databases do not spell a JSON number the same way."""


def actor(value: str) -> str:
    """`value` if it is "system", "account:<id>" or "member:<uuid>". Raises TextRefused."""
    if not _ACTOR.fullmatch(value):
        raise TextRefused(field="actor")
    return value


def pairs(items: Iterable[tuple[str, UUID | str | int]], field: str) -> list[list[str]]:
    """[[kind, identifier], …] of (kind, public id) pairs. Raises TextRefused."""
    named = [[kind, str(identifier)] for kind, identifier in items]
    for kind, identifier in named:
        if not _KEY.fullmatch(kind) or not _is_identifier(identifier):
            raise TextRefused(field=field)
    if len(named) > _LONGEST_LIST:
        raise TextRefused(field=field)
    return named


def facts(values: Mapping[str, object] | None, field: str) -> dict[str, type_of_json]:
    """A JSON object of codes, numbers and hashes. Raises TextRefused."""
    return {_key(key, field): _value(value, field, 1) for key, value in (values or {}).items()}


def _value(value: object, field: str, depth: int) -> type_of_json:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return _number(value, field)
    if isinstance(value, str | UUID):
        if not _is_identifier(str(value)):
            raise TextRefused(field=field)
        return str(value)
    if depth < _DEPTH and isinstance(value, Mapping):
        return {_key(key, field): _value(inner, field, depth + 1) for key, inner in value.items()}
    if depth < _DEPTH and isinstance(value, list | tuple) and len(value) <= _LONGEST_LIST:
        return [_value(inner, field, depth + 1) for inner in value]
    raise TextRefused(field=field)


def _number(value: float, field: str) -> int | float:
    if not math.isfinite(value) or abs(value) > _BIGGEST:
        raise TextRefused(field=field)
    return value if isinstance(value, int) else round(value, 6) + 0.0  # + 0.0: no negative zero


def _key(key: object, field: str) -> str:
    if not isinstance(key, str) or not _KEY.fullmatch(key):
        raise TextRefused(field=field)
    return key


def _is_identifier(value: str) -> bool:
    if len(value) > 120:
        return False
    return bool(re.fullmatch(_UUID, value) or _HEX.fullmatch(value) or _CODE.fullmatch(value))
