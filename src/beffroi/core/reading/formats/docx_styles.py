"""Styles and numbering of a DOCX: which paragraph is a heading, what number a list entry shows."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # parsed by ooxml.parse only

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING_NAME = re.compile(r"(?:heading|titre|überschrift|t[íi]tulo)\s*([1-9])\b", re.IGNORECASE)
_TITLE_NAME = re.compile(r"(?:title|titre|titre principal)\Z", re.IGNORECASE)
_FALSE = ("0", "false", "off", "none")
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says. `level`: 1-9 for headings, 0 otherwise."""

    level: int = 0
    numbering: str = ""
    numbering_level: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """The number or bullet of a list entry; `text` is empty for a bullet."""

    text: str


class Styles:
    """Paragraph styles with their inheritance."""

    def __init__(self, tree: ET.Element | None) -> None:
        self._elements = {
            style.get(W + "styleId", ""): style for style in (tree.iter(W + "style") if tree is not None else ())
        }
        self._known: dict[str, Style] = {}

    def of(self, properties: ET.Element | None) -> Style:
        """The style of a paragraph."""
        found = properties.find(W + "pStyle") if properties is not None else None
        return self._style(found.get(W + "val", ""), 0) if found is not None else Style()

    def _style(self, name: str, depth: int) -> Style:
        if name in self._known:
            return self._known[name]
        element = self._elements.get(name)
        if element is None or depth > _MAX_DEPTH:
            return Style(level=_named_level(name))
        based = element.find(W + "basedOn")
        parent = self._style(based.get(W + "val", ""), depth + 1) if based is not None else Style()
        shown = element.find(W + "name")
        level = _named_level(shown.get(W + "val", "") if shown is not None else name)
        outline = _value(element, f"{W}pPr/{W}outlineLvl")
        if outline.isdigit():
            level = int(outline) + 1 if int(outline) < 9 else 0
        number = _value(element, f"{W}pPr/{W}numPr/{W}numId")
        number_level = _value(element, f"{W}pPr/{W}numPr/{W}ilvl")
        style = Style(
            level or parent.level if outline != "9" else 0,
            number or parent.numbering,
            int(number_level) if number_level.isdigit() else parent.numbering_level,
            _is_on(element.find(f"{W}rPr/{W}vanish")) or parent.hidden,
        )
        self._known[name] = style
        return style

    def heading_level(self, properties: ET.Element | None, style: Style) -> int:
        """1-6 when the paragraph is a heading by its outline level or its style, else 0."""
        outline = _value(properties, W + "outlineLvl") if properties is not None else ""
        if outline.isdigit():
            return min(6, int(outline) + 1) if int(outline) < 9 else 0
        return min(6, style.level)

    def is_hidden(self, run: ET.Element) -> bool:
        """Whether a run is not shown on the page."""
        properties = run.find(W + "rPr")
        if properties is None:
            return False
        if _is_on(properties.find(W + "vanish")) or _is_on(properties.find(W + "webHidden")):
            return True
        style = properties.find(W + "rStyle")
        return style is not None and self._style(style.get(W + "val", ""), 0).hidden

    def looks_like_heading(self, paragraph: ET.Element, text: str) -> bool:
        """A short paragraph wholly in bold, or in capitals, without a final stop: a title typed by hand."""
        if len(text) > 120 or "\n" in text or text.endswith((".", ",", ";")) or sum(c.isalpha() for c in text) < 4:
            return False
        runs = [run for run in paragraph.iter(W + "r") if any(t.text and t.text.strip() for t in run.iter(W + "t"))]
        bold = bool(runs) and all(_is_on(run.find(f"{W}rPr/{W}b")) for run in runs)
        return bold or (text.isupper() and len(text) >= 8)


class Numbering:
    """Numbers of lists, counted as the word processor does."""

    def __init__(self, tree: ET.Element | None) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if tree is None:
            return
        abstract = {a.get(W + "abstractNumId", ""): _levels(a) for a in tree.iter(W + "abstractNum")}
        for number in tree.iter(W + "num"):
            link = _value(number, W + "abstractNumId")
            self._levels[number.get(W + "numId", "")] = abstract.get(link, {})

    def label(self, properties: ET.Element | None, style: Style) -> Label | None:
        """The number that a paragraph shows, None when it is not in a list. Counts."""
        own = _value(properties, f"{W}numPr/{W}numId") if properties is not None else ""
        number = own or style.numbering
        if not number or number == "0":
            return None
        depth = _value(properties, f"{W}numPr/{W}ilvl") if properties is not None else ""
        level = min(8, int(depth)) if depth.isdigit() else style.numbering_level
        shape, pattern, start = self._levels.get(number, {}).get(level, ("bullet", "", 1))
        if shape in ("bullet", "none"):
            return Label("")
        counts = self._counts[number]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [d for d in counts if d > level]:
            del counts[deeper]
        return Label(self._shown(number, pattern, counts))

    def _shown(self, number: str, pattern: str, counts: dict[int, int]) -> str:
        def one(match: re.Match[str]) -> str:
            level = int(match.group(1)) - 1
            shape, _, start = self._levels[number].get(level, ("decimal", "", 1))
            return _spelled(counts.get(level, start), shape)

        return re.sub(r"%([1-9])", one, pattern).strip()


def _levels(abstract: ET.Element) -> dict[int, tuple[str, str, int]]:
    found = {}
    for level in abstract.iter(W + "lvl"):
        index, start = level.get(W + "ilvl", "0"), _value(level, W + "start")
        if index.isdigit():
            found[int(index)] = (
                _value(level, W + "numFmt") or "decimal",
                _value(level, W + "lvlText"),
                int(start) if start.isdigit() else 1,
            )
    return found


def _spelled(number: int, shape: str) -> str:
    if shape in ("lowerLetter", "upperLetter") and 1 <= number <= 26:
        letter = chr(ord("a") + number - 1)
        return letter.upper() if shape == "upperLetter" else letter
    if shape in ("lowerRoman", "upperRoman") and 1 <= number <= 3999:
        roman = _roman(number)
        return roman if shape == "upperRoman" else roman.lower()
    return str(number)


def _roman(number: int) -> str:
    parts = []
    for value, sign in (
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"),
        (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ):  # fmt: skip
        parts.append(sign * (number // value))
        number %= value
    return "".join(parts)


def _named_level(name: str) -> int:
    match = _HEADING_NAME.search(name)
    if match:
        return int(match.group(1))
    return 1 if _TITLE_NAME.match(name) else 0


def _value(element: ET.Element, path: str) -> str:
    found = element.find(path)
    return "" if found is None else found.get(W + "val", "")


def _is_on(element: ET.Element | None) -> bool:
    return element is not None and element.get(W + "val", "1").lower() not in _FALSE
