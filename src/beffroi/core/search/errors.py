"""What can go wrong with an index. It is derived: the remedy is always to free what blocks it, or to rebuild it."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError


class SearchIndexError(BeffroiError):
    """The search index cannot be used."""

    code = "search.index"
    status = 503
    sentence = "La recherche est indisponible. Réessayez ; si cela dure, prévenez l’exploitant."


class IndexBusy(SearchIndexError):
    """Another process writes this index: one owner at a time."""

    code = "search.index.busy"
    status = 409
    sentence = (
        "Un autre processus de Beffroi tient déjà l’index de recherche. Arrêtez-le, ou laissez-le faire le travail."
    )


class IndexMissing(SearchIndexError):
    """There is no index here yet (or only one of another version of Beffroi)."""

    code = "search.index.missing"
    sentence = "L’index de recherche n’existe pas encore. Démarrez Beffroi, ou lancez « beffroi reindex »."


class IndexDamaged(SearchIndexError):
    """The index files cannot be read back. Documents are safe: the index is rebuilt from the database."""

    code = "search.index.damaged"
    sentence = (
        "L’index de recherche est abîmé. Aucun document n’est perdu : lancez « beffroi reindex » pour le reconstruire."
    )


class IndexDiskFull(SearchIndexError):
    """No space left for the index; what was committed before is intact."""

    code = "search.index.disk_full"
    status = 507
    sentence = (
        "Le disque est plein : l’index de recherche n’a pas pu être mis à jour. Libérez de la place, "
        "la mise à jour reprendra d’elle-même."
    )


class IndexReadOnly(SearchIndexError):
    """The index folder cannot be written to."""

    code = "search.index.read_only"
    sentence = "Le dossier de l’index de recherche n’est pas accessible en écriture. Vérifiez les droits de ce dossier."
