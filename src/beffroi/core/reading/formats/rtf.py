"""RTF: paragraphs, headings by outline level, tables as rows, without hidden or deleted text.

Our own reader: kreuzberg's let binary data through as text on one of the test files. Source: Rich Text Format
specification 1.9.1. Bytes are decoded by the code page of the font in use, as the format asks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from beffroi.core.reading.draft import Draft, tidy_lines
from beffroi.core.reading.formats.tables import write_table
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)"
)
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet pict object objdata header footer headerl headerr headerf footerl footerr footerf "
    b"ftnsep ftnsepc aftnsep listtable listoverridetable rsidtbl generator xmlnstbl themedata colorschememapping "
    b"datastore latentstyles filetbl revtbl fldinst annotation atnid atnauthor bkmkstart bkmkend mmathPr pntext "
    b"listtext pntxtb pntxta private template panose falt shppict nonshppict blipuid picprop sp userprops "
    b"pgdsctbl".split()
)
_CHARACTERS = {
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"tab": "\t", b"line": "\n", b"emspace": " ", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_CHARSETS = {0: "cp1252", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5",
             161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257",
             204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip
_MAX_DEPTH = 500


@dataclass(frozen=True, slots=True)
class _State:
    """Formatting of the current group."""

    skipped: bool = False
    hidden: bool = False
    encoding: str = "cp1252"
    unicode_skip: int = 1
    target: str = ""


class _Reader:
    """One pass over the tokens."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.title = ""
        self._state = _State()
        self._stack: list[_State] = []
        self._default = "cp1252"
        self._fonts: dict[int, str] = {}
        self._font = 0
        self._bytes = bytearray()
        self._parts: list[str] = []
        self._pending_skip = 0
        self._starred = self._opened = False
        self._level = 0
        self._listed = False
        self._in_table = False
        self._cells: list[str] = []
        self._rows: list[list[str]] = []

    def read(self, data: bytes) -> None:
        position = 0
        while position < len(data):
            match = _TOKEN.match(data, position)
            if match is None:
                position += 1
                continue
            position = match.end()
            word, number, hexa, symbol, brace, text = match.groups()
            if word == b"bin" and number:
                position += max(0, int(number))
            elif brace:
                self._brace(brace)
            elif word:
                self._word(word, int(number) if number else None)
            elif hexa:
                self._byte(bytes([int(hexa, 16)]))
            elif symbol:
                self._symbol(symbol)
            elif text:
                for _ in range(min(self._pending_skip, len(text))):
                    text, self._pending_skip = text[1:], self._pending_skip - 1
                self._byte(text)
        self._end_paragraph()
        self._end_table()

    def _brace(self, brace: bytes) -> None:
        self._decode()
        self._starred = False
        self._opened = brace == b"{"
        self._pending_skip = 0
        if brace == b"{":
            if len(self._stack) < _MAX_DEPTH:
                self._stack.append(self._state)
        elif self._stack:
            if self._state.target == "title" and self._stack[-1].target != "title":
                self.title = "".join(self._parts)
                self._parts = []
            self._state = self._stack.pop()

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = self._opened  # elsewhere than at a group's beginning it means nothing
        elif symbol in b"~":
            self._add(" ")
        elif symbol == b"_":
            self._add("-")
        elif symbol in b"\\{}":
            self._byte(symbol)
        elif symbol in b"\r\n":
            self._end_paragraph()

    def _word(self, word: bytes, number: int | None) -> None:
        self._decode()
        starred, self._starred, self._opened = self._starred, False, False
        if word in _SKIPPED or (starred and word not in (b"shptxt", b"fldrslt", b"cs")):
            self._fonts_from(word)
            self._state = replace(self._state, skipped=True, target=word.decode())
        elif word == b"info":
            self._state = replace(self._state, skipped=True, target="info")
        elif word == b"title" and self._state.target == "info":
            self._state = replace(self._state, skipped=False, target="title")
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        elif word == b"u" and number is not None:
            self._add_unicode(number)
        else:
            self._format(word, number)

    def _format(self, word: bytes, number: int | None) -> None:
        on = number != 0
        if word in (b"v", b"deleted"):
            self._state = replace(self._state, hidden=on)
        elif word == b"plain":
            self._state = replace(self._state, hidden=False)
        elif word == b"uc" and number is not None:
            self._state = replace(self._state, unicode_skip=max(0, min(number, 8)))
        elif word == b"ansicpg" and number:
            self._default = _known(f"cp{number}")
            self._state = replace(self._state, encoding=self._default)
        elif word == b"mac":
            self._default = "mac_roman"
            self._state = replace(self._state, encoding=self._default)
        elif word == b"f" and number is not None:
            self._font = number
            self._state = replace(self._state, encoding=self._fonts.get(number, self._default))
        elif word == b"fcharset" and number is not None and self._state.target == "fonttbl":
            self._fonts[self._font] = self._default if number in (0, 1) else _CHARSETS.get(number, self._default)
        elif word in (b"par", b"sect", b"page", b"pard", b"intbl", b"outlinelevel", b"ls", b"cell", b"row"):
            self._structure(word, number)

    def _structure(self, word: bytes, number: int | None) -> None:
        if self._state.skipped:
            return
        if word in (b"par", b"sect", b"page"):
            self._end_paragraph()
        elif word == b"pard":
            self._level, self._listed, self._in_table = 0, False, False
        elif word == b"intbl":
            self._in_table = True
        elif word == b"outlinelevel" and number is not None and number < 9:
            self._level = number + 1
        elif word == b"ls":
            self._listed = True
        elif word == b"cell":
            self._cells.append(" ".join("".join(self._taken()).split()))
        elif word == b"row":
            self._rows.append(self._cells)
            self._cells = []

    def _fonts_from(self, word: bytes) -> None:
        if word == b"fonttbl":
            self._font = 0

    def _byte(self, data: bytes) -> None:
        self._opened = False
        if self._pending_skip:
            self._pending_skip -= 1
        elif not self._state.skipped and not self._state.hidden:
            self._bytes += data

    def _add_unicode(self, number: int) -> None:
        code = number + 65536 if number < 0 else number
        self._pending_skip = self._state.unicode_skip
        self._add(chr(code) if code < 0x110000 else "\ufffd")

    def _add(self, text: str) -> None:
        self._decode()
        if not self._state.skipped and not self._state.hidden:
            self._parts.append(text)

    def _decode(self) -> None:
        if self._bytes:
            self._parts.append(self._bytes.decode(self._state.encoding, "replace"))
            self._bytes.clear()

    def _taken(self) -> list[str]:
        self._decode()
        parts, self._parts = self._parts, []
        return parts

    def _end_paragraph(self) -> None:
        if self._in_table and not self._level:
            self._add("\n")
            return
        if self._rows:
            self._end_table()
        text = tidy_lines(_surrogates_joined("".join(self._taken())))
        if self._level and text and len(text) < 250:
            self.draft.heading(text, self._level)
        elif self._listed and text:
            self.draft.list_item(f"• {text}")
        else:
            self.draft.paragraph(text)

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
        if self._rows:
            write_table(self.draft, self._rows)
        self._rows, self._cells = [], []


def read(source: Source, kind: Kind) -> Result:
    """RTF → Document."""
    draft = Draft(kind.value, source.limits)
    reader = _Reader(draft)
    reader.read(source.data)
    return draft.finish(source.name, title=reader.title)


def _known(encoding: str) -> str:
    try:
        b"".decode(encoding)
    except LookupError:
        return "cp1252"
    return encoding


def _surrogates_joined(text: str) -> str:
    """Characters beyond the first plane are written as two \\u numbers."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
