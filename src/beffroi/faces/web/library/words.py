"""Every outcome of a file and every finding of a health report, in words, with the gesture that mends it.

Invariant: each Verdict, Outcome and finding kind has its sentence, and an unknown one still shows; proved by
tests/faces/web/library/test_words.py.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.core.reading.document import Verdict
from beffroi.faces.web.states import LOOKS, Look
from beffroi.platform.library.models import Base, IntakeFile

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Shown:
    """A state as people see it: its one look in the house, and the gesture that mends it, if any."""

    look: Look
    advice: Words = ""


ADVICE: dict[str, Words] = {
    Verdict.READ: "",
    Verdict.EMPTY: _("Ce fichier ne contient aucun texte. Vérifiez l’original ou retirez-le."),
    Verdict.NEEDS_OCR: _(
        "Les pages sont des images. Relancez la lecture ; si rien ne change, demandez à l’exploitant d’installer "
        "Tesseract avec le français."
    ),
    Verdict.ENCRYPTED: _("Un mot de passe protège ce fichier. Enregistrez-en une copie déverrouillée et déposez-la."),
    Verdict.DAMAGED: _("Ce fichier ne s’ouvre pas. Ouvrez l’original, enregistrez-le de nouveau et déposez la copie."),
    Verdict.TOO_LARGE: _("Ce fichier dépasse ce que Beffroi peut lire. Découpez-le en plusieurs fichiers."),
    Verdict.TOO_SLOW: _("La lecture a été arrêtée. Relancez-la ; si elle s’arrête encore, découpez le fichier."),
    Verdict.UNSUPPORTED: _("Ce format n’est pas lu. Enregistrez le document en PDF, ODT ou DOCX et déposez-le."),
}

# Causes that call for another gesture than their verdict's; the code is what reading and receiving give as `detail`.
DETAILS: dict[str, Words] = {
    "cancelled": _("L’import a été arrêté avant sa lecture. Relancez-la quand vous voulez."),
    "needs_libreoffice": _(
        "Les anciens fichiers Word demandent LibreOffice, absent de ce serveur. Enregistrez-le en DOCX ou ODT, ou "
        "relancez la lecture une fois LibreOffice installé."
    ),
    "nesting": _("Il est enfermé dans trop d’archives ou de courriels. Sortez-le et déposez-le seul."),
    "zip_password": _("Un mot de passe protège cette archive. Ouvrez-la et déposez les fichiers qu’elle contient."),
    "encoding": _("Ses caractères ne se reconnaissent pas. Enregistrez-le en texte UTF-8, ou en ODT."),
    "image_pixels": _("L’image est trop grande. Réduisez-la, ou numérisez de nouveau à 300 points par pouce."),
    "members": _("Elle contient trop de fichiers. Faites-en plusieurs archives."),
    "pages": _("Il a trop de pages pour être lu. Découpez-le."),
    "bytes_missing": _("Le fichier reçu n’est plus sur le disque. Déposez-le de nouveau et prévenez l’exploitant."),
    "library.file_too_large": _(
        "Il dépasse la taille acceptée. Découpez-le, ou demandez à l’exploitant de la relever."
    ),
    "library.quota_exceeded": _(
        "L’espace de votre collectivité est plein. Videz la corbeille ou demandez plus d’espace à l’exploitant."
    ),
}
MAY_CHANGE = frozenset({Verdict.NEEDS_OCR, Verdict.TOO_SLOW, Verdict.DAMAGED})
"""Verdicts that another reading may change, without another file."""

DOCUMENT_ADVICE: dict[str, Words] = {
    "expired": _("Sa période de validité est passée : il ne répond plus."),
    "not_yet": _("Il répondra quand sa période de validité commencera."),
    "replaced": _("Une version plus récente répond à sa place ; celle-ci reste lisible."),
    "deleted": _("Il ne répond plus."),
}

VISIBILITIES: dict[str, Words] = {
    Base.Visibility.SERVICE: _("Lisible par les membres d’un service"),
    Base.Visibility.AUTHORITY: _("Lisible par tous les membres de la collectivité"),
    Base.Visibility.SHARED: _("Lisible par toutes les collectivités de cette instance"),
}


@dataclass(frozen=True, slots=True)
class FindingWords:
    """A kind of finding. `one`: what is found. `why`: what it does to the answers. `gesture`: what mends it."""

    title: Words
    why: Words
    gesture: Words


FINDINGS: dict[str, FindingWords] = {
    "contradiction": FindingWords(
        _("Documents qui se contredisent"),
        _("Une même question peut recevoir deux réponses différentes."),
        _("Choisir lequel est en vigueur"),
    ),
    "versions": FindingWords(
        _("Versions d’un même document"),
        _("L’ancienne version peut répondre à la place de la nouvelle."),
        _("Garder la dernière"),
    ),
    "near_duplicate": FindingWords(
        _("Documents presque identiques"),
        _("Ils se répètent dans les réponses et finissent par diverger."),
        _("N’en garder qu’un"),
    ),
    "unreadable": FindingWords(
        _("Fichiers illisibles"),
        _("Ils ne répondent jamais, alors que quelqu’un croit les avoir déposés."),
        _("Déposer une copie lisible"),
    ),
    "needs_ocr": FindingWords(
        _("Documents à océriser"),
        _("Leurs pages sont des images : leur texte n’est pas lu."),
        _("Relancer la lecture d’image"),
    ),
    "empty": FindingWords(
        _("Fichiers vides"), _("Ils ne contiennent aucun texte."), _("Vérifier l’original ou retirer")
    ),
    "expired": FindingWords(
        _("Documents périmés"),
        _("Leur période de validité est passée : ils ne répondent plus."),
        _("Remplacer ou prolonger"),
    ),
    "undated": FindingWords(_("Documents sans date"), _("Rien ne dit s’ils sont encore valables."), _("Dater")),
    "overlong": FindingWords(
        _("Documents trop longs"),
        _("Une réponse précise se perd dans un document trop long."),
        _("Découper par sujet"),
    ),
    "unstructured": FindingWords(
        _("Documents sans titres"),
        _("Sans titres ni articles, un extrait sort sans son contexte."),
        _("Ajouter des titres et déposer la nouvelle version"),
    ),
}
OTHER_FINDING = FindingWords(
    _("Autres points à regarder"), _("Ce constat peut affaiblir les réponses."), _("Ouvrir le document")
)


def of_state(code: str, advice: Words = "") -> Shown:
    """The look of a state code; one that the theme does not know is shown as it is, to be checked."""
    return Shown(LOOKS.get(code) or Look(code or "?", "warning", "warn"), advice)


def of_verdict(verdict: str, detail: str = "") -> Shown:
    """The end of a reading, with what to do about it."""
    return of_state(verdict, DETAILS.get(detail.partition(":")[0]) or ADVICE.get(verdict, ""))


def of_document(status: str) -> Shown:
    """Whether a version answers: see library.selectors.version_status."""
    return of_state(status, DOCUMENT_ADVICE.get(status, ""))


def of_file(file: IntakeFile) -> Shown:
    """The state to show for a file of an import: where it stands, then how it ended."""
    if file.state != IntakeFile.State.DONE:
        return of_state(file.state)
    if file.outcome in {IntakeFile.Outcome.DUPLICATE, IntakeFile.Outcome.OPENED}:
        return of_state(file.outcome)
    if file.outcome == IntakeFile.Outcome.VERSION and file.verdict == Verdict.READ:
        return of_state(file.outcome)
    return of_verdict(file.verdict or file.outcome, file.detail)


def of_finding(kind: str) -> FindingWords:
    return FINDINGS.get(kind, OTHER_FINDING)


NOTES: dict[str, Words] = {
    "pages_without_text": _("Pages sans texte, sans doute des images : %(n)s."),
    "pages_by_ocr": _("Pages lues comme des images, où des fautes sont possibles : %(n)s."),
    "pages_damaged": _("Pages abîmées, non lues : %(n)s."),
    "ocr_doubtful": _("La lecture d’image est peu sûre : relisez l’original."),
    "hidden_text_left_out": _("Du texte masqué dans le fichier n’a pas été lu."),
    "sheets_hidden": _("Feuilles masquées, non lues : %(n)s."),
    "sheet_damaged": _("Feuille abîmée, non lue : %(n)s."),
    "slide_damaged": _("Diapositive abîmée, non lue : %(n)s."),
    "tables_flattened": _("Des tableaux ont été lus ligne à ligne, sans leurs colonnes."),
}


def may_change(verdict: str, detail: str) -> bool:
    """Whether reading the same bytes again may end otherwise."""
    return verdict in MAY_CHANGE or detail in {"cancelled", "needs_libreoffice"}


def of_note(note: object) -> str:
    """A reading note ("code" or "code:number") in words; an unknown code is shown as it is."""
    code, _sep, number = str(note).partition(":")
    template = NOTES.get(code)
    return str(template) % {"n": number} if template and "%(" in str(template) else str(template or note)
