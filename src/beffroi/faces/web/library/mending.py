"""The gestures that mend a finding, as links and one-press forms beside the document they touch.

Only those that the member may make. A kind of finding of a later version offers to open its documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.platform.library.models import Document, Finding
from beffroi.platform.tenancy.permissions import Gesture

BACK = "?retour=sante"


@dataclass(frozen=True, slots=True)
class Mend:
    """`post`: changes something at once (and can be undone); else a page opens."""

    label: str
    address: str
    needs: Gesture
    post: bool = False


def beside(
    finding: Finding, document: Document, documents: Sequence[Document], allowed: frozenset[Gesture]
) -> list[Mend]:
    """What to offer beside one document of a finding, the best first."""
    last = oldest_first(documents)[-1]
    offered: dict[str, list[Mend]] = {
        "contradiction": [_edit(document, _("Corriger ses dates")), _replace(document, _("Remplacer"))],
        "versions": [] if document == last else [_bin(document), _end(document)],
        "near_duplicate": [_bin(document)],
        "expired": [_edit(document, _("Prolonger")), _replace(document, _("Remplacer")), _bin(document)],
        "undated": [_edit(document, _("Dater"))],
        "overlong": [_bin(document)],
        "unstructured": [_replace(document, _("Déposer une version avec des titres"))],
    }
    unread = [_read_again(document), _replace(document, _("Déposer une copie lisible")), _bin(document)]
    offered |= dict.fromkeys(("unreadable", "needs_ocr", "empty"), unread)
    return _allowed(offered.get(finding.kind, []), allowed)


def in_general(finding: Finding, documents: Sequence[Document], allowed: frozenset[Gesture]) -> list[Mend]:
    """What to offer for the finding itself: files that never became a document, documents to cut in parts."""
    upload = reverse("web:upload", args=[finding.base.public_id])
    if finding.kind == "overlong":
        return _allowed([Mend(_("Déposer les parties"), upload, Gesture.ADD_DOCUMENTS)], allowed)
    if documents:
        return []
    imports = reverse("web:base_intakes", args=[finding.base.public_id])
    copy = Mend(_("Déposer une copie lisible"), upload, Gesture.ADD_DOCUMENTS)
    return _allowed([copy, Mend(_("Voir les imports"), imports, Gesture.SEE_HEALTH)], allowed)


def oldest_first(documents: Sequence[Document]) -> list[Document]:
    """By what the document says of its own time, else by when it came."""
    return sorted(documents, key=lambda d: (d.document_date or d.valid_from or date.min, d.created_at, d.pk))


def _allowed(offered: Sequence[Mend], allowed: frozenset[Gesture]) -> list[Mend]:
    return [mend for mend in offered if mend.needs in allowed]


def _edit(document: Document, label: str) -> Mend:
    address = reverse("web:document_edit", args=[document.public_id]) + BACK
    return Mend(label, address, Gesture.EDIT_DOCUMENTS)


def _end(document: Document) -> Mend:
    return _edit(document, _("Lui donner une fin"))


def _bin(document: Document) -> Mend:
    address = reverse("web:document_delete", args=[document.public_id]) + BACK
    return Mend(_("Mettre à la corbeille"), address, Gesture.DELETE_DOCUMENTS, post=True)


def _replace(document: Document, label: str) -> Mend:
    return Mend(label, reverse("web:document_replace", args=[document.public_id]), Gesture.EDIT_DOCUMENTS)


def _read_again(document: Document) -> Mend:
    address = reverse("web:document_read_again", args=[document.public_id])
    return Mend(_("Relancer la lecture"), address, Gesture.EDIT_DOCUMENTS, post=True)
