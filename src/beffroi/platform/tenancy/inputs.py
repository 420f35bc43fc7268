"""What people type about authorities and members, checked once for every door. Each raises Invalid with a sentence."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.utils.translation import gettext as _

from beffroi.core.errors import Invalid

# Two addresses, or two names, that look the same are not told apart: control, format and half characters.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
_TURNING: Final = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def line(value: str, label: str, longest: int, *, needed: bool = True) -> str:
    """One line of at most `longest` characters, spaces trimmed. `label`: the field's French name."""
    cleaned = " ".join(_printable(value, label).split())
    if needed and not cleaned:
        raise Invalid(reason=_("Le champ « %(label)s » est vide. Remplissez-le.") % {"label": label})
    return _not_longer(cleaned, label, longest)


def paragraph(value: str, label: str, longest: int) -> str:
    """A text of at most `longest` characters, line ends kept."""
    return _not_longer(_printable(value, label).strip(), label, longest)


def email(value: str) -> str:
    """A lower-case address."""
    address = unicodedata.normalize("NFC", value.strip().lower())
    refused = Invalid(reason=_("L’adresse électronique n’est pas valable. Vérifiez-la."))
    if any(unicodedata.category(c) in _UNSEEN for c in address):
        raise refused
    try:
        validate_email(address)
    except ValidationError as exc:
        raise refused from exc
    return _not_longer(address, _("adresse électronique"), 254)


def optional_email(value: str) -> str:
    return email(value) if value.strip() else ""


def slug(value: str) -> str:
    """Letters without accents, digits and hyphens, 80 at most."""
    cleaned = value.strip().lower()
    try:
        validate_slug(cleaned)
    except ValidationError as exc:
        reason = _("L’identifiant court ne peut contenir que des lettres sans accent, des chiffres et des tirets.")
        raise Invalid(reason=reason) from exc
    return _not_longer(cleaned, _("identifiant court"), 80)


def siren(value: str) -> str:
    """Nine digits whose Luhn key holds (INSEE), or nothing."""
    digits = re.sub(r"\s", "", value)
    if not digits:
        return ""
    if not re.fullmatch(r"[0-9]{9}", digits) or _luhn(digits) % 10:
        raise Invalid(reason=_("Le numéro SIREN n’est pas valable. Il a neuf chiffres ; vérifiez-le."))
    return digits


def choice(value: str, allowed: list[str], label: str) -> str:
    if value not in allowed:
        raise Invalid(reason=_("Le choix fait pour « %(label)s » n’existe pas.") % {"label": label})
    return value


def _luhn(digits: str) -> int:
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled)


def _printable(value: str, label: str) -> str:
    if any(c in _TURNING or (unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\r\t") for c in value):
        raise Invalid(reason=_("Le champ « %(label)s » contient un caractère interdit.") % {"label": label})
    return unicodedata.normalize("NFC", value)


def _not_longer(value: str, label: str, longest: int) -> str:
    if len(value) > longest:
        reason = _("Le champ « %(label)s » est trop long : %(longest)s caractères au plus.")
        raise Invalid(reason=reason % {"label": label, "longest": longest})
    return value
