"""Behind a reverse proxy, the lock of too many failures is on the visitor, who does not choose their own address."""

from __future__ import annotations

import pytest

from beffroi.project.asgi import seen_by_proxy


@pytest.mark.parametrize(
    ("headers", "visitor"),
    [
        ([(b"x-forwarded-for", b"203.0.113.9")], "203.0.113.9"),
        ([(b"x-forwarded-for", b"6.6.6.6, 203.0.113.9")], "203.0.113.9"),
        ([(b"x-forwarded-for", b"6.6.6.6"), (b"x-forwarded-for", b"2001:db8::9")], "2001:db8::9"),
        ([(b"x-forwarded-for", b" ")], "127.0.0.1"),
        ([], "127.0.0.1"),
    ],
)
def test_the_visitor_is_whom_the_proxy_saw(headers: list[tuple[bytes, bytes]], visitor: str) -> None:
    scope = {"type": "http", "headers": headers, "client": ("127.0.0.1", 4242)}
    assert seen_by_proxy(scope)["client"][0] == visitor
