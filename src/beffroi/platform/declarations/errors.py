"""Errors of the declarations: a defect of a use, found at start."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError


class BadDeclaration(BeffroiError):
    """A use is declared twice or leaves a field empty."""

    code = "declaration.invalid"
    sentence = "La déclaration de l’usage « %(use)s » n’est pas valable (%(field)s). Prévenez l’exploitant."
