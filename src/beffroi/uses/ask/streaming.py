"""The answer as it comes: one JSON object per line, each a piece of the page.

Flow: which bases are searched → the state → the sentences one by one → sources, facts and gestures. The pieces are
the templates of the whole page, so that what was streamed and what is read again later are the same.

Invariant: the last line is "tail" or "error", whatever happens: the response has begun, so no other boundary can
answer any more. Proved by tests/uses/ask/test_stream.py.
"""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator

from asgiref.sync import sync_to_async
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from beffroi.core.errors import BeffroiError, whence
from beffroi.core.scope import Scope
from beffroi.uses.ask import answering, services, showing
from beffroi.uses.ask.models import Turn

logger = logging.getLogger("beffroi.web")


def events(request: HttpRequest, scope: Scope, turn: Turn, contact: str) -> Iterator[bytes]:
    """The lines of the stream. An error ends it with its sentence; the turn can then be asked for again."""
    language = translation.get_language() or "fr"
    steps: tuple[Callable[[], list[bytes]], ...] = (
        lambda: [_searched(scope, turn)],
        lambda: _answered(request, scope, turn, contact),
    )
    for step in steps:
        with translation.override(language):
            lines, error = _taken(step)
        yield from lines
        if error is not None:
            with translation.override(language):
                last = _interrupted(error)
            yield last
            return


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


def _taken(step: Callable[[], list[bytes]]) -> tuple[list[bytes], BeffroiError | None]:
    """The lines of one step, or the error that ended it."""
    try:
        return step(), None
    except BeffroiError as error:
        if error.status >= 500:
            _log(error)
        return [], error
    except Exception as exc:  # noqa: BLE001 - the boundary of a response that has begun
        _log(exc)
        return [], BeffroiError()


def _log(error: Exception) -> None:
    logger.error("%s", whence(error))


def _answered(request: HttpRequest, scope: Scope, turn: Turn, contact: str) -> list[bytes]:
    shown = showing.show(scope, services.answer_turn(scope, turn), contact)
    root = f"{request.scheme}://{request.get_host()}"
    context = {"shown": shown, "turn": shown.turn, "quotation": shown.quotation(root)}
    lines = [_line("head", render_to_string("ask/_head.html", context, request))]
    for one in shown.sentences:
        lines.append(_line("sentence", render_to_string("ask/_sentence.html", {**context, "sentence": one}, request)))
    return [*lines, _line("tail", render_to_string("ask/_tail.html", context, request))]


def _interrupted(error: BeffroiError) -> bytes:
    template = translation.gettext(error.sentence)
    sentence = template % error.params if error.params else template
    return _line("error", render_to_string("ask/_interrupted.html", {"sentence": sentence, "code": error.code}))


def _line(kind: str, html: str) -> bytes:
    return json.dumps({"kind": kind, "html": html}, ensure_ascii=False).encode() + b"\n"
