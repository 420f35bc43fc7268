"""Small files of every format, made for the tests."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import typst


def pdf(source: str) -> bytes:
    """A PDF from Typst markup, in French."""
    return bytes(typst.compile(('#set text(lang: "fr", size: 11pt)\n' + source).encode()))


def scanned_pdf(pages: int = 1) -> bytes:
    """A PDF whose pages are pictures of text."""
    from PIL import Image

    images = [picture("Arrêté municipal du 12 mars 2026", "La circulation est interdite") for _ in range(pages)]
    frames = [Image.open(io.BytesIO(i)).convert("L") for i in images]
    target = io.BytesIO()
    frames[0].save(target, "PDF", save_all=True, append_images=frames[1:], resolution=150)
    return target.getvalue()


def picture(*lines: str) -> bytes:
    """A PNG of printed lines."""
    import pypdfium2

    markup = "#set page(width: 16cm, height: 8cm)\n#set text(size: 18pt)\n" + "\n\n".join(lines)
    page = pypdfium2.PdfDocument(pdf(markup))[0]
    target = io.BytesIO()
    page.render(scale=150 / 72).to_pil().convert("L").save(target, "PNG", dpi=(150, 150))
    return target.getvalue()


def encrypted_pdf() -> bytes:
    """A PDF that asks for a password: its security handler holds keys of which nobody knows the password."""
    secret = "<" + "5a" * 32 + ">"
    objects = [
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj",
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj",
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj",
        f"4 0 obj<</Filter/Standard/V 1/R 2/O{secret}/U{secret}/P -44>>endobj",
    ]
    body, offsets = "%PDF-1.4\n", []
    for item in objects:
        offsets.append(len(body))
        body += item + "\n"
    start = len(body)
    body += "xref\n0 5\n0000000000 65535 f \n" + "".join(f"{o:010} 00000 n \n" for o in offsets)
    body += f"trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\nstartxref\n{start}\n%%EOF\n"
    return body.encode()


def docx_of(build) -> bytes:  # type: ignore[no-untyped-def]
    """A DOCX that `build(document)` fills."""
    import docx

    document = docx.Document()
    build(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def zipped(entries: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of the entries."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def encrypted_zip() -> bytes:
    """A ZIP whose entry says that it is encrypted."""
    data = bytearray(zipped({"a.txt": b"bonjour"}, compression=zipfile.ZIP_STORED))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    return bytes(data)


def ole(*streams: str) -> bytes:
    """The beginning of a compound file that names these streams in its directory."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + b"".join(s.encode("utf-16-le") + bytes(64) for s in streams)
    )


def mail(*attachments: tuple[str, bytes]) -> bytes:
    """An e-mail with attachments."""
    message = EmailMessage()
    message["From"] = "Élise Martin <elise@example.org>"
    message["To"] = "mairie@example.org"
    message["Subject"] = "Réservation de la salle des fêtes"
    message["Date"] = "Thu, 12 Mar 2026 10:00:00 +0100"
    message.set_content("Bonjour,\n\nPuis-je réserver la salle pour la réunion du 4 avril 2026 ?\n")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def compound(streams: dict[str, bytes]) -> bytes:
    """A compound file (OLE, version 3) of small streams; "storage/stream" names put a stream in a storage."""
    entries: list[dict] = [{"name": "Root Entry", "kind": 5, "parent": None, "data": b""}]
    storages = {"": 0}
    for path, data in streams.items():
        folder, _, name = path.rpartition("/")
        if folder not in storages:
            storages[folder] = len(entries)
            entries.append({"name": folder, "kind": 1, "parent": 0, "data": b""})
        entries.append({"name": name, "kind": 2, "parent": storages[folder], "data": data})
    mini, chain = b"", []
    for entry in entries:
        entry["start"] = len(chain) if entry["data"] else 0xFFFFFFFE
        blocks = -(-len(entry["data"]) // 64)
        chain += [len(chain) + n + 1 for n in range(blocks - 1)] + ([0xFFFFFFFE] if blocks else [])
        mini += entry["data"].ljust(64 * blocks, b"\0")
    records = [_directory_entry(number, entries, len(mini)) for number in range(len(entries))]
    directory = b"".join(records)
    directory += bytes(-len(directory) % 512)
    mini_fat = b"".join(n.to_bytes(4, "little") for n in chain)
    mini_fat += b"\xff" * (-len(mini_fat) % 512)
    mini += bytes(-len(mini) % 512)
    parts = [directory, mini_fat, mini]
    counts = [len(part) // 512 for part in parts]
    table, at = [0xFFFFFFFD], 1
    for count in counts:
        table += [at + n + 1 for n in range(count - 1)] + ([0xFFFFFFFE] if count else [])
        at += count
    fat = b"".join(n.to_bytes(4, "little") for n in table).ljust(512, b"\xff")
    first_mini_fat, first_mini = 1 + counts[0], 1 + counts[0] + counts[1]
    parts[0] = parts[0].replace(b"MINI", first_mini.to_bytes(4, "little"), 1)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, first_mini_fat, counts[1], 0xFFFFFFFE, 0)
    return (head + struct.pack("<I", 0)).ljust(512, b"\xff") + fat + b"".join(parts)


def _directory_entry(number: int, entries: list[dict], mini_size: int) -> bytes:
    """128 bytes; brothers hang on one another's right, in the order that the format asks."""
    entry = entries[number]

    def brothers(parent: int) -> list[int]:
        found = [n for n, e in enumerate(entries) if e["parent"] == parent]
        return sorted(found, key=lambda n: (len(entries[n]["name"]), entries[n]["name"].upper()))

    none = 0xFFFFFFFF
    right, child = none, none
    if entry["parent"] is not None:
        row = brothers(entry["parent"])
        after = row[row.index(number) + 1 :]
        right = after[0] if after else none
    if entry["kind"] != 2 and brothers(number):
        child = brothers(number)[0]
    name = (entry["name"] + "\0").encode("utf-16-le")
    record = name.ljust(64, b"\0") + struct.pack("<HBBIII", len(name), entry["kind"], 1, none, right, child)
    record += bytes(36)
    if number == 0:
        return record + b"MINI" + struct.pack("<Q", mini_size)
    return record + struct.pack("<IQ", entry["start"], len(entry["data"]))


def outlook() -> bytes:
    """An Outlook message with a recipient and an attachment."""

    def text(value: str) -> bytes:
        return value.encode("utf-16-le")

    sent = (datetime(2026, 3, 12, 9, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
    recipient, attached = "__recip_version1.0_#00000000/", "__attach_version1.0_#00000000/"
    message = {0x0037: "Réservation de la salle", 0x1000: "Bonjour,\r\n\r\nLa salle est libre le 4 avril.\r\n"}
    message |= {0x0C1A: "Élise Martin", 0x007D: "From: =?utf-8?q?=C3=89lise?= Martin <elise@example.org>\r\n"}
    streams = {}
    for folder, head, fixed, texts in (
        ("", 32, (0x0039, 0x0040, sent), message),
        (recipient, 8, (0x0C15, 0x0003, 1), {0x3001: "Mairie", 0x39FE: "mairie@example.org"}),
        (attached, 8, (0x3705, 0x0003, 1), {0x3707: "plan.txt"}),
    ):
        rows = [fixed, *((tag, 0x001F, len(text(value)) + 2) for tag, value in texts.items())]
        rows += [(0x3701, 0x0102, 16)] if folder == attached else []
        streams[f"{folder}__properties_version1.0"] = bytes(head) + b"".join(
            struct.pack("<HHIQ", kind, tag, 6, value) for tag, kind, value in rows
        )
        streams |= {f"{folder}__substg1.0_{tag:04X}001F": text(value) for tag, value in texts.items()}
    streams[f"{attached}__substg1.0_37010102"] = b"plan de la salle"
    return compound(streams)
