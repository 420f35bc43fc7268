"""HTML: what a reader of the page sees, in order; scripts, styles, menus and hidden parts are left out."""

from __future__ import annotations

import re
from datetime import date

from selectolax.lexbor import LexborHTMLParser, LexborNode

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft, tidy_lines
from beffroi.core.reading.formats.ooxml import iso_date
from beffroi.core.reading.formats.plain import decode
from beffroi.core.reading.formats.tables import write_table
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_LEFT_OUT = frozenset(
    "script style noscript template svg math iframe object embed applet nav head select option textarea button "
    "canvas audio video map area datalist dialog _comment !doctype".split()
)
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BREAKS = frozenset(
    "p div section article main header footer aside address blockquote pre figure figcaption details summary dl dt dd "
    "ul ol form fieldset legend body html hr center caption".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w-]{2,20})", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_DEPTH, _MAX_NODES = 200, 2_000_000
_DATES = ("article:published_time", "dc.date", "dcterms.date", "date", "last-modified")


def read(source: Source, kind: Kind) -> Result:
    """HTML → Document."""
    draft = Draft(kind.value, source.limits)
    title, when = add_html(draft, _decoded(source.data))
    return draft.finish(source.name, title=title, when=when)


def add_html(draft: Draft, text: str) -> tuple[str, date | None]:
    """Write the visible text of a page; gives its title and date."""
    tree = LexborHTMLParser(text)
    root = tree.body or tree.root
    if root is not None:
        _Walk(draft).block(root, 0)
    found = tree.css_first("title")
    when = None
    for meta in tree.css("meta[content]"):
        name = (meta.attributes.get("property") or meta.attributes.get("name") or "").lower()
        if name in _DATES and when is None:
            when = iso_date(meta.attributes.get("content"))
    return (found.text().strip() if found is not None else ""), when


def _decoded(data: bytes) -> str:
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        declared = match.group(1).decode("ascii", "replace").lower()
        try:
            return data.decode("cp1252" if declared in ("iso-8859-1", "latin1", "us-ascii") else declared)
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


class _Walk:
    """One walk through the page. Inline text gathers until a block begins or ends."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._inline: list[str] = []
        self._item = 0
        self._nodes = 0

    def block(self, parent: LexborNode, depth: int) -> None:
        """Write the children of a node."""
        for node in parent.iter(include_text=True):
            self._nodes += 1
            if self._nodes > _MAX_NODES:
                raise Unreadable(Verdict.TOO_LARGE, "nodes")
            tag = (node.tag or "").lower()
            if tag == "-text":
                self._inline.append(_SPACES.sub(" ", node.text(deep=False) or ""))
            elif tag == "br":
                self._inline.append("\n")
            elif tag in _LEFT_OUT or _is_hidden(node):
                continue
            elif depth > _DEPTH:
                self._inline.append(node.text(separator=" "))
            elif tag in _HEADINGS:
                self.flush()
                self._draft.heading(_flat(node), _HEADINGS[tag])
            elif tag == "table":
                self.flush()
                self._table(node, depth)
            elif tag == "li":
                self._list_item(node, depth)
            elif tag in _BREAKS:
                self.flush()
                self.block(node, depth + 1)
                self.flush()
            else:
                self.block(node, depth + 1)
        if depth == 0:
            self.flush()

    def flush(self) -> None:
        """End the paragraph or list entry that is being gathered."""
        text = tidy_lines("".join(self._inline))
        self._inline = []
        if self._item and text:
            self._draft.list_item(f"• {text}")
            self._item = 0
        else:
            self._draft.paragraph(text)

    def _list_item(self, node: LexborNode, depth: int) -> None:
        self.flush()
        self._item = 1
        self.block(node, depth + 1)
        self.flush()
        self._item = 0

    def _table(self, table: LexborNode, depth: int) -> None:
        if table.css_first("table table") is not None or table.css_first("h1, h2, h3") is not None:
            for cell in table.css("td, th"):  # a table that only lays out the page
                if cell.css_first("table") is None:
                    self.block(cell, depth + 1)
                    self.flush()
            return
        caption = table.css_first("caption")
        if caption is not None:
            self._draft.paragraph(_flat(caption))
        rows: list[list[str]] = []
        headers = 0
        for row in table.css("tr"):
            cells: list[str] = []
            for cell in row.css("td, th"):
                if not _is_hidden(cell):
                    cells += [_flat(cell)] + [""] * (_span(cell) - 1)
            if rows == [] or headers == len(rows):
                headers += bool(cells) and row.css_first("td") is None
            rows.append(cells)
        write_table(self._draft, rows, header_rows=headers or None)


def _span(cell: LexborNode) -> int:
    value = cell.attributes.get("colspan") or "1"
    return max(1, min(int(value), 64)) if value.isdigit() and len(value) < 6 else 1


def _flat(node: LexborNode) -> str:
    """The visible text of a node on one line."""
    parts: list[str] = []
    _collect(node, parts, 0)
    return " ".join("".join(parts).split())


def _collect(node: LexborNode, parts: list[str], depth: int) -> None:
    for child in node.iter(include_text=True):
        tag = (child.tag or "").lower()
        if tag == "-text":
            parts.append(child.text(deep=False) or "")
        elif tag not in _LEFT_OUT and depth < _DEPTH and not _is_hidden(child):
            spaced = tag in _BREAKS or tag in ("br", "li", "td", "th", "tr")
            parts.append(" " if spaced else "")
            _collect(child, parts, depth + 1)
            parts.append(" " if spaced else "")


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or (attributes.get("aria-hidden") or "").lower() == "true":
        return True
    style = attributes.get("style")
    return bool(style) and _HIDDEN_STYLE.search(style or "") is not None
