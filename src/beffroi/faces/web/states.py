"""States have one look each, everywhere: a word, an icon, a tone. Never colour alone (DESIGN §6)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Look:
    """`tone`: CSS class of the theme (ok, warn, stop, soft, machine). `icon`: name in icons.PATHS."""

    label: str | Promise
    icon: str
    tone: str


LOOKS: dict[str, Look] = {
    # text
    "machine": Look(_("Texte de la machine"), "machine", "machine"),
    "sourced": Look(_("Extraits exacts, sourcés"), "check", "ok"),
    "verify": Look(_("À vérifier"), "warning", "warn"),
    "validated": Look(_("Validé"), "seal", "ok"),
    "held": Look(_("Retenu par le contrôle"), "stop", "stop"),
    "unknown": Look(_("Je ne sais pas"), "question", "soft"),
    "unsure": Look(_("Pas de réponse sûre"), "question", "warn"),
    "stopped": Look(_("Arrêtée"), "halt", "soft"),
    # documents
    "current": Look(_("En vigueur"), "check", "ok"),
    "expired": Look(_("Périmé"), "clock", "warn"),
    "not_yet": Look(_("Pas encore en vigueur"), "future", "warn"),
    "replaced": Look(_("Remplacé"), "replaced", "warn"),
    "deleted": Look(_("À la corbeille"), "bin", "stop"),
    "private": Look(_("Pièce jointe privée"), "attach", "soft"),
    # reading verdicts
    "read": Look(_("Lu"), "check", "ok"),
    "empty": Look(_("Vide"), "warning", "warn"),
    "needs_ocr": Look(_("À océriser"), "warning", "warn"),
    "encrypted": Look(_("Chiffré"), "stop", "stop"),
    "damaged": Look(_("Abîmé"), "stop", "stop"),
    "too_large": Look(_("Trop gros"), "stop", "stop"),
    "too_slow": Look(_("Trop long à lire"), "stop", "stop"),
    "unsupported": Look(_("Format non pris en charge"), "stop", "stop"),
    # long work
    "queued": Look(_("En attente"), "clock", "soft"),
    "accepted": Look(_("Reçu"), "clock", "soft"),
    "reading": Look(_("En lecture"), "retry", "soft"),
    "running": Look(_("En cours"), "retry", "soft"),
    "done": Look(_("Terminé"), "check", "ok"),
    "failed": Look(_("Échoué"), "stop", "stop"),
    "cancelled": Look(_("Annulé"), "halt", "soft"),
    "refused": Look(_("Non lu"), "stop", "stop"),
    "duplicate": Look(_("Déjà présent"), "replaced", "soft"),
    "new": Look(_("Nouveau document"), "check", "ok"),
    "version": Look(_("Nouvelle version"), "replaced", "ok"),
    "opened": Look(_("Ouvert"), "open", "soft"),
    # people and authorities
    "active": Look(_("Actif"), "check", "ok"),
    "suspended": Look(_("Suspendu"), "stop", "stop"),
    "invited": Look(_("Invité"), "mail", "soft"),
    "erasing": Look(_("En cours d’effacement"), "clock", "stop"),
    # findings
    "open": Look(_("À traiter"), "warning", "warn"),
    "dismissed": Look(_("Écarté"), "close", "soft"),
}

VERDICT_SENTENCES: dict[str, str | Promise] = {
    "read": _("Le fichier est lu : ses passages peuvent répondre."),
    "empty": _("Le fichier ne contient pas de texte. Vérifiez que c’est le bon fichier."),
    "needs_ocr": _(
        "Ce sont des images : la reconnaissance de texte n’est pas installée. Joignez un fichier avec du texte."
    ),
    "encrypted": _("Le fichier est protégé par un mot de passe. Enregistrez-en une copie sans protection."),
    "damaged": _("Le fichier est abîmé. Ouvrez-le dans son logiciel et enregistrez-le à nouveau."),
    "too_large": _("Le fichier est trop gros pour être lu. Divisez-le."),
    "too_slow": _("La lecture a dépassé le temps permis. Divisez le fichier ou enregistrez-le dans un autre format."),
    "unsupported": _("Ce format n’est pas pris en charge. Enregistrez le fichier en PDF, ODT ou DOCX."),
}
