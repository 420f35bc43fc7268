"""Pages of the viewer. Flow (`_show`): the thing → the place asked for → its page → boxes and text → panel or page."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from beffroi.core.reading import Document, Page
from beffroi.faces.web.access import MemberRequest
from beffroi.faces.web.sending import download
from beffroi.faces.web.viewer import pages, text, things
from beffroi.faces.web.viewer.things import Span, Thing
from beffroi.platform.library import selectors as library

FARTHEST = 10**9


@dataclass(frozen=True, slots=True)
class Place:
    """What the address asks for: characters of the whole text, and a page when one is named."""

    start: int
    end: int
    page: int | None

    @property
    def passage(self) -> bool:
        return self.end > self.start


@require_safe
@vary_on_headers("HX-Request")
def source(request: MemberRequest, version_id: UUID) -> HttpResponse:
    thing = things.of_version(request.scope, version_id)
    place = _place(request)
    previous, _, following = library.passage_around(request.scope, version_id, place.start)
    return _show(request, thing, thing.read(), place, _neighbours(thing, previous, following))


@require_safe
@vary_on_headers("HX-Request")
def attachment(request: MemberRequest, attachment_id: UUID) -> HttpResponse:
    thing, place = things.of_attachment(request.scope, attachment_id), _place(request)
    document = thing.read()
    around = things.passages_around(document, place.start) if document else (None, None)
    return _show(request, thing, document, place, _neighbours(thing, *around))


@require_safe
def page_image(request: MemberRequest, version_id: UUID, number: int) -> HttpResponse:
    return _image(request, things.of_version(request.scope, version_id), number)


@require_safe
def attachment_page_image(request: MemberRequest, attachment_id: UUID, number: int) -> HttpResponse:
    return _image(request, things.of_attachment(request.scope, attachment_id), number)


@require_safe
def original(request: MemberRequest, version_id: UUID) -> HttpResponseBase:
    thing = things.of_version(request.scope, version_id)
    return download(request, thing.file, thing.filename)


@require_safe
def attachment_original(request: MemberRequest, attachment_id: UUID) -> HttpResponseBase:
    thing = things.of_attachment(request.scope, attachment_id)
    return download(request, thing.file, thing.filename)


def _show(
    request: MemberRequest, thing: Thing, document: Document | None, place: Place, neighbours: dict[str, str]
) -> HttpResponse:
    page = _page(document, place) if document else None
    context: dict[str, object] = {"thing": thing, "place": place, "page": page, **neighbours}
    if document is not None:
        context |= _contents(thing, document, page, place)
    panel = bool(request.headers.get("HX-Request"))
    response = render(request, "web/viewer/panel.html" if panel else "web/viewer/page.html", context)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _contents(thing: Thing, document: Document, page: Page | None, place: Place) -> dict[str, object]:
    if page is None:
        return _excerpt(thing, text.around(document, place.start, place.end))
    numbers = [p.number for p in document.pages]
    rank = numbers.index(page.number)
    shown: dict[str, object] = {
        **_excerpt(thing, text.of_page(document, page, place.start, place.end)),
        "page_count": len(numbers),
        "page_before": _address(thing, page=numbers[rank - 1]) if rank else "",
        "page_after": _address(thing, page=numbers[rank + 1]) if rank + 1 < len(numbers) else "",
    }
    if thing.drawn:
        ratio = page.height / page.width if page.width and page.height else 1.414
        shown |= {
            "image": thing.image_address(page.number),
            "image_width": pages.WIDTH,
            "image_height": round(pages.WIDTH * ratio),
            "boxes": pages.boxes(thing, page, document.text, place.start, place.end),
        }
    return shown


def _excerpt(thing: Thing, excerpt: text.Excerpt) -> dict[str, object]:
    return {
        "excerpt": excerpt,
        "earlier": _address(thing, debut=excerpt.before) if excerpt.before is not None else "",
        "later": _address(thing, debut=excerpt.after) if excerpt.after is not None else "",
    }


def _image(request: HttpRequest, thing: Thing, number: int) -> HttpResponse:
    drawn = pages.image(thing, number)
    mark = f'"{sha256(drawn).hexdigest()[:32]}"'
    same = request.headers.get("If-None-Match") == mark
    response = HttpResponseNotModified() if same else HttpResponse(drawn, content_type="image/png")
    response.headers["ETag"] = mark
    response.headers["Cache-Control"] = "private, no-cache"  # asked again each time: it may have been withdrawn
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _page(document: Document, place: Place) -> Page | None:
    """The page asked for by number, else the one where the passage begins; None when the format has no pages."""
    if not document.pages:
        return None
    named = next((p for p in document.pages if p.number == place.page), None)
    holding = next((p for p in document.pages if p.start <= place.start < p.end), None)
    return named or holding or document.pages[0]


def _place(request: HttpRequest) -> Place:
    start = _number(request, "debut") or 0
    end = _number(request, "fin") or 0
    return Place(start, min(max(start, end), start + text.LONGEST_MARK), _number(request, "page"))


def _number(request: HttpRequest, name: str) -> int | None:
    value = request.GET.get(name, "")
    return min(int(value), FARTHEST) if value.isascii() and value.isdigit() and len(value) < 12 else None


def _address(thing: Thing, **query: int) -> str:
    return f"{thing.address()}?{urlencode(query)}"


def _neighbours(thing: Thing, previous: Span | None, following: Span | None) -> dict[str, str]:
    """The addresses of the passages before and after, "" at the ends."""
    return {
        name: _address(thing, debut=span.start, fin=span.end) if span else ""
        for name, span in (("previous", previous), ("next", following))
    }
