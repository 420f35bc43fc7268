"""Small pieces of the library, people and instance pages: icons, states, fields, sizes, tabs.

Invariant: nothing here writes HTML by hand from data; each piece is a template with escaping on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect
from django.http import QueryDict
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from beffroi.faces.web import icons
from beffroi.faces.web.library import words

register = template.Library()

EXTRA_ICONS: dict[str, str] = {
    "folder": '<path d="M3 6.5h6l2 2.5h10v10.5H3z"/>',
    "lock": '<rect x="5.5" y="11" width="13" height="9" rx="1.5"/><path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "share": '<circle cx="6" cy="12" r="2.4"/><circle cx="17.5" cy="6" r="2.4"/><circle cx="17.5" cy="18" r="2.4"/>'
    '<path d="m8.2 10.9 7.1-3.8M8.2 13.1l7.1 3.8"/>',
    "up": '<path d="m6 14.5 6-6 6 6"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "link": '<path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7'
    'l1-1"/>',
}


@register.simple_tag
def lib_icon(name: str) -> SafeString:
    """The icon `name` of the theme, or one of these pages' own; the words beside it carry the meaning."""
    if name not in EXTRA_ICONS:
        return icons.svg(name)
    paths = mark_safe(EXTRA_ICONS[name])  # noqa: S308 - constants of this module
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', paths)


@register.inclusion_tag("web/library/_state.html")
def shown(state: words.Shown) -> dict[str, object]:
    """The badge of a state, in the theme's one look for it."""
    return {"shown": state}


@register.inclusion_tag("web/library/_field.html")
def field(bound: BoundField, label: str = "") -> dict[str, object]:
    """A form field with its label, hint and errors linked to it (aria-describedby)."""
    widget = bound.field.widget
    grouped = isinstance(widget, RadioSelect | CheckboxSelectMultiple)
    return {
        "field": bound,
        "label": label or bound.label,
        "grouped": grouped,
        "checkbox": isinstance(widget, CheckboxInput) and not grouped,
        "file": isinstance(widget, FileInput),
    }


@register.inclusion_tag("web/library/_errors.html")
def form_errors(form: Any) -> dict[str, object]:
    """What must be mended before sending again: one linked list at the head of the form."""
    return {"form": form, "fields": [bound for bound in form if bound.errors]}


@register.filter
def octets(size: int | None) -> str:
    """A size for people, counted by 1 024 as file explorers and this house's limits count them ("1,4 Mo")."""
    value = float(size or 0)
    for unit in (gettext("o"), gettext("Ko"), gettext("Mo"), gettext("Go")):
        if value < 1024 or unit == gettext("Go"):
            break
        value /= 1024
    decimals = 0 if unit == gettext("o") or value >= 100 else 1
    return f"{number_format(value, decimals, force_grouping=True)} {unit}"


@register.filter
def count(value: int | None) -> str:
    """A whole number with its thousands apart."""
    return number_format(value or 0, 0, force_grouping=True)


@register.simple_tag
def days(number: int) -> str:
    return ngettext("%(n)s jour", "%(n)s jours", number) % {"n": number}


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """The page's own query string with some parameters changed (None removes one)."""
    values: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            values.pop(name, None)
        else:
            values[name] = str(value)
    return f"?{values.urlencode()}"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart. `width`: per cent of the longest; `y`: top in pixels."""

    label: str
    value: int
    width: float
    y: int


@register.inclusion_tag("web/library/_bars.html")
def bars(rows: Iterable[tuple[object, int]], title: str) -> dict[str, object]:
    """A horizontal bar chart, drawn by the server. The table beneath it holds the same figures."""
    pairs = [(str(label), value) for label, value in rows]
    longest = max((value for _, value in pairs), default=0) or 1
    drawn = [Bar(label, value, 99.5 * value / longest, index * 48) for index, (label, value) in enumerate(pairs)]
    return {"bars": drawn, "height": max(len(drawn) * 48, 1), "title": title}
