"""What may go wrong with bases, files and the index, each with its sentence."""

from __future__ import annotations

from beffroi.core.errors import BeffroiError, Conflict, Invalid


class BaseNameTaken(Conflict):
    code = "library.base_name_taken"
    sentence = "Une base porte déjà ce nom. Choisissez-en un autre."


class BaseNeedsService(Invalid):
    code = "library.base_needs_service"
    sentence = "Choisissez le service qui lira cette base."


class NameMissing(Invalid):
    code = "library.name_missing"
    sentence = "Le nom est vide. Écrivez-en un."


class ValidityReversed(Invalid):
    code = "library.validity_reversed"
    sentence = "La fin de validité précède son début. Corrigez l’une des deux dates."


class NoFileGiven(Invalid):
    code = "library.no_file"
    sentence = "Aucun fichier n’a été reçu. Choisissez au moins un fichier."


class FileTooLarge(BeffroiError):
    code = "library.file_too_large"
    status = 413
    sentence = (
        "Le fichier dépasse la taille acceptée (%(limit_mb)s Mo). Découpez-le, ou demandez à l’exploitant de "
        "relever cette limite."
    )


class QuotaExceeded(BeffroiError):
    code = "library.quota_exceeded"
    status = 413
    sentence = (
        "L’espace de votre collectivité est plein (%(limit_mb)s Mo). Videz la corbeille ou demandez à "
        "l’exploitant plus d’espace."
    )


class DiskFull(BeffroiError):
    code = "library.disk_full"
    status = 507
    sentence = (
        "Le disque du serveur est plein : rien n’a été enregistré, vos fichiers sont restés chez vous. Prévenez "
        "l’exploitant, puis recommencez."
    )


class StorageUnwritable(BeffroiError):
    code = "library.storage_unwritable"
    status = 503
    sentence = (
        "Le dossier de données n’est pas inscriptible (%(reason)s) : rien n’a été enregistré. Prévenez l’exploitant."
    )


class FileMissing(BeffroiError):
    code = "library.file_missing"
    status = 410
    sentence = "Le fichier d’origine n’est plus conservé. Déposez-le de nouveau."


class NotRetriable(Conflict):
    code = "library.not_retriable"
    sentence = "Ce fichier n’a pas à être relu : sa lecture est terminée ou encore en cours."


class IdenticalPresent(Conflict):
    code = "library.identical_present"
    sentence = "Un document identique est déjà présent : ce document n’a pas été rétabli."


class BaseInBin(Conflict):
    code = "library.base_in_bin"
    sentence = "La base de ce document est à la corbeille. Rétablissez d’abord la base."


class DataInUse(BeffroiError):
    """Another process owns the index of this data folder."""

    code = "data.in_use"
    sentence = (
        "Un autre serveur Beffroi utilise déjà le dossier de données %(path)s. "
        "Arrêtez-le, ou donnez un autre dossier par BEFFROI_DATA."
    )
