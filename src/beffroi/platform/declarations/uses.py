"""What each use of the house declares about itself; the public register is generated from it, never typed twice.

Invariant: a use that is not declared cannot be named in the journal (tests/platform/journal).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from beffroi.platform.declarations.errors import BadDeclaration

AI_ACT_CLASSES: Final = ("out_of_scope", "minimal", "limited", "high", "prohibited")
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Use:
    """One use, as the register of processing activities (GDPR art. 30) and the AI Act ask for it.

    `name`: stable code. `title`, `purpose`, `oversight`, `retention`: French sentences. `data`: kinds of data handled,
    in French. `ai_act_class`: one of AI_ACT_CLASSES (Regulation 2024/1689). `ladder`: codes of the rungs, the most
    frugal first. `legal_basis`: of the processing (GDPR art. 6), in French.
    """

    name: str
    title: str
    purpose: str
    data: tuple[str, ...]
    ai_act_class: str
    oversight: str
    ladder: tuple[str, ...]
    legal_basis: str
    retention: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise BadDeclaration(use=self.name, field="name")
        if self.ai_act_class not in AI_ACT_CLASSES:
            raise BadDeclaration(use=self.name, field="ai_act_class")
        for field in ("title", "purpose", "data", "oversight", "ladder", "legal_basis", "retention"):
            if not getattr(self, field):
                raise BadDeclaration(use=self.name, field=field)


_declared: dict[str, Use] = {}


def declare(use: Use) -> Use:
    """Enter a use in the register; the same declaration twice is one. Raises BadDeclaration if the name is taken."""
    if _declared.setdefault(use.name, use) != use:
        raise BadDeclaration(use=use.name, field="name")
    return use


def declared() -> tuple[Use, ...]:
    """Every declared use, by name."""
    return tuple(_declared[name] for name in sorted(_declared))


def is_declared(name: str) -> bool:
    return name in _declared
