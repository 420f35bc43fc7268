"""Acts, rules and minutes as PDF through typst; one scanned page as an image only.

Flow: blocks become typst calls on string literals, so no character of the text is ever read as typst syntax.
"""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import typst
from PIL import Image, ImageFilter, PdfImagePlugin  # noqa: F401  (the plug-in registers the PDF writer)

from .markup import Block, Source, french_day, inline, typo

ROOT = Path(__file__).resolve().parent.parent
APPEAL = (
    "Le présent acte peut faire l'objet d'un recours devant le tribunal administratif de Montarvel dans un délai "
    "de deux mois à compter de sa {event} (articles R421-1 et R421-5 du code de justice administrative)."
)


def literal(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def content(text: str) -> str:
    calls = {"": "text", "strong": "strong", "emph": "emph"}
    return "".join(f"#{calls[style]}({literal(piece)});" for style, piece in inline(text))


def body(blocks: tuple[Block, ...]) -> str:
    return "\n\n".join(_block(block) for block in blocks)


def _block(block: Block) -> str:
    if block.kind == "heading":
        return f"#heading(level: {block.level})[{content(block.text)}]"
    if block.kind == "break":
        return "#pagebreak()"
    if block.text == "ARRÊTE":
        return f"#align(center, strong({literal(block.text)}))"
    if block.kind == "item":
        return f"#list([{content(block.text)}])"
    if block.kind == "table":
        width = len(block.rows[0])
        cells = ", ".join(f"[{content(cell)}]" for row in block.rows[1:] for cell in row)
        header = ", ".join(f"[{content(cell)}]" for cell in block.rows[0])
        return f"#table(columns: {_columns(block)}, table.header({header}), {cells})" if width else ""
    return content(block.text)


def _columns(block: Block) -> str:
    """Columns as wide as their longest cell asks, within reason."""
    widths = [max(len(row[i]) for row in block.rows) for i in range(len(block.rows[0]))]
    return "(" + ", ".join(f"{min(max(width, 9), 34)}fr" for width in widths) + ",)"


def build_pdf(source: Source, issuer: dict[str, Any]) -> bytes:
    style = source.meta.get("style", "reglement")
    fields = _fields(source, issuer) | {
        "deliberation": _deliberation,
        "arrete": _arrete,
        "reglement": _reglement,
    }[style](source)
    pairs = ", ".join(f"{key}: {value}" for key, value in fields.items())
    main = f'#import "/style.typ": *\n#show: {style}.with(({pairs}))\n{body(source.blocks)}\n'
    return compile_typst(main, source, "pdf")


def compile_typst(main: str, source: Source, form: str, ppi: float = 144.0) -> bytes:
    stamp = datetime.combine(source.date, time(10), tzinfo=UTC)
    out = typst.compile(
        main.encode(),
        root=str(ROOT),
        format=form,
        ppi=ppi,
        ignore_system_fonts=True,
        timestamp=int(stamp.timestamp()),
    )
    assert isinstance(out, bytes)
    return out


def _fields(source: Source, issuer: dict[str, Any]) -> dict[str, str]:
    return {
        "title": literal(source.title),
        "issuer": literal(typo(str(source.meta.get("issuer", issuer["name"])))),
        "address": literal(typo(str(source.meta.get("address", issuer["address"])))),
        "logo": literal(f"/{issuer['logo']}"),
        "footer": literal(typo(str(source.meta.get("footer", source.title)))),
        "y": str(source.date.year),
        "m": str(source.date.month),
        "d": str(source.date.day),
    }


def _deliberation(source: Source) -> dict[str, str]:
    act = source.meta["act"]
    return {
        "number": literal(act["number"]),
        "subject": literal(typo(act["subject"])),
        "matter": literal(typo(act["matter"])),
        "assembly": literal(typo(act.get("assembly", "Conseil municipal"))),
        "day": literal(french_day(source.date)),
        "intro": f"[{_paragraphs(deliberation_intro(source))}]",
        "closing": f"[{_paragraphs(deliberation_closing(source))}]",
    }


def deliberation_intro(source: Source) -> list[str]:
    act = source.meta["act"]
    absent = act["in_office"] - act["present"] - act["proxies"]
    lines = [
        (
            f"L'an {source.date.year}, le {french_day(source.date)} à {act.get('hour', '20 h')}, "
            f"{act.get('called', 'le conseil municipal de la commune de Valmire-le-Pont')}, dûment convoqué le "
            f"{french_day(act['convened'])}, s'est réuni {act.get('place', 'en mairie')} sous la présidence de "
            f"{act['chair']}."
        ),
        (
            f"Membres en exercice : {act['in_office']} – présents : {act['present']} – pouvoirs : {act['proxies']} – "
            f"absents : {absent} – votants : {act['present'] + act['proxies']}. Le quorum est atteint. "
            f"Secrétaire de séance : {act['secretary']}."
        ),
    ]
    return [typo(line) for line in lines]


def deliberation_closing(source: Source) -> list[str]:
    act = source.meta["act"]
    posted = act["posted"] if "posted" in act else source.date + timedelta(days=5)
    lines = [
        f"**Vote** : pour {act['for']}, contre {act['against']}, abstentions {act['abstentions']}.",
        (
            f"Fait et délibéré les jour, mois et an susdits. Extrait certifié conforme. "
            f"Acte transmis à la préfecture de l'Arvelle et publié le {french_day(posted)}."
        ),
        f"Signé : {act['chair']} ; {act['secretary']}, secrétaire de séance.",
        "*" + APPEAL.format(event="publication") + "*",
    ]
    return [typo(line) for line in lines]


def _arrete(source: Source) -> dict[str, str]:
    act = source.meta["act"]
    lines = [
        f"Fait à Valmire-le-Pont, le {french_day(source.date)}.",
        f"{act['signed']}",
        "*" + APPEAL.format(event=act.get("event", "publication")) + "*",
    ]
    return {
        "number": literal(act["number"]),
        "subject": literal(typo(act["subject"])),
        "closing": f"[{_paragraphs([typo(line) for line in lines])}]",
    }


def _reglement(source: Source) -> dict[str, str]:
    size = source.meta.get("size", 10.8)
    return {"subtitle": literal(typo(str(source.meta.get("subtitle", "")))), "size": f"{size}pt"}


def _paragraphs(lines: list[str]) -> str:
    return "\n\n".join(content(line) for line in lines)


def build_scan(source: Source, issuer: dict[str, Any]) -> bytes:
    """The same act as an image only: slightly turned, grey and grainy, as the old copier left it. No text layer."""
    fields = _fields(source, issuer) | _arrete(source)
    pairs = ", ".join(f"{key}: {value}" for key, value in fields.items())
    main = f'#import "/style.typ": *\n#show: arrete.with(({pairs}))\n{body(source.blocks)}\n'
    page = Image.open(io.BytesIO(compile_typst(main, source, "png", ppi=118))).convert("L")
    page = page.rotate(0.6, resample=Image.Resampling.BICUBIC, fillcolor=246).filter(ImageFilter.GaussianBlur(0.5))
    noise = random.Random(2008)
    grain = Image.frombytes("L", page.size, bytes(noise.choices(range(232, 256), k=page.width * page.height)))
    page = Image.blend(page, grain, 0.12)
    stamp = datetime.combine(source.date, time(10), tzinfo=UTC).timetuple()
    out = io.BytesIO()
    page.save(out, "PDF", resolution=118, quality=52, creationDate=stamp, modDate=stamp, producer="", title="")
    return out.getvalue()
