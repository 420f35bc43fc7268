"""Errors of reading. A file that cannot be read is not an error but a Verdict; these are faults of the call."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError


class ReadingUnavailable(BeffroiError):
    """The helper process could not be started, or was lost twice while it read the same file."""

    code = "reading.unavailable"
    status = 503
    sentence = (
        "La lecture des fichiers est momentanément indisponible. Réessayez dans un instant ; "
        "si cela persiste, prévenez l’exploitant."
    )


class PageUnavailable(BeffroiError):
    """The page cannot be drawn: no such page, a format without pages, or a file that the fence stopped."""

    code = "reading.page_unavailable"
    status = 404
    sentence = "Cette page ne peut pas être affichée. Consultez le texte du document ou téléchargez l’original."
