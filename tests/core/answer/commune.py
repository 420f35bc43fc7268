# ruff: noqa: E501  (the texts are documents, a line is a paragraph)
"""A fictional commune, Valombre-sur-Ister: its documents and what its agents ask. Written for these tests."""

from __future__ import annotations

from dataclasses import dataclass

DOCUMENTS: dict[str, str] = {
    "Délibération 2025-31 : tarifs de location de la salle des fêtes": """\
Le conseil municipal, après en avoir délibéré, fixe les tarifs de location de la salle des fêtes à compter du 1er janvier 2026.

Les associations dont le siège est dans la commune louent la salle des fêtes 85 € la journée et 140 € le week-end.

Les habitants de la commune paient 210 € la journée et 320 € le week-end. Pour les personnes extérieures à la commune, ces montants sont doublés.

Une caution de 500 € est demandée à la remise des clés. Elle est rendue après l’état des lieux de sortie si aucun dégât n’est constaté.

La réservation se fait à l’accueil de la mairie au moins trois semaines à l’avance, avec une attestation d’assurance. La vaisselle n’est pas comprise dans la location.""",
    "Horaires d’ouverture des services municipaux": """\
Accueil de la mairie

L’accueil de la mairie est ouvert du lundi au vendredi de 8 h 30 à 12 h et de 13 h 30 à 17 h. Le samedi, il ferme à midi. Il est fermé le dimanche et les jours fériés.

Médiathèque

La médiathèque Jeanne-Barret ouvre ses portes le mardi de 14 h à 18 h 30, le mercredi de 10 h à 18 h et le samedi de 9 h 30 à 13 h. L’inscription y est gratuite pour les moins de 18 ans.

Déchèterie

La déchèterie des Quatre-Vents, chemin de la Sablière, accueille les habitants du mardi au samedi de 9 h à 17 h 45. Les professionnels n’y sont admis que le jeudi matin.""",
    "Arrêté 2024-118 réglementant le brûlage des végétaux": """\
Le maire de Valombre-sur-Ister,

Considérant que la fumée des feux de jardin nuit à la santé et à la tranquillité des habitants,

ARRÊTE

Article 1. Le brûlage à l’air libre des déchets verts est interdit toute l’année sur le territoire communal.

Article 2. Les déchets verts sont déposés à la déchèterie ou broyés sur place. Un broyeur est prêté gratuitement sur demande aux services techniques.

Article 3. Le non-respect du présent arrêté est puni d’une amende de 450 €.

Le présent arrêté est signé par Mme Odile Farandelle, adjointe déléguée à l’environnement.""",
    "Guide des agents : congés et absences": """\
Congés annuels

Chaque agent à temps complet a droit à 25 jours de congés annuels par année civile. Deux jours de fractionnement s’y ajoutent quand huit jours au moins sont pris hors de la période du 1er mai au 31 octobre.

Autorisations spéciales d’absence

Pour son mariage ou la conclusion d’un PACS, l’agent dispose de cinq jours ouvrables. Pour le décès d’un parent, l’absence autorisée est de trois jours. La demande est adressée au service des ressources humaines avec un justificatif.

Compte épargne-temps

Le compte épargne-temps est ouvert aux agents employés depuis au moins un an. Il ne peut contenir plus de 60 jours.

Télétravail

Le télétravail est possible deux jours par semaine, après accord écrit du chef de service.""",
    "Règlement intérieur du restaurant scolaire": """\
L’inscription au restaurant scolaire est obligatoire et se renouvelle chaque année avant le 30 juin, sur le portail des familles ou au guichet du service enfance.

Le prix du repas dépend du quotient familial. Tranche A : quotient inférieur à 400, repas à 1,20 €. Tranche B : quotient de 400 à 900, repas à 2,75 €. Tranche C : quotient supérieur à 900, repas à 4,10 €.

Toute absence est signalée au service enfance 48 heures à l’avance, faute de quoi le repas est facturé.

Les allergies alimentaires font l’objet d’un projet d’accueil individualisé établi avec le médecin scolaire.""",
    "Règlement du cimetière communal": """\
Le cimetière est ouvert au public de 8 h à 19 h d’avril à octobre et de 9 h à 17 h de novembre à mars.

Les concessions sont accordées pour quinze ans, trente ans ou cinquante ans. Une concession de trente ans coûte 380 €. La concession est renouvelable dans les deux années qui suivent son expiration.

Les chiens, même tenus en laisse, n’y sont pas admis.""",
    "Compte rendu du conseil municipal du 12 mars 2025": """\
Le conseil municipal s’est réuni le 12 mars 2025 à 19 heures sous la présidence de M. Armand Quillebois, maire.

M. Quillebois présente le projet de réfection du pont des Lavandières. Les travaux sont confiés à l’entreprise Girodet pour un montant de 187 400 € hors taxes et dureront quatre mois.

Le conseil attribue au club de canoë de l’Ister une subvention de 2 300 €. Mme Sabine Nocturnel est désignée secrétaire de séance.

Le prochain conseil municipal se tiendra le 16 avril 2025 à la salle du Pressoir.""",
    "Fiche pratique : déclarer des travaux": """\
Une déclaration préalable de travaux est nécessaire pour une piscine dont le bassin dépasse 10 m², pour une clôture et pour un ravalement de façade.

Pour déposer un dossier, remplissez le formulaire et adressez-le au service urbanisme, 4 place du Lavoir, ou par voie électronique. Le délai d’instruction d’une déclaration préalable est d’un mois.

Un permis de construire est exigé au-delà de 40 m² de surface de plancher en zone urbaine.""",
}


@dataclass(frozen=True, slots=True)
class Case:
    """`expected`: what a chosen sentence must hold; None when no document answers."""

    question: str
    expected: str | None


CASES = (
    Case("Quel est le tarif de location de la salle des fêtes pour une association ?", "85 €"),
    Case("Quelle caution faut-il verser pour la salle des fêtes ?", "500 €"),
    Case("Combien de temps à l’avance faut-il réserver la salle des fêtes ?", "trois semaines"),
    Case("La vaisselle est-elle comprise dans la location de la salle ?", "n’est pas comprise"),
    Case("À quelle heure ferme la mairie le samedi ?", "à midi"),
    Case("Quels sont les horaires de la médiathèque le mercredi ?", "de 10 h à 18 h"),
    Case("Où se trouve la déchèterie ?", "chemin de la Sablière"),
    Case("Quand les professionnels peuvent-ils aller à la déchèterie ?", "jeudi matin"),
    Case("Peut-on brûler des déchets verts dans son jardin ?", "interdit toute l’année"),
    Case("Qui a signé l’arrêté sur le brûlage ?", "Odile Farandelle"),
    Case("Quelle est l’amende en cas de brûlage ?", "450 €"),
    Case("Combien de jours de congés annuels pour un agent à temps complet ?", "25 jours"),
    Case("Combien de jours d’absence pour un mariage ?", "cinq jours"),
    Case("Combien de jours peut contenir le compte épargne-temps ?", "60 jours"),
    Case("Le télétravail est-il possible ?", "deux jours par semaine"),
    Case("Avant quelle date faut-il inscrire son enfant au restaurant scolaire ?", "30 juin"),
    Case("Combien coûte un repas pour un quotient familial inférieur à 400 ?", "1,20 €"),
    Case("Combien coûte une concession de trente ans au cimetière ?", "380 €"),
    Case("Les chiens sont-ils admis au cimetière ?", "n’y sont pas admis"),
    Case("Quelle entreprise réalise la réfection du pont des Lavandières ?", "Girodet"),
    Case("Qui préside le conseil municipal ?", "Armand Quillebois"),
    Case("Quel est le délai d’instruction d’une déclaration préalable ?", "un mois"),
    Case("Faut-il une déclaration pour construire une piscine ?", "10 m²"),
    Case("combien coute la loction de la sale des fetes pour les habitants", "210 €"),
    Case("Quel est le montant de la taxe de séjour ?", None),
    Case("Combien de lignes de tramway traversent Bruxelles ?", None),
    Case("Qui a peint le plafond de la chapelle Sixtine ?", None),
    Case("Quel est le prix d’un abonnement annuel à la piscine intercommunale ?", None),
    Case("À quelle heure passe le bus scolaire pour Montrevel ?", None),
    Case("Quand a lieu le feu d’artifice du 14 juillet ?", None),
    Case("Quel est le numéro de téléphone de la gendarmerie ?", None),
    Case("Combien de places compte la crèche Les Coccinelles ?", None),
    Case("Comment obtenir une carte de stationnement pour résident ?", None),
    Case("Quel est le taux de la taxe foncière en 2025 ?", None),
    Case("Qui est responsable de l’éclairage public ?", None),
    Case("Quelle prime touche un agent recenseur par logement ?", None),
)
