"""E-mails (EML, mbox): who, to whom, when, about what, the text, and the attachments as members."""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
import re
from collections.abc import Iterator
from datetime import date
from email.message import Message

from beffroi.core.reading.document import Verdict
from beffroi.core.reading.draft import Draft, tidy
from beffroi.core.reading.formats.figures import french_date
from beffroi.core.reading.formats.html import add_html
from beffroi.core.reading.formats.plain import add_text, decode
from beffroi.core.reading.kinds import Kind
from beffroi.core.reading.source import Result, Source, Unreadable

_SHOWN = (("De", "from"), ("À", "to"), ("Copie", "cc"))
_MAX_PARTS, _HEADER_CHARS = 5_000, 2_000
_SEPARATOR = re.compile(rb"^From [^\r\n]*\r?\n", re.MULTILINE)
_LEFT_OUT = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature")


def read(source: Source, kind: Kind) -> Result:
    """EML → Document and members; mbox → members, one per message."""
    if kind is Kind.MBOX and len(_SEPARATOR.findall(source.data)) > 1:
        return _read_mailbox(source)
    draft = Draft(kind.value, source.limits)
    message = email.message_from_bytes(source.data, policy=email.policy.compat32)
    subject = header(message, "subject")
    when = _date(message)
    write_headers(draft, subject, [(label, header(message, name)) for label, name in _SHOWN], when)
    parts = list(_parts(message))
    bodies = [part for part in parts if _is_body(part)]
    _write_body(draft, bodies)
    for number, part in enumerate(part for part in parts if not _is_body(part)):
        _keep(source, part, number)
    return draft.finish(source.name, title=subject, sent=when)


def write_headers(draft: Draft, subject: str, people: list[tuple[str, str]], when: date | None) -> None:
    """The heading and the lines that say who wrote to whom and when."""
    draft.heading(subject[:300], 1)
    lines = [f"{label} : {value}" for label, value in people if value]
    if when is not None:
        lines.append(f"Date : {french_date(when)}")
    if subject:
        lines.append(f"Objet : {subject}")
    draft.paragraph("\n".join(lines))


def header(message: Message, name: str) -> str:
    """A header decoded; what cannot be decoded is kept as it came."""
    raw = str(message.get(name, ""))[:_HEADER_CHARS]
    try:
        parts = email.header.decode_header(raw)
    except (email.errors.HeaderParseError, ValueError):
        return tidy(raw)
    return tidy("".join(_header_part(text, charset) for text, charset in parts))


def _header_part(text: bytes | str, charset: str | None) -> str:
    if isinstance(text, str):
        return text
    if charset and charset != "unknown-8bit":
        try:
            return text.decode(charset, "replace")
        except LookupError:
            pass
    return decode(text)


def _date(message: Message) -> date | None:
    try:
        return email.utils.parsedate_to_datetime(str(message.get("date", ""))).date()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _parts(message: Message) -> Iterator[Message]:
    """Leaves of the message; an attached message is one leaf."""
    pending, seen = [message], 0
    while pending:
        part = pending.pop(0)
        seen += 1
        if seen > _MAX_PARTS:
            raise Unreadable(Verdict.TOO_LARGE, "mail_parts", limit=str(_MAX_PARTS))
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" or not isinstance(payload, list):
            yield part
        elif part.get_content_type() == "multipart/alternative":
            pending = [*_alternative([p for p in payload if isinstance(p, Message)]), *pending]
        else:
            pending = [*(p for p in payload if isinstance(p, Message)), *pending]


def _alternative(payload: list[Message]) -> list[Message]:
    """Of several forms of one text, the plain one, unless it is empty."""
    plain = [p for p in payload if p.get_content_type() == "text/plain" and _content(p).strip()]
    other = [p for p in payload if p.get_content_type() not in ("text/plain", "text/html")]
    if not plain:
        return payload
    return [plain[0], *(p for p in other if p.is_multipart())]


def _is_body(part: Message) -> bool:
    kind = part.get_content_type()
    return kind in ("text/plain", "text/html") and not _is_attachment(part)


def _is_attachment(part: Message) -> bool:
    return str(part.get("content-disposition", "")).strip().lower().startswith("attachment") or bool(_name(part))


def _write_body(draft: Draft, bodies: list[Message]) -> None:
    for part in bodies:
        text = _text(part)
        if part.get_content_type() == "text/html":
            add_html(draft, text)
        else:
            add_text(draft, text)


def _text(part: Message) -> str:
    content = _content(part)
    charset = str(part.get_param("charset") or "").strip("\"' ").lower()
    if charset and charset not in ("us-ascii", "utf-8", "unknown-8bit"):
        try:
            return content.decode("cp1252" if charset in ("iso-8859-1", "latin1") else charset, "replace")
        except LookupError:
            pass
    return decode(content)


def _content(part: Message) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, AssertionError):
        payload = str(part.get_payload()).encode("utf-8", "replace")
    return payload if isinstance(payload, bytes) else b""


def _name(part: Message) -> str:
    try:
        raw = part.get_filename() or ""
    except (ValueError, LookupError, TypeError):
        return ""
    name = Message()
    name["x"] = raw.replace("\r", " ").replace("\n", " ")[:_HEADER_CHARS] if raw else ""
    return header(name, "x")


def _keep(source: Source, part: Message, number: int) -> None:
    """Write an attachment as a member; pictures of a signature are left out."""
    kind = part.get_content_type()
    inline = not str(part.get("content-disposition", "")).lower().startswith("attachment")
    if not source.may_nest or kind in _LEFT_OUT or (inline and kind.startswith("image/") and part.get("content-id")):
        return
    if kind == "message/rfc822":
        payload = part.get_payload()
        inner = payload[0] if isinstance(payload, list) and payload else None
        content = inner.as_bytes() if isinstance(inner, Message) else b""
        name = _name(part) or f"message-{number + 1}.eml"
    else:
        content = _content(part)
        name = _name(part) or f"piece-jointe-{number + 1}{_extension(kind)}"
    if content:
        source.add_member(name, iter([content]))


def _extension(kind: str) -> str:
    return {"application/pdf": ".pdf", "text/html": ".html", "text/plain": ".txt", "text/csv": ".csv"}.get(kind, "")


def _read_mailbox(source: Source) -> Result:
    starts = [match.end() for match in _SEPARATOR.finditer(source.data)]
    if not source.may_nest:
        raise Unreadable(Verdict.UNSUPPORTED, "nesting")
    for number, (start, following) in enumerate(zip(starts, [*starts[1:], len(source.data) + 1], strict=True), start=1):
        end = source.data.rfind(b"\nFrom ", start, following) + 1 if following <= len(source.data) else len(source.data)
        source.add_member(f"message-{number}.eml", iter([source.data[start : max(start, end)]]))
    if not source.members:
        raise Unreadable(Verdict.EMPTY, "no_messages")
    return Result(None)
