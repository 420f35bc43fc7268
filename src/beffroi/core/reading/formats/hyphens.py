"""Words cut at the end of a line: when the hyphen goes and when it stays.

A compound that the document writes elsewhere with its hyphen keeps it ("Saint-Jean", "rendez-vous"); so do
the usual French compounds; any other cut word is made whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_COMPOUND = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
_LAST = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*$")
_FIRST = re.compile(r"[^\W_]+")
_KEEP_AFTER = frozenset("saint sainte saints saintes celui celle ceux celles rendez vice demi semi procès".split())
_KEEP_BEFORE = frozenset("là même mêmes dessus dessous delà être uns unes vous".split())


_LINKS = frozenset("de du des la le les l d en sur sous et à au aux lès près entre".split())


class Hyphens:
    """Knows the compounds that the document writes inside its lines."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._pairs: set[tuple[str, str]] = set()
        for text in texts:
            if "-" in text:
                for match in _COMPOUND.finditer(text):
                    self._pairs.update(pairwise(match.group().lower().split("-")))

    def joint(self, before: str, after: str) -> str:
        """ "-" when the hyphen belongs to the word, "" when it only cut it. `before` may end with the hyphen."""
        left = _LAST.search(before.rstrip("-"))
        right = _FIRST.match(after)
        if left is None or right is None:
            return "-"
        head, tail = left.group().lower(), right.group()
        last_part, first_part = head.rsplit("-", 1)[-1], tail.lower()
        if tail[:1].isupper() or tail[:1].isdigit() or last_part in _KEEP_AFTER or first_part in _KEEP_BEFORE:
            return "-"
        if last_part in _LINKS and "-" in head:  # Saint-Jean-de-|Braye
            return "-"
        if first_part in _LINKS and after[right.end() : right.end() + 1] == "-":  # Saint-Jean-|de-Braye
            return "-"
        return "-" if (last_part, first_part) in self._pairs else ""
