"""Small files of every format, made for the tests."""

from __future__ import annotations

import io
import zipfile
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
