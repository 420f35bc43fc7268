"""Outlook messages (MSG), through python-oxmsg: the same document as an EML gives."""

from __future__ import annotations

import io
from datetime import date

from oxmsg import Message

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft
from beffroi.core.reading.formats.html import add_html
from beffroi.core.reading.formats.mail import write_headers
from beffroi.core.reading.formats.plain import add_text
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_BROKEN = (ValueError, KeyError, IndexError, OSError, EOFError, UnicodeDecodeError, AttributeError, AssertionError)


def read(source: Source, kind: Kind) -> Result:
    """MSG → Document and members."""
    try:
        message = Message.load(io.BytesIO(source.data))
        subject = (message.subject or "").strip()
        people = [("De", message.sender or ""), ("À", ", ".join(_shown(r) for r in message.recipients))]
        sent = message.sent_date
        body, html = message.body, message.html_body
        attachments = [(a.file_name or "", a.file_bytes) for a in message.attachments]
    except _BROKEN as exc:
        raise Unreadable(Verdict.DAMAGED, "msg") from exc
    draft = Draft(kind.value, source.limits)
    when: date | None = sent.date() if sent is not None else None
    write_headers(draft, subject, people, when)
    if body and body.strip():
        add_text(draft, body)
    elif html:
        add_html(draft, html)
    for number, (name, content) in enumerate(attachments, start=1):
        if content and source.may_nest:
            source.add_member(name or f"piece-jointe-{number}", iter([content]))
    return draft.finish(source.name, title=subject, sent=when)


def _shown(recipient: object) -> str:
    name, address = getattr(recipient, "name", ""), getattr(recipient, "email_address", "")
    return f"{name} <{address}>" if name and address and name != address else name or address
