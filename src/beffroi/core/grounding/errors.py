"""What the gate says when it holds something back."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError


class CitationWithheld(BeffroiError):
    """A quoted span does not re-read as quoted. `cause`: "empty", "unreadable" or "altered"."""

    code = "grounding.citation_withheld"
    status = 409
    sentence = (
        "Une phrase a été retenue par le contrôle : sa source ne se relit plus telle qu’elle est citée (%(cause)s). "
        "Reposez la question ; le document a peut-être changé."
    )
