"""The gestures that mend a finding, as links and one-press forms; only those that the member may make."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def gestures(finding: Finding, documents: Sequence[Document], allowed: frozenset[Gesture]) -> list[Mend]:
    """What to offer beside this finding, the best first. A kind of a later version offers to open its documents."""
    offered = OFFERS.get(finding.kind, _open)(finding, documents)
    return [mend for mend in offered if mend.needs in allowed]


def _contradiction(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    return [_edit(document, _("Donner une fin à « %(title)s »")) for document in _oldest_first(documents)]


def _versions(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    """Keep the last: the others go to the bin, one press each, or are given an end."""
    older = _oldest_first(documents)[:-1]
    binned = [_bin(document) for document in older]
    return [*binned, *(_edit(document, _("Donner une fin à « %(title)s »")) for document in older)]


def _near_duplicate(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    return [_bin(document) for document in _oldest_first(documents)]


def _unread(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    mends = []
    for document in documents:
        mends.append(
            Mend(
                _("Relancer la lecture"),
                reverse("web:document_read_again", args=[document.public_id]),
                Gesture.EDIT_DOCUMENTS,
                post=True,
            )
        )
        mends.append(_replace(document, _("Déposer une copie lisible")))
    if not documents:
        upload = reverse("web:upload", args=[finding.base.public_id])
        mends.append(Mend(_("Déposer une copie lisible"), upload, Gesture.ADD_DOCUMENTS))
        intakes = reverse("web:base_intakes", args=[finding.base.public_id])
        mends.append(Mend(_("Voir l’import"), intakes, Gesture.SEE_HEALTH))
    return mends


def _expired(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    prolonged = [_edit(document, _("Prolonger")) for document in documents]
    return [*prolonged, *(_replace(document, _("Remplacer")) for document in documents), *map(_bin_short, documents)]


def _undated(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    return [_edit(document, _("Dater")) for document in documents]


def _overlong(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    upload = reverse("web:upload", args=[finding.base.public_id])
    return [
        Mend(_("Déposer les parties"), upload, Gesture.ADD_DOCUMENTS),
        *(_bin_short(document) for document in documents),
    ]


def _unstructured(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    return [_replace(document, _("Déposer une version avec des titres")) for document in documents]


def _open(finding: Finding, documents: Sequence[Document]) -> list[Mend]:
    return [
        Mend(
            _("Ouvrir « %(title)s »") % {"title": _short(document)},
            reverse("web:document", args=[document.public_id]),
            Gesture.SEE_HEALTH,
        )
        for document in documents
    ]


OFFERS: dict[str, Callable[[Finding, Sequence[Document]], list[Mend]]] = {
    "contradiction": _contradiction,
    "versions": _versions,
    "near_duplicate": _near_duplicate,
    "unreadable": _unread,
    "needs_ocr": _unread,
    "empty": _unread,
    "expired": _expired,
    "undated": _undated,
    "overlong": _overlong,
    "unstructured": _unstructured,
}


def _oldest_first(documents: Sequence[Document]) -> list[Document]:
    return sorted(documents, key=lambda d: (d.document_date or d.valid_from or date.min, d.created_at, d.pk))


def _edit(document: Document, label: str) -> Mend:
    address = reverse("web:document_edit", args=[document.public_id]) + BACK
    return Mend(label % {"title": _short(document)} if "%(" in label else label, address, Gesture.EDIT_DOCUMENTS)


def _bin(document: Document) -> Mend:
    label = _("Mettre « %(title)s » à la corbeille") % {"title": _short(document)}
    address = reverse("web:document_delete", args=[document.public_id]) + BACK
    return Mend(label, address, Gesture.DELETE_DOCUMENTS, post=True)


def _bin_short(document: Document) -> Mend:
    address = reverse("web:document_delete", args=[document.public_id]) + BACK
    return Mend(_("Mettre à la corbeille"), address, Gesture.DELETE_DOCUMENTS, post=True)


def _replace(document: Document, label: str) -> Mend:
    return Mend(label, reverse("web:document_replace", args=[document.public_id]), Gesture.EDIT_DOCUMENTS)


def _short(document: Document) -> str:
    return document.title if len(document.title) <= 48 else f"{document.title[:47].rstrip()}…"
