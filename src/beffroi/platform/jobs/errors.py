"""What may go wrong with long work."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError, Conflict


class UnknownKind(BeffroiError):
    """A job of a kind that this version does not know."""

    code = "job.unknown_kind"
    sentence = "Ce travail n’est pas connu de cette version de Beffroi. Prévenez l’exploitant."


class JobLost(BeffroiError):
    """The job was taken over, or is no longer running: what this worker does for it must not count."""

    code = "job.lost"
    sentence = "Le travail s’est interrompu sans pouvoir finir. Relancez-le."


class NotRetriable(Conflict):
    code = "job.not_retriable"
    sentence = "Ce travail n’a pas échoué : il n’y a rien à relancer."


class NotCancellable(Conflict):
    code = "job.not_cancellable"
    sentence = "Ce travail est déjà terminé."
