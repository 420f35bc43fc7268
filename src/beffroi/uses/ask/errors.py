"""What may go wrong with a question, each with its sentence."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError, Invalid


class QuestionMissing(Invalid):
    code = "ask.question_missing"
    sentence = "La question est vide. Écrivez ce que vous cherchez, avec vos mots."


class QuestionTooLong(Invalid):
    code = "ask.question_too_long"
    sentence = "La question dépasse %(limit)s caractères. Gardez l’essentiel ; joignez un fichier pour un long texte."


class AttachmentTooLarge(BeffroiError):
    """The attached file is larger than what this instance reads."""

    code = "ask.attachment_too_large"
    status = 413
    sentence = "Le fichier joint dépasse %(limit)s Mo. Joignez-en une partie, ou versez-le dans une base."


class AttachmentEmpty(Invalid):
    code = "ask.attachment_empty"
    sentence = "Le fichier joint est vide. Vérifiez-le, puis joignez-le à nouveau."


class TooManyAttachments(Invalid):
    code = "ask.too_many_attachments"
    sentence = "Cette conversation a déjà %(limit)s fichiers joints. Retirez-en un, ou versez-les dans une base."


class AttachmentUnwritable(BeffroiError):
    """The attached file could not be kept (disk full, read-only data folder)."""

    code = "ask.attachment_unwritable"
    status = 507
    sentence = (
        "Le fichier joint n’a pas pu être enregistré : le disque du serveur est plein ou protégé. "
        "Prévenez l’exploitant."
    )
