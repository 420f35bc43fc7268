"""The journal's verbs and objects in the agents' words.

Invariant: every registered verb has its words; proved by tests/faces/web/people/test_journal.py. One that a later
version registers shows its own meaning.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beffroi.platform.journal.verbs import VERBS

Words = str | Promise

MEANINGS: dict[str, Words] = {
    "ask.asked": _("A posé une question"),
    "ask.stopped": _("A arrêté une question"),
    "ask.attached": _("A joint un fichier à une conversation"),
    "ask.detached": _("A retiré un fichier d’une conversation"),
    "ask.conversation_deleted": _("A supprimé une conversation"),
    "ask.conversation_restored": _("A repris une conversation supprimée"),
    "ask.conversations_erased": _("Des conversations arrivées à leur terme ont été effacées"),
    "ask.rated": _("A donné son avis sur une réponse"),
    "ask.unrated": _("A retiré son avis sur une réponse"),
    "instance.export_asked": _("A demandé une archive de la collectivité"),
    "instance.export_downloaded": _("A téléchargé l’archive de la collectivité"),
    "instance.erasure_asked": _("A demandé l’effacement de la collectivité"),
    "instance.erased": _("Une collectivité a été effacée"),
    "jobs.cancelled": _("A annulé un travail"),
    "jobs.retried": _("A relancé un travail"),
    "library.base_created": _("A créé une base"),
    "library.base_updated": _("A changé les réglages d’une base"),
    "library.base_deleted": _("A mis une base à la corbeille"),
    "library.base_restored": _("A rétabli une base"),
    "library.base_purged": _("Une base a été effacée pour de bon"),
    "library.document_added": _("Un document est entré"),
    "library.version_added": _("Une nouvelle version est entrée"),
    "library.document_updated": _("A modifié un document"),
    "library.document_moved": _("A changé un document de base"),
    "library.document_deleted": _("A mis un document à la corbeille"),
    "library.document_restored": _("A rétabli un document"),
    "library.document_purged": _("Un document a été effacé pour de bon"),
    "library.files_accepted": _("A déposé des fichiers"),
    "library.file_duplicate": _("Un fichier déposé était déjà présent"),
    "library.file_opened": _("Une archive ou un courriel a été ouvert"),
    "library.file_refused": _("Un fichier n’a pas pu être lu"),
    "library.file_retried": _("A relancé la lecture d’un fichier"),
    "library.intake_cancelled": _("A arrêté un import"),
    "library.intake_dismissed": _("A oublié un import terminé"),
    "library.finding_dismissed": _("A écarté un constat de santé"),
    "library.reindexed": _("A demandé la reconstruction de l’index"),
    "tenancy.authority_created": _("La collectivité a été créée"),
    "tenancy.authority_suspended": _("La collectivité a été suspendue"),
    "tenancy.authority_resumed": _("La collectivité a été rétablie"),
    "tenancy.authority_updated": _("A changé les réglages de la collectivité"),
    "tenancy.exploitant_created": _("Le premier exploitant a accepté son lien"),
    "tenancy.exploitant_link_issued": _("Le lien du premier exploitant a été émis"),
    "tenancy.invitation_revoked": _("A révoqué une invitation"),
    "tenancy.key_created": _("A créé une clé d’API"),
    "tenancy.key_revoked": _("A révoqué une clé d’API"),
    "tenancy.member_changed": _("A changé le rôle ou les services d’un membre"),
    "tenancy.member_invited": _("A invité une personne"),
    "tenancy.member_joined": _("A rejoint la collectivité"),
    "tenancy.member_resumed": _("A rétabli un membre"),
    "tenancy.member_suspended": _("A suspendu un membre"),
    "tenancy.notice_accepted": _("A lu la notice d’information"),
    "tenancy.password_reset": _("A choisi un nouveau mot de passe"),
    "tenancy.reset_issued": _("A émis un lien de nouveau mot de passe"),
    "tenancy.service_created": _("A créé un service"),
    "tenancy.service_deleted": _("A supprimé un service"),
    "tenancy.service_updated": _("A modifié un service"),
}

OBJECTS: dict[str, Words] = {
    "base": _("base"),
    "collectivite": _("collectivité"),
    "conversation": _("conversation"),
    "document": _("document"),
    "file": _("fichier"),
    "finding": _("constat"),
    "intake": _("import"),
    "job": _("travail"),
    "key": _("clé"),
    "link": _("lien"),
    "member": _("membre"),
    "passage": _("passage"),
    "service": _("service"),
    "turn": _("question"),
    "version": _("version"),
}


def meaning_of(verb: str) -> str:
    """What the verb says of its actor, in French; its registered meaning if this face has no words for it."""
    if verb in MEANINGS:
        return str(MEANINGS[verb])
    return VERBS[verb].meaning if verb in VERBS else verb


def verb_choices() -> list[tuple[str, str]]:
    """Every registered verb with its words, by its words."""
    return sorted(((verb, meaning_of(verb)) for verb in VERBS), key=lambda choice: choice[1].lower())


def object_word(kind: str) -> str:
    return str(OBJECTS.get(kind, kind))
