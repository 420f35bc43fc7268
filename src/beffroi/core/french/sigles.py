"""Sigles of local public life and what they stand for, so that "PLU" and "plan local d'urbanisme" are one subject.

A text that spells the name out also carries the sigle as a term (core/french/tokens); a text that has only the sigle
carries nothing more. A name is recognised by its stems in a row, whatever its plural, case and small words.
The list holds what an agent or an inhabitant would say either way; it is general knowledge of French administration.
"""

from __future__ import annotations

from typing import Final

NAMES: Final = """
    AAH allocation aux adultes handicapés
    ABF architecte des bâtiments de France
    AESH accompagnant d'élève en situation de handicap
    AIPR autorisation d'intervention à proximité des réseaux
    ALSH accueil de loisirs sans hébergement
    AOT autorisation d'occupation temporaire
    APA allocation personnalisée d'autonomie
    APL aide personnalisée au logement
    ARE allocation d'aide au retour à l'emploi
    ARS agence régionale de santé
    ASH aide sociale à l'hébergement
    ASVP agent de surveillance de la voie publique
    ATSEM agent territorial spécialisé des écoles maternelles
    BAFA brevet d'aptitude aux fonctions d'animateur
    CAF caisse d'allocations familiales
    CAP commission administrative paritaire
    CCAP cahier des clauses administratives particulières
    CCAS centre communal d'action sociale
    CCTP cahier des clauses techniques particulières
    CDD contrat à durée déterminée
    CDG centre de gestion
    CDI contrat à durée indéterminée
    CET compte épargne temps
    CFE cotisation foncière des entreprises
    CGCT code général des collectivités territoriales
    CGFP code général de la fonction publique
    CIAS centre intercommunal d'action sociale
    CITIS congé pour invalidité temporaire imputable au service
    CLM congé de longue maladie
    CLD congé de longue durée
    CMJ conseil municipal des jeunes
    CNI carte nationale d'identité
    CNIL commission nationale de l'informatique et des libertés
    CPAM caisse primaire d'assurance maladie
    CPF compte personnel de formation
    CSG contribution sociale généralisée
    CST comité social territorial
    DAE défibrillateur automatisé externe
    DECI défense extérieure contre l'incendie
    DETR dotation d'équipement des territoires ruraux
    DGF dotation globale de fonctionnement
    DGS directeur général des services
    DIA déclaration d'intention d'aliéner
    DICRIM document d'information communal sur les risques majeurs
    DOB débat d'orientation budgétaire
    DPU droit de préemption urbain
    DSIL dotation de soutien à l'investissement local
    DSP délégation de service public
    DUERP document unique d'évaluation des risques professionnels
    EHPAD établissement d'hébergement pour personnes âgées dépendantes
    EPCI établissement public de coopération intercommunale
    ERP établissement recevant du public
    FCTVA fonds de compensation pour la TVA
    GEMAPI gestion des milieux aquatiques et prévention des inondations
    GRH gestion des ressources humaines
    HLM habitation à loyer modéré
    IFSE indemnité de fonctions, de sujétions et d'expertise
    IHTS indemnités horaires pour travaux supplémentaires
    MDPH maison départementale des personnes handicapées
    NBI nouvelle bonification indiciaire
    PACS pacte civil de solidarité
    PADD projet d'aménagement et de développement durables
    PAI projet d'accueil individualisé
    PCAET plan climat air énergie territorial
    PCH prestation de compensation du handicap
    PCS plan communal de sauvegarde
    PEDT projet éducatif territorial
    PLH programme local de l'habitat
    PLU plan local d'urbanisme
    PLUI plan local d'urbanisme intercommunal
    PMI protection maternelle et infantile
    PMR personne à mobilité réduite
    POS plan d'occupation des sols
    PPRI plan de prévention du risque inondation
    PPRN plan de prévention des risques naturels
    PPI plan pluriannuel d'investissement
    PVR participation pour voirie et réseaux
    QPV quartier prioritaire de la politique de la ville
    RAM relais d'assistantes maternelles
    RGPD règlement général sur la protection des données
    RIB relevé d'identité bancaire
    RIFSEEP régime indemnitaire tenant compte des fonctions, des sujétions, de l'expertise
    RLP règlement local de publicité
    RPE relais petite enfance
    RPI regroupement pédagogique intercommunal
    RPQS rapport sur le prix et la qualité du service
    RQTH reconnaissance de la qualité de travailleur handicapé
    RSA revenu de solidarité active
    SCOT schéma de cohérence territoriale
    SDIS service départemental d'incendie et de secours
    SIVOM syndicat intercommunal à vocation multiple
    SIVU syndicat intercommunal à vocation unique
    SMIC salaire minimum interprofessionnel de croissance
    SMIC salaire minimum de croissance
    SPANC service public d'assainissement non collectif
    SRU solidarité et renouvellement urbains
    TAP temps d'activités périscolaires
    TEOM taxe d'enlèvement des ordures ménagères
    TFB taxe foncière sur les propriétés bâties
    TLPE taxe locale sur la publicité extérieure
    TVA taxe sur la valeur ajoutée
    VAE validation des acquis de l'expérience
    ZAC zone d'aménagement concerté
    ZAN zéro artificialisation nette
    ZFE zone à faibles émissions
    ZRR zone de revitalisation rurale
    """


def names() -> list[tuple[str, str]]:
    """(sigle, name) pairs, as written."""
    pairs = [line.split(maxsplit=1) for line in NAMES.strip().splitlines()]
    return [(sigle, name) for sigle, name in pairs]
