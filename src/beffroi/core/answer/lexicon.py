"""Words that an agent and a document use for the same thing at a town hall: "garderie" and "périscolaire".

A group is symmetrical and short; it says "may be said as", not "means". A word of the group counts for another a little
less than itself, and is searched in its place only where the collection does not know the asked word.
Written for this project from the trade's everyday French; no entry names a place or an authority.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Final

from beffroi.core.french.tokens import terms

WORTH: Final = 0.7

_GROUPS: Final = """
    papiers pièces documents justificatifs
    cantine restauration restaurant
    garderie périscolaire
    poubelle ordures déchets
    voiture véhicule automobile
    prix tarif coût montant coûter
    gamin gosse enfant mineur
    élève enfant écolier
    maison habitation logement domicile
    mort décès décédé obsèques
    boulot travail emploi poste
    chef responsable supérieur
    vacances congés
    paie paye salaire rémunération traitement
    amende contravention verbalisation
    bruit nuisances tapage
    jeter déposer dépôt
    garer stationner stationnement
    défendu interdit prohibé
    livre document ouvrage
    louer location réserver réservation
    asso association
    médecin docteur médical
    impôt taxe contribution
    employé salarié agent personnel
    élu conseiller
    ordinateur informatique
    bosser travailler
    annuler résilier annulation
    rembourser remboursement restitution rendre
    inscrire inscription
    embaucher recruter recrutement embauche
    virer licencier licenciement
    piscine bassin
    médiathèque bibliothèque
    terrain parcelle
    permis autorisation
    sono sonorisation musique
    aide subvention
"""


@cache
def _same() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in _GROUPS.strip().splitlines():
        group = list(dict.fromkeys(terms(line)))
        for term in group:
            found[term] += [other for other in group if other != term]
    return {term: tuple(dict.fromkeys(others)) for term, others in found.items()}


def said_otherwise(term: str) -> tuple[str, ...]:
    """Index terms that a document may use for this one; none for most words."""
    return _same().get(term, ())


def words_said_otherwise(term: str) -> tuple[str, ...]:
    """The same as words to search for, as they are written."""
    return tuple(
        dict.fromkeys(
            word
            for line in _GROUPS.strip().splitlines()
            if term in terms(line)
            for word in line.split()
            if term not in terms(word)
        )
    )
