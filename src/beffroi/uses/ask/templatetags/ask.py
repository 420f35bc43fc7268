"""Tags of the use's pages."""

from __future__ import annotations

from django import template

from beffroi.uses.ask.showing import Shown

register = template.Library()


@register.simple_tag
def quotation(shown: Shown, root: str) -> str:
    """The answer and its sources as plain text, to be copied."""
    return shown.quotation(root)
