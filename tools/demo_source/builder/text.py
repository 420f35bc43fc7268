"""HTML, Markdown, plain text, RTF, CSV and e-mail."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, time
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from .markup import Block, Source, inline, plain, typo

_PAGE = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{issuer}">{dated}
</head>
<body>
<nav><a href="/">Accueil</a> <a href="/demarches">Démarches</a> <a href="/contact">Contact</a></nav>
<main>
<h1>{title}</h1>
{body}
</main>
<footer><p>{issuer} – {address}</p></footer>
</body>
</html>
"""


def build_html(source: Source, issuer: dict[str, Any]) -> bytes:
    dated = f'\n<meta name="date" content="{source.date.isoformat()}">' if "date" in source.meta else ""
    return _PAGE.format(
        title=escape(source.title),
        issuer=escape(typo(issuer["name"])),
        address=escape(typo(issuer["address"])),
        dated=dated,
        body=_html_blocks(source.blocks),
    ).encode()


def _html_blocks(blocks: tuple[Block, ...]) -> str:
    lines: list[str] = []
    for number, block in enumerate(blocks):
        if block.kind == "item":
            if number == 0 or blocks[number - 1].kind != "item":
                lines.append("<ul>")
            lines.append(f"<li>{_html_inline(block.text)}</li>")
            if number + 1 == len(blocks) or blocks[number + 1].kind != "item":
                lines.append("</ul>")
        elif block.kind == "heading":
            lines.append(f"<h{block.level + 1}>{_html_inline(block.text)}</h{block.level + 1}>")
        elif block.kind == "table":
            lines.append(_html_table(block.rows))
        else:
            lines.append(f"<p>{_html_inline(block.text)}</p>")
    return "\n".join(lines)


def _html_inline(text: str) -> str:
    tags = {"": "{}", "strong": "<strong>{}</strong>", "emph": "<em>{}</em>"}
    return "".join(tags[style].format(escape(piece, quote=False)) for style, piece in inline(text))


def _html_table(rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f'<th scope="col">{_html_inline(cell)}</th>' for cell in rows[0])
    lines = ["<table>", f"<thead><tr>{head}</tr></thead>", "<tbody>"]
    lines += ["<tr>" + "".join(f"<td>{_html_inline(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:]]
    return "\n".join([*lines, "</tbody>", "</table>"])


def build_markdown(source: Source, issuer: dict[str, Any]) -> bytes:
    return f"# {source.title}\n\n{_demoted(source.body)}".encode()


def _demoted(body: str) -> str:
    lines = [typo("#" + line if line.startswith("#") else line) for line in body.splitlines()]
    return "\n".join(lines) + "\n"


def build_txt(source: Source, issuer: dict[str, Any]) -> bytes:
    """Plain text as the source has it, in the encoding that the front matter names (Windows line ends)."""
    encoding = str(source.meta.get("encoding", "utf-8"))
    head = "" if source.meta.get("untitled") else source.title.upper() + "\n\n"
    return (head + typo(plain(source.body))).replace("\n", "\r\n").encode(encoding)


def build_rtf(source: Source, issuer: dict[str, Any]) -> bytes:
    lines = [r"{\rtf1\ansi\ansicpg1252\deff0\deflang1036{\fonttbl{\f0 Calibri;}}", r"\f0\fs22"]
    if "date" in source.meta:
        day = source.date
        stamp = rf"{{\creatim\yr{day.year}\mo{day.month}\dy{day.day}}}"
        lines.insert(1, rf"{{\info{{\title {_rtf(source.title)}}}{stamp}}}")
    lines.append(rf"\pard\sa200\b\fs30 {_rtf(source.title)}\b0\fs22\par")
    for block in source.blocks:
        lines.extend(_rtf_block(block))
    return ("\n".join(lines) + "\n}\n").encode("ascii")


def _rtf_block(block: Block) -> list[str]:
    if block.kind == "heading":
        return [rf"\pard\sb160\sa80\b {_rtf(plain(block.text))}\b0\par"]
    if block.kind == "table":
        tab = r"\tab "
        return [rf"\pard\sa60 {tab.join(_rtf(plain(cell)) for cell in row)}\par" for row in block.rows]
    mark = r"\bullet  " if block.kind == "item" else ""
    return [rf"\pard\sa120 {mark}{_rtf(plain(block.text))}\par"]


def _rtf(text: str) -> str:
    out = []
    for char in text:
        if char in "\\{}":
            out.append("\\" + char)
        elif ord(char) < 128:
            out.append(char)
        else:
            out.append(rf"\u{ord(char)}?")
    return "".join(out)


def build_csv(source: Source, issuer: dict[str, Any]) -> bytes:
    """As French spreadsheets export it: semicolons, decimal commas, byte-order mark."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    sheet = source.meta["sheet"][0]
    for row in [sheet["header"], *sheet["rows"]]:
        writer.writerow([typo(cell) if isinstance(cell, str) else f"{cell}".replace(".", ",") for cell in row])
    return out.getvalue().encode("utf-8-sig")


def build_eml(source: Source, issuer: dict[str, Any], attached: Callable[[str], bytes]) -> bytes:
    head = source.meta["mail"]
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = head["from"], head["to"]
    message["Subject"] = typo(head["subject"])
    message["Date"] = format_datetime(datetime.combine(source.date, time(9, 12), tzinfo=UTC))
    message["Message-ID"] = f"<{Path(source.file).stem}@{head['from'].split('@')[1].rstrip('>')}>"
    message.set_content(typo(plain(source.body)), charset="utf-8", cte="8bit")
    for name in head.get("attach", []):
        message.add_attachment(attached(name), maintype="application", subtype="pdf", filename=Path(name).name)
    if message.is_multipart():
        message.set_boundary("=_" + Path(source.file).stem)
    return message.as_bytes()
