"""A use says everything about itself, once."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from beffroi.platform.declarations import Use, declare, declared, is_declared
from beffroi.platform.declarations.errors import BadDeclaration

USE = Use(
    name="probe",
    title="Usage d’essai",
    purpose="Essayer une déclaration.",
    data=("aucune donnée personnelle",),
    ai_act_class="minimal",
    oversight="Une personne relit chaque résultat.",
    ladder=("exact", "model"),
    legal_basis="Mission d’intérêt public.",
    retention="Le temps de l’essai.",
)


def test_declared_once_and_found() -> None:
    assert declare(USE) is USE
    assert declare(replace(USE)) == USE
    assert USE in declared()
    assert is_declared("probe")
    with pytest.raises(BadDeclaration):
        declare(replace(USE, purpose="Autre chose."))


@pytest.mark.parametrize("field", asdict(USE))
def test_no_field_may_be_empty(field: str) -> None:
    with pytest.raises(BadDeclaration, match=field):
        replace(USE, **{field: () if field in {"data", "ladder"} else ""})


def test_the_class_is_one_of_the_regulation() -> None:
    with pytest.raises(BadDeclaration):
        replace(USE, ai_act_class="harmless")
