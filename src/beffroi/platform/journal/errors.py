"""Errors of the journal: each is a defect of the caller, never a fault of the person."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError


class JournalError(BeffroiError):
    code = "journal"
    sentence = "Le journal ne peut pas enregistrer ce geste : il est refusé. Prévenez l’exploitant."


class UnknownVerb(JournalError):
    """The verb, or the use, was never registered."""

    code = "journal.verb"
    sentence = "Le journal ne connaît pas « %(verb)s » : le geste est refusé. Prévenez l’exploitant."


class TextRefused(JournalError):
    """Something that is not an identifier, a code, a number or a hash was handed to the journal. `field` says where."""

    code = "journal.text"
    sentence = "Le journal refuse d’enregistrer un texte (%(field)s) : le geste est refusé. Prévenez l’exploitant."


class OutsideTransaction(JournalError):
    """An entry must be committed together with what it tells."""

    code = "journal.transaction"
    sentence = "Le journal doit être écrit avec le geste qu’il rapporte : il est refusé. Prévenez l’exploitant."


class AppendOnly(JournalError):
    """Somebody tried to change or to remove an entry."""

    code = "journal.append_only"
    sentence = "Le journal ne se modifie pas et ne s’efface pas ligne à ligne."
