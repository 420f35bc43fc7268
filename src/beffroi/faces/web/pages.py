"""What the library, people and instance pages share: rendering with the member's gestures, forms that keep what was
typed when a service refuses, lists cut into pages.

Invariant: a refusal of a service (Invalid, Conflict, and their kin) is shown beside the form with what was typed;
anything else goes to the one boundary (middleware.ErrorBoundary). Proved by tests/faces/web/library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from beffroi.core.errors import BeffroiError
from beffroi.faces.web import errors
from beffroi.platform.tenancy import permissions

ROWS = 50
SHOWN_IN_PLACE = frozenset({409, 413, 422, 507})


def show(request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200) -> HttpResponse:
    """The page, with `may.<gesture>` for each gesture of the member."""
    member = getattr(request, "member", None)
    may = {gesture.name.lower(): True for gesture in permissions.gestures_of(member)} if member else {}
    return render(request, template, {"may": may, **context}, status=status)


def show_form(request: HttpRequest, template: str, form: BaseForm, context: Mapping[str, Any]) -> HttpResponse:
    """The page of a form; 422 when it comes back with errors, as htmx and tests expect."""
    return show(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@contextmanager
def refusals_in(form: BaseForm, fields: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn a service's refusal into an error of the form. `fields`: error code → field it speaks of.

    After the block, `form.errors` tells whether the gesture happened.
    """
    try:
        yield
    except BeffroiError as error:
        if error.status not in SHOWN_IN_PLACE:
            raise
        form.add_error((fields or {}).get(error.code), errors.sentence(error))


@contextmanager
def refusals_told(request: HttpRequest) -> Iterator[None]:
    """Turn a service's refusal of a gesture without a form into a message; the view then goes back where it was."""
    try:
        yield
    except BeffroiError as error:
        if error.status not in SHOWN_IN_PLACE:
            raise
        messages.error(request, errors.sentence(error))


def cut(request: HttpRequest, rows: Sequence[Any] | Any, size: int = ROWS) -> Page[Any]:
    """The page of `rows` that the query string asks for; a number out of range gives the nearest page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
