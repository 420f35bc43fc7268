"""A document's own title, date and language, from its text first and its metadata second.

Order of trust for the date: the act's own formula ("Séance du…", "Fait à…, le…"), a date on a short line near the
top that is not a reference to another text, the file name, the metadata.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import PurePosixPath

from beffroi.core.reading.document import Block, BlockKind

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv", "février fevrier févr fev fév", "mars", "avril avr", "mai", "juin", "juillet juil",
            "août aout", "septembre sept", "octobre oct", "novembre nov", "décembre decembre déc dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WRITTEN = rf"{_WEEKDAY}(?P<d>\d{{1,2}})(?:er)?\s+(?P<m>{_MONTH})\.?\s+(?P<y>\d{{4}})\b"
_NUMERIC = r"\b(?P<d2>\d{1,2})[/.-](?P<m2>\d{1,2})[/.-](?P<y2>\d{4})\b"
_ISO = r"\b(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})\b"
_ANY = rf"(?:{_WRITTEN}|{_NUMERIC}|{_ISO})"
_DATE = re.compile(_ANY, re.IGNORECASE)
_ACTS = "(?:délibération|arrêté|décision|compte[ -]rendu|procès[ -]verbal|note|circulaire)"
_FORMULAS = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:séance|seance|réunion|reunion|session)\b[^.;:\d]{{0,80}}?\b(?:du|le)\s*:?\s*{_ANY}",
        rf"\b(?:fait|signé|donné|arrêté)\s+(?:à|a|en)\s[^.;\d]{{1,60}}?,?\s*le\s*:?\s*{_ANY}",
        rf"\bdate\s*:\s*{_ANY}",
        rf"\A[^.;]{{0,300}}?\b{_ACTS}\b[^.;\n]{{0,80}}?\bdu\s+{_ANY}",
        rf"^[^.;\n\d]{{0,60}},?\s*le\s+{_ANY}\s*$",
    )
]
_FORMULAS[-1] = re.compile(_FORMULAS[-1].pattern, re.IGNORECASE | re.MULTILINE)
_REFERENCE = re.compile(
    r"(?:\bvu\b|\blois?\b|décrets?|ordonnances?|directives?|règlements?|codes?|circulaires?|n°|depuis|avant|jusqu|"
    r"à compter|modifié|convoqu|convocation|affich|publi|transmi|réception|reçu|né)[^.;\n]{0,60}$",
    re.IGNORECASE,
)
_FILE_DATE = re.compile(r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
_HEAD, _TAIL, _TOP, _SHORT_LINE = 4_000, 2_500, 1_500, 70

_OBJECT = re.compile(r"^\s*(?:objet|affaire)\s*:\s*(?P<title>\S[^\n]{3,300})", re.IGNORECASE | re.MULTILINE)
_LETTERHEAD = re.compile(
    r"(?:r[ée]publique fran[çc]aise|libert[ée]|d[ée]partement|commune|ville|mairie|canton|arrondissement|"
    r"communaut[ée]|m[ée]tropole|direction|service|p[ôo]le|extrait|registre|s[ée]ance|conseil municipal|"
    r"d[ée]lib[ée]rations? du conseil|nombre|pr[ée]sents?|absents?|date d|convo|page|n°|sommaire|table des mati|"
    r"le maire|(?:arr[êe]te|d[ée]cide|d[ée]lib[èe]re)\s*:?\s*\Z|vu\b|consid[ée]rant|ordre du jour|envoy[ée]|re[çc]u|"
    r"affich|accus[ée]|"
    rf"feuil(?:le)?\s*\w?\d*\Z|sheet\s*\d*\Z|{_ANY})",
    re.IGNORECASE,
)
_ACT_LINE = re.compile(
    r"^(?P<title>(?:arr[êe]t[ée]|d[ée]lib[ée]ration|d[ée]cision|circulaire|note de service|compte[ -]rendu|"
    r"proc[èe]s[ -]verbal|r[èe]glement|convention)\b[^\n]{6,170}?)[ .:]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TOOL_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b.*|untitled.*|sans titre.*|document ?\d*|classeur ?\d*|"
    r"pr[ée]sentation ?\d*|.*\.(?:docx?|odt|pdf|xlsx?|pptx?|indd|rtf|qxd|txt)|.*[\\/].*)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_FRENCH = frozenset(
    "le la les un une des du de et est en à au aux que qui dans pour par sur ne pas ce cette ces son sa ses il elle "
    "nous vous ou où dont avec sont être leur plus se lui été fait".split()
)
_ENGLISH = frozenset(
    "the of and to in is that for it as was with be by on not he this are or his from at which but have an had they "
    "you were their one all we can her has there been if more when will would who so no".split()
)
_LANGUAGE_SAMPLE = 20_000


def find_date(text: str, name: str, metadata: date | None) -> date | None:
    """The document's own date, or None."""
    edges = [text[:_HEAD]]
    if len(text) > _HEAD:
        edges.append(text[max(_HEAD, len(text) - _TAIL) :])
    for formula in _FORMULAS:
        for edge in edges:
            for match in formula.finditer(edge):
                found = _as_date(match)
                if found:
                    return found
    for line in text[:_TOP].split("\n"):
        dated = _DATE.search(line) if len(line) <= _SHORT_LINE else None
        if dated and not _REFERENCE.search(line[: dated.start()]):
            found = _as_date(dated)
            if found:
                return found
    named = _FILE_DATE.search(PurePosixPath(name).name)
    return (_checked(*named.groups()) if named else None) or metadata


def _as_date(match: re.Match[str]) -> date | None:
    groups = match.groupdict()
    if groups["m"]:
        return _checked(groups["y"], str(_MONTHS[groups["m"].lower()]), groups["d"])
    if groups["m2"]:
        return _checked(groups["y2"], groups["m2"], groups["d2"])
    return _checked(groups["y3"], groups["m3"], groups["d3"])


def _checked(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1850 <= found.year <= 2100 else None


def find_title(text: str, blocks: Sequence[Block], metadata: str, name: str) -> str:
    """A title of 1-200 characters; the cleaned file name when the document gives none."""
    metadata = " ".join(metadata.split())
    told = "" if len(metadata) < 4 or _TOOL_TITLE.match(metadata) else metadata
    if told and _is_about(told, text[:_HEAD]):
        return told[:200]
    stated = _OBJECT.search(text[:_HEAD])
    if stated:
        return stated["title"].strip(" .:–-")[:200]
    return (_first_heading(text, blocks) or told or _act_line(text) or _from_name(name))[:200]


def _is_about(title: str, beginning: str) -> bool:
    """Metadata titles survive in templates: one is believed when the page says the same words."""
    words = {_folded(w) for w in _WORD.findall(title) if len(w) > 3}
    seen = {_folded(w) for w in _WORD.findall(beginning)}
    return bool(words) and len(words & seen) >= 0.6 * len(words)


def _first_heading(text: str, blocks: Sequence[Block]) -> str:
    headings = [b for b in blocks[:200] if b.kind is BlockKind.HEADING and b.end - b.start >= 4]
    early = [b for b in headings if b.start < _HEAD] or headings[:1]
    telling = [b for b in early if not _LETTERHEAD.match(text[b.start : b.end])]
    if not telling:
        return ""
    best = min(telling, key=lambda b: (b.level, b.start))
    return text[best.start : best.end]


def _act_line(text: str) -> str:
    """A line near the top that names an act ("Arrêté n° 2008-14 limitant…")."""
    found = _ACT_LINE.search(text[:_TOP])
    return found["title"] if found else ""


def _from_name(name: str) -> str:
    stem = PurePosixPath(name.replace("\\", "/")).stem
    cleaned = " ".join(re.sub(r"[_\s]+|(?<=\D)-|-(?=\D)", " ", stem).split())
    return cleaned[:1].upper() + cleaned[1:] if cleaned else "Sans titre"


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))


def detect_language(text: str) -> str:
    """ "fr", "en", or "" when neither is plain, by the share of stop words."""
    words = [w.lower() for w in re.findall(r"[^\W\d_]+", text[:_LANGUAGE_SAMPLE])]
    if len(words) < 5:
        return ""
    french = sum(w in _FRENCH for w in words) / len(words)
    english = sum(w in _ENGLISH for w in words) / len(words)
    if max(french, english) < 0.08:
        return ""
    return "fr" if french >= english else "en"
