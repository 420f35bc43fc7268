"""The one tree of errors.

Every error that a person may meet has a stable `code` (documented in docs/errors.md, checked by a test)
and a French sentence that says what happened and what to do. The sentence is a gettext message id with
named parameters: faces translate it, core never imports Django. A sentence never carries document text.
"""

from __future__ import annotations

import traceback
from typing import ClassVar


class BeffroiError(Exception):
    """An error with a stable code and a sentence for the person.

    `code`: stable identifier, dotted, part of the API. `status`: the HTTP status that faces answer with.
    `sentence`: French, a gettext msgid, `%(name)s` placeholders filled from `params`.
    """

    code: ClassVar[str] = "beffroi"
    status: ClassVar[int] = 500
    sentence: ClassVar[str] = "Une erreur inattendue est survenue. Réessayez ; si elle revient, prévenez l’exploitant."

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(self.sentence % params if params else self.sentence)


class NoScope(BeffroiError):
    """A read or a write was asked for without a Scope: a defect, never "everything"."""

    code = "scope.missing"
    status = 500
    sentence = "L’opération n’a pas de périmètre : elle est refusée. Prévenez l’exploitant."


class NotFound(BeffroiError):
    """The object does not exist for this person (unknown, erased, or another authority's: same answer)."""

    code = "not_found"
    status = 404
    sentence = "Cet élément n’existe pas, ou vous n’y avez pas accès."


class Refused(BeffroiError):
    """The person is known but this gesture is not theirs."""

    code = "refused"
    status = 403
    sentence = "Votre rôle ne permet pas ce geste. Demandez à un administrateur de votre collectivité."


class Invalid(BeffroiError):
    """What was sent cannot be accepted. `reason` is a French sentence."""

    code = "invalid"
    status = 422
    sentence = "%(reason)s"


class Conflict(BeffroiError):
    """Somebody else changed the object meanwhile. `reason` is a French sentence."""

    code = "conflict"
    status = 409
    sentence = "%(reason)s"


def whence(exception: BaseException) -> str:
    """What went wrong and where in the code, for a log: "KeyError at core/answer/kinds.py:12 < …", innermost first.

    The exception's message may hold a document's or a person's words: it is left out.
    """
    frames = traceback.extract_tb(exception.__traceback__)
    where = " < ".join(f"{frame.filename.rpartition('/beffroi/')[2]}:{frame.lineno}" for frame in reversed(frames[-4:]))
    return f"{type(exception).__qualname__} at {where or '?'}"
