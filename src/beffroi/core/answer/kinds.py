"""What kind of answer a question asks for, and whether a sentence holds one.

A question is classed by its own words only (`kind_of`), first rule that matches; a sentence by a pattern of what such
an answer looks like (`evidence`), never counting what the question already said: "1839" in the question is no answer
to "en quelle année". Both are general French; no document form is assumed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from beffroi.core.french.normalise import characters, fold


class Kind(StrEnum):
    HOUR = "hour"
    DURATION = "duration"
    DATE = "date"
    AMOUNT = "amount"
    NUMBER = "number"
    CAUSE = "cause"
    PERSON = "person"
    PLACE = "place"
    NAME = "name"
    PROCEDURE = "procedure"
    YES_NO = "yes_no"
    CONDITION = "condition"
    DEFINITION = "definition"
    LIST = "list"
    OPEN = "open"


MEASURED: Final = frozenset({Kind.HOUR, Kind.DURATION, Kind.DATE, Kind.AMOUNT, Kind.NUMBER})

_QUEL: Final = r"\bquel(?:le)?s? (?:est |sont |etait |etaient |fut )?(?:le |la |les |l'|son |sa |leur )?(?:\w+ )?"

# On the folded question (lower case, no accent), in order: the first that matches wins.
_QUESTION_RULES: Final[tuple[tuple[Kind, str], ...]] = (
    (Kind.HOUR, r"\bquelles? heures?\b|\bhoraires?\b|\bheures? d'(?:ouverture|accueil)"),
    (
        Kind.DURATION,
        (
            r"\bcombien de (?:temps|jours|mois|semaines|annees|heures|minutes)\b|\b(?:depuis|pendant) combien\b"
            rf"|\bquel age\b|{_QUEL}(?:duree|delai|preavis|anciennete)\b|\bdelai\b"
        ),
    ),
    (
        Kind.DATE,
        (
            rf"\bquand\b|{_QUEL}(?:dates?|annees?|jours?|mois|siecles?|periodes?|epoques?|moments?|saisons?)\b"
            r"|\bdates? (?:de|d'|du|des)\b|\bdate limite\b"
        ),
    ),
    (
        Kind.AMOUNT,
        (
            r"\b(?:couts?|coute(?:nt|ra)?|prix|tarifs?|montants?|caution|redevances?|salaires?|budget|loyers?|amendes?"
            r"|cotisations?|subventions?)\b|\bcombien\b.{0,25}\b(?:vaut|paye?r?|gagne|euros?|argent|touche)\b"
        ),
    ),
    (
        Kind.NUMBER,
        (
            rf"\bcombien\b|\bnombre\b|{_QUEL}(?:pourcentage|part|proportion|superficie|population|taille|hauteur|longueur"
            r"|largeur|profondeur|distance|poids|taux|vitesse|surface|altitude|temperature|quantite|effectifs?|quotient"
            r"|capacite|seuil|plafond)\b|\ba quelle (?:distance|vitesse|hauteur|altitude)\b"
        ),
    ),
    (Kind.CAUSE, rf"\bpourquoi\b|{_QUEL}(?:raisons?|causes?|motifs?|buts?|objectifs?)\b|\bdans quel but\b"),
    (Kind.CONDITION, r"\b(?:quelles?|a quelles?|sous quelles?) (?:sont les )?conditions?\b|\bdans quels? cas\b"),
    (Kind.NAME, rf"\bcomment\b.{{0,12}}(?:appel|nomm|denomm)|{_QUEL}(?:noms?|prenoms?|surnoms?|titres?)\b"),
    (
        Kind.PERSON,
        (
            r"^(?:et )?(?:a |de |par |avec |chez |pour |selon |contre |aupres de |d'apres )?qui\b(?! est-ce que)"
            r"|\b(?:par|de|a|avec|contre|chez) qui\b|\bqui (?:est|a|fut)\b.{0,40}\?$"
            rf"|{_QUEL}(?:personnes?|hommes?|femmes?|rois?|reines?|empereurs?|auteurs?|ecrivains?|acteurs?|actrices?"
            r"|presidents?|joueurs?|chanteurs?|personnages?|maires?|adjoints?|ministres?|scientifiques?|realisateurs?"
            r"|interlocuteurs?|agents?|entreprises?|societes?|organismes?|autorites?|services?|commissions?)\b"
        ),
    ),
    (
        Kind.PLACE,
        (
            r"^(?:et )?(?:d'|par |vers )?ou\b"
            rf"|{_QUEL}(?:pays|villes?|regions?|lieux?|endroits?|continents?|capitales?|adresses?|iles?|quartiers?|rues?"
            r"|departements?|communes?|villages?|fleuves?|salles?|batiments?)\b"
        ),
    ),
    (Kind.PROCEDURE, r"^(?:et )?(?:comment|de quelle (?:maniere|facon))\b|\bdemarches?\b|\bque faut-il faire\b"),
    (
        Kind.YES_NO,
        (
            r"^(?:et )?(?:(?:ne )?(?:peut|puis|peuvent|pouvons|est|sont|faut|doit|dois|doivent)"
            r"-(?:on|je|il|elle|ils|elles|ce|nous|vous)\b|(?:ai|avons|avez|ont|existe)-(?:je|nous|vous|ils|t-il)\b"
            r"|est-ce qu|(?:y )?a-t-|va-t-"
            r"|(?:\w+ ){1,5}(?:est|sont|peut|peuvent|doit|doivent)-(?:il|elle|ils|elles)\b)"
        ),
    ),
    (
        Kind.LIST,
        (
            r"\bquel(?:le)?s sont\b|\bquel(?:le)?s? (?:documents?|pieces?|justificatifs?|papiers?|formalites)\b"
            r"|\bliste\b|\bcitez\b"
        ),
    ),
    (Kind.DEFINITION, r"\bqu'? ?est[- ]ce (?:que? |qu')|\bc'est quoi\b|\bdefinition\b|\bque (?:signifie|veut dire)\b"),
)

_NUMBER_WORDS: Final = (
    r"\b(?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente"
    r"|quarante|cinquante|soixante|cents?|mille|millions?|milliards?|dizaines?|douzaine|quinzaine|vingtaine"
    r"|centaines?|milliers?|moitie|tiers|quart|double|triple|aucune?|unique)\b"
)
_DAYS: Final = r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
_MONTHS: Final = r"janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"

# On the folded sentence: each match is a possible answer, unless the question says it too.
_ANSWER_PATTERNS: Final[dict[Kind, str]] = {
    Kind.HOUR: r"\b\d{1,2} ?(?:h|heures?|:)(?: ?\d{2})?\b|\bmidi\b|\bminuit\b",
    Kind.DURATION: rf"(?:\d|{_NUMBER_WORDS}|\bune?)[^.;]{{0,14}}\b(?:ans?|annees?|mois|semaines?|jours?|heures?"
    r"|minutes?|secondes?|siecles?|trimestres?|semestres?)\b|\d ?h\b",
    Kind.DATE: rf"\b(?:1\d{{3}}|20\d{{2}})\b|\b(?:{_MONTHS})\b|\bsiecles?\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b"
    rf"|\b(?:{_DAYS})s?\b|\bannees \d+",
    Kind.AMOUNT: rf"(?:\d|{_NUMBER_WORDS})[^.;]{{0,20}}(?:€|\beuros?\b|\bdollars?\b|\bfrancs?\b|\bf\b|\$|£|\blivres?\b)"
    r"|[$£€] ?\d|\bgratuit(?:e|s|es|ement)?\b|\bmilliards?\b",
    Kind.NUMBER: rf"\d+(?:[ .,]\d+)*|{_NUMBER_WORDS}",
    Kind.CAUSE: r"\b(?:car|parce|puisque|raisons?|grace|afin|pour|causes?|permet|permettre|permettant|dus?|dues?"
    r"|suite|but|objectifs?|ainsi|donc|motifs?|face)\b",
    Kind.CONDITION: r"\b(?:si|sous reserve|condition|conditions|doi(?:t|vent)|a partir|au moins|sauf|justifier"
    r"|remplir|lorsque|des lors)\b",
    Kind.PROCEDURE: r"\b(?:par|en|grace|avec|selon|via|au moyen|doit|doivent|faut|ainsi|a l'aide|adress\w+|depos\w+"
    r"|demande\w*|formulaire|inscri\w+|se fait|s'effectue)\b",
    Kind.YES_NO: r"\b(?:interdit\w*|autoris\w+|peu(?:t|vent)|doi(?:t|vent)|obligatoires?|possibles?|permis\w*"
    r"|facultati\w+|ne|n'\w+|sauf|gratuit\w*|droit|oui|non|exoner\w+|dispens\w+|prohib\w+|tolere\w*)\b",
    Kind.DEFINITION: r"\b(?:est|sont|etait|etaient|designe\w*|signifie\w*|appele\w*|nomme\w*|constitue\w*|consiste\w*"
    r"|fut|definit|defini\w*|represente\w*|correspond\w*)\b",
    Kind.LIST: r"^[•▪●–—-]\s|:[^:]*;|,[^,]*(?:,| et | ou )",
}
_COMMON_NOUN: Final = 0.7
_COMMON: Final = {
    Kind.PERSON: re.compile(
        r"\b(?:maires?|adjointe?s?|presidente?s?|prefete?s?|direct(?:eur|rice)s?|secretaires?|responsables?|chefs?|agents?"
        r"|elue?s?|conseill(?:er|ere)s?|ministres?|juges?|comptables?|proprietaires?|locataires?|habitante?s?|parents?"
        r"|demandeurs?|beneficiaires?|employeurs?|salaries?|titulaires?|services?|commissions?|comites?|conseils?"
        r"|assemblees?|entreprises?|associations?|syndicats?|communes?|toute personne|celui qui|ceux qui)\b"
    ),
    Kind.PLACE: re.compile(
        r"\b(?:rues?|places?|avenues?|boulevards?|chemins?|quais?|impasses?|mairies?|salles?|guichets?|accueil|batiments?"
        r"|etages?|bureaux?|ecoles?|gymnases?|parkings?|site|portail|villes?|villages?|regions?|quartiers?)\b"
    ),
    Kind.NAME: re.compile(r"[«“\"]"),
}
_EVIDENCE: Final = {kind: re.compile(pattern) for kind, pattern in _ANSWER_PATTERNS.items()}
_RULES: Final = tuple((kind, re.compile(pattern)) for kind, pattern in _QUESTION_RULES)

# A word that begins with a capital and does not begin the sentence; "M." ends none.
PROPER_NAME: Final = re.compile(r"(?:(?<![.!?…:;•\-–|]\s)(?<=[\s'’(«\"-])|(?<=\bM\.\s)|(?<=\bDr\s))[A-ZÀ-ÞŒ][\w’'-]*")

# The words by which a question asks for a kind; a sentence that holds the kind need not repeat them.
_ASKING_WORDS: Final[dict[Kind, str]] = {
    Kind.HOUR: "heure heures horaire horaires",
    Kind.DURATION: "temps durée délai âge jours mois ans années semaines heures",
    Kind.DATE: "date dates année années jour jours mois siècle période époque moment",
    Kind.AMOUNT: "coût coûte coûtent prix tarif tarifs montant euros payer payé argent",
    Kind.NUMBER: "nombre pourcentage part proportion",
    Kind.CAUSE: "raison raisons cause causes motif but objectif",
    Kind.PERSON: "personne personnes homme femme personnage",
    Kind.PLACE: "lieu endroit pays ville région adresse trouve situe situé située trouver",
    Kind.NAME: "nom noms prénom surnom appelle appelé appelée nomme nommé nommée",
    Kind.PROCEDURE: "manière façon démarche démarches",
    Kind.CONDITION: "condition conditions cas",
    Kind.YES_NO: "possible peut",
    Kind.DEFINITION: "définition signifie",
    Kind.LIST: "liste principaux principales",
}


def kind_of(question: str) -> Kind:
    """The kind of answer asked for; OPEN when nothing says it."""
    asked = _question_form(question)
    return next((kind for kind, rule in _RULES if rule.search(asked)), Kind.OPEN)


def asking_words(kind: Kind) -> str:
    """The French words by which a question asks for this kind, separated by spaces."""
    return _ASKING_WORDS.get(kind, "")


def evidence(kind: Kind, question: str) -> Callable[[str], float]:
    """How far a sentence holds an answer of this kind that the question does not say itself: sentence → 0-1.

    OPEN asks for nothing: 0.5 for every sentence."""
    said = fold(question)
    if kind is Kind.OPEN:
        return lambda sentence: 0.5
    if kind in {Kind.PERSON, Kind.PLACE, Kind.NAME}:
        common = _COMMON[kind]
        return lambda sentence: _naming(sentence, said, common)
    pattern = _EVIDENCE[kind]
    if kind in MEASURED:
        return lambda sentence: float(any(match[0].strip() not in said for match in pattern.finditer(_flat(sentence))))
    return lambda sentence: float(bool(pattern.search(_flat(sentence))))


def _naming(sentence: str, said: str, common: re.Pattern[str]) -> float:
    """1 for a proper name that the question does not say, a little less for a common noun of the kind."""
    if any(fold(name) not in said for name in PROPER_NAME.findall(characters(sentence))):
        return 1.0
    return _COMMON_NOUN * any(match[0] not in said for match in common.finditer(_flat(sentence)))


def _question_form(question: str) -> str:
    # "où" is asked apart, because folded it is the word "ou".
    asked = re.sub(r"\boù\b", "en quel lieu", characters(question), flags=re.IGNORECASE)
    return re.sub(r"^[^\w]+", "", _flat(asked)).strip()


def _flat(text: str) -> str:
    return " ".join(fold(text).split())
