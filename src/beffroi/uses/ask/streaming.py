"""The answer as it comes: one JSON object per line, each a piece of the page.

Flow: which bases are searched → the state → the sentences one by one → sources, facts and gestures. The pieces are
the templates of the whole page, so that what was streamed and what is read again later are the same
(tests/uses/ask/test_stream.py).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from beffroi.core.errors import BeffroiError
from beffroi.core.scope import Scope
from beffroi.uses.ask import answering, services, showing
from beffroi.uses.ask.models import Turn


def events(request: HttpRequest, scope: Scope, turn: Turn, contact: str) -> Iterator[bytes]:
    """The lines of the stream. An error ends it with its sentence; the turn can then be asked for again."""
    language = translation.get_language() or "fr"
    with translation.override(language):
        searched = _searched(scope, turn)
    yield searched
    with translation.override(language):
        answered = list(_answered(request, scope, turn, contact))
    yield from answered


async def events_as_they_come(request: HttpRequest, scope: Scope, turn: Turn, contact: str) -> AsyncIterator[bytes]:
    """The same lines for an asynchronous server, each sent before the next is sought."""
    lines = events(request, scope, turn, contact)

    def following() -> bytes:
        return next(lines, b"")

    while line := await sync_to_async(following)():
        yield line


def _searched(scope: Scope, turn: Turn) -> bytes:
    bases = answering.bases(scope, turn.conversation)
    files = list(turn.conversation.attachments.exclude(text="").values_list("name", flat=True))
    return _line("bases", render_to_string("ask/_searched.html", {"bases": bases, "files": files}))


def _answered(request: HttpRequest, scope: Scope, turn: Turn, contact: str) -> Iterator[bytes]:
    try:
        shown = showing.show(scope, services.answer_turn(scope, turn), contact)
    except BeffroiError as error:
        template = translation.gettext(error.sentence)
        sentence = template % error.params if error.params else template
        yield _line("error", render_to_string("ask/_interrupted.html", {"sentence": sentence, "code": error.code}))
        return
    root = f"{request.scheme}://{request.get_host()}"
    context = {"shown": shown, "turn": shown.turn, "quotation": shown.quotation(root)}
    yield _line("head", render_to_string("ask/_head.html", context, request))
    for one in shown.sentences:
        yield _line("sentence", render_to_string("ask/_sentence.html", {**context, "sentence": one}, request))
    yield _line("tail", render_to_string("ask/_tail.html", context, request))


def _line(kind: str, html: str) -> bytes:
    return json.dumps({"kind": kind, "html": html}, ensure_ascii=False).encode() + b"\n"
