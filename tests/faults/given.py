"""Files of several formats for tests, each holding a word of its own and the word "commun" in every passage."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from pathlib import Path


def word(number: int) -> str:
    """A word that only file `number` holds: letters alone, whatever the analysis does with them."""
    return "zq" + "".join("bcdfghjklm"[int(digit)] + "o" for digit in f"{number:03d}") + "x"


def text(number: int) -> str:
    return f"Note commun {number}. Le dossier {word(number)} est rangé à la mairie, au rayon commun."


def html(number: int) -> bytes:
    title = f"Page {number}"
    return f"<html lang=fr><head><title>{title}</title></head><body><h1>{title}</h1><p>{text(number)}</p>".encode()


def mail(number: int) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = f"Courriel {number}", "a@mairie.example", "b@mairie.example"
    message.set_content(text(number))
    return message.as_bytes()


def archive(names: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as zipped:
        for name, content in names.items():
            zipped.writestr(name, content)
    return held.getvalue()


def write(folder: Path, count: int) -> list[str]:
    """Write `count` files; returns the word of each."""
    folder.mkdir(exist_ok=True)
    kinds = [
        ("txt", lambda n: text(n).encode()),
        ("html", html),
        ("eml", mail),
        ("md", lambda n: f"# Titre {n}\n\n{text(n)}".encode()),
    ]
    for number in range(count):
        ending, made = kinds[number % len(kinds)]
        (folder / f"note-{number:03d}.{ending}").write_bytes(made(number))
    return [word(number) for number in range(count)]
