"""Words that tell what is measured, for whom or when, and what says nothing of the subject. Plain lists, to be read."""

from __future__ import annotations

from typing import Final

from beffroi.core.french.tokens import stem


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


MEASURES: Final = _stems(
    """
    caution ouverte ouvert tarif prix loyer redevance droit amende forfait indemnité prime subvention cotisation
    participation plafond seuil montant taux délai durée préavis ouverture fermeture accueil permanence
    horaires capacité effectif jauge concession location adhésion abonnement inscription cantine repas
    garderie supplément acompte arrhes pénalité franchise remise gratification congé vitesse hauteur
    profondeur superficie âge
    """
)
QUALIFIERS: Final = _stems(
    """
    association associations particulier particuliers entreprise entreprises résidents extérieur extérieurs
    hors enfant enfants adulte adultes étudiant étudiants retraité retraités élève élèves maternelle
    élémentaire collège bébé famille premier première second deuxième troisième suivant suivantes
    supplémentaire demi journée demi-journée soirée matin après-midi soir nuit week-end semaine mois année an
    heure été hiver printemps automne vacances scolaire titulaire titulaires contractuel contractuels
    stagiaire stagiaires temporaire permanente permanent renouvellement réduit réduite plein pleine grande
    petite grand petit moyen moyenne lundi mardi mercredi jeudi vendredi samedi dimanche férié fériés
    habitation trentenaire cinquantenaire quinzenaire perpétuelle mariage décès naissance pacs enterrement
    maladie
    """
)
GENERIC: Final = _stems(
    """
    montant fixer fixé fixée fixés prévu prévue demandé demandée demander exigé exigée verser versée versé
    sera est payer payable appliquer applicable article titre chapitre annexe règlement délibération arrêté
    décision conseil municipal municipale maire mairie commune euro euros avoir être pouvoir devoir faire
    ville communauté
    """
)
