"""Tags of the theme: icons and states, so that no template draws them twice."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from beffroi.faces.web import icons, states

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.svg(name)


@register.simple_tag
def belfry() -> SafeString:
    return icons.BELFRY


@register.simple_tag
def state(code: str, label: str = "") -> SafeString:
    """The badge of a state; `label` replaces its usual word."""
    look = states.LOOKS[code]
    return format_html(
        '<span class="state {}" data-state="{}">{}{}</span>', look.tone, code, icons.svg(look.icon), label or look.label
    )


@register.filter
def verdict_sentence(code: str) -> str:
    """What a reading verdict means and what to do, in words."""
    return str(states.VERDICT_SENTENCES.get(code, ""))


@register.filter
def undo_address(tags: str) -> str:
    """The address that undoes what a message tells, from its tags ("undo /address/"), or nothing."""
    words = (tags or "").split()
    return words[words.index("undo") + 1] if "undo" in words[:-1] else ""
