"""The icons, drawn for the project on a 24-unit grid: paths only, stroked in the colour of the text beside them."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

PATHS: dict[str, str] = {
    "home": '<path d="M4 11.5 12 5l8 6.5V20h-5.5v-5h-5v5H4z"/>',
    "ask": '<path d="M4 5h16v11H9l-5 4z"/><path d="M8 9h8M8 12.5h5"/>',
    "opinion": '<path d="M4 5h16v11H9l-5 4z"/><path d="m9 10.5 2.2 2.2 4-4.2"/>',
    "search": '<circle cx="11" cy="11" r="6"/><path d="m20 20-4.5-4.5"/>',
    "base": '<path d="M5 4h11l3 3v13H5z"/><path d="M9 9h6M9 13h6M9 17h4"/>',
    "health": '<path d="M3 12h4l2.5-6 4 12 2.5-6h5"/>',
    "bin": '<path d="M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 11v5.5M13.5 11v5.5"/>',
    "people": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3 20c0-3.6 2.6-6 6-6s6 2.4 6 6"/>'
    '<path d="M15.5 5.7a3 3 0 0 1 0 5.6M17.5 14.6c2.2.8 3.5 2.8 3.5 5.4"/>',
    "service": '<path d="M4 20V9l8-5 8 5v11M4 20h16M9 20v-6h6v6"/>',
    "authority": '<path d="M12 3v3M7 20V11l5-5 5 5v9M4 20h16M10.5 20v-4h3v4"/>',
    "key": '<circle cx="8" cy="15" r="4"/><path d="m11 12 8-8M15.5 7.5l3 3"/>',
    "journal": '<path d="M6 4h13v16H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM8 4v16M11.5 9h4M11.5 13h4"/>',
    "jobs": '<path d="M12 7v5l3.5 2"/><circle cx="12" cy="12" r="8.5"/>',
    "instance": '<path d="M4 5h16v6H4zM4 13h16v6H4zM8 8h.1M8 16h.1"/>',
    "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
    "person": '<circle cx="12" cy="8.5" r="3.6"/><path d="M5 20c0-4 3-6.5 7-6.5s7 2.5 7 6.5"/>',
    "sign-out": '<path d="M10 4H5v16h5M14.5 8l4 4-4 4M9.5 12h9"/>',
    "check": '<path d="m5 12 4.5 4.5L19 7"/>',
    "seal": '<circle cx="12" cy="10" r="6"/><path d="m9.3 10 2 2 3.4-3.6M9 15.5 8 21l4-2 4 2-1-5.5"/>',
    "warning": '<path d="M12 4 3 19h18zM12 10v4M12 16.6v.1"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 8v4l3 2"/>',
    "future": '<path d="M5 6h14v14H5zM5 10h14M9 4v4M15 4v4M12 13v4M10 15h4"/>',
    "replaced": '<path d="M5 9h11l-3-3M19 15H8l3 3"/>',
    "stop": '<circle cx="12" cy="12" r="8"/><path d="M7 7l10 10"/>',
    "halt": '<path d="M7 7h10v10H7z"/>',
    "machine": '<path d="M7 8h10v10H7zM12 8V5M9.5 12.5h.1M14.5 12.5h.1M10 15.5h4M4 12v3M20 12v3"/>',
    "question": '<circle cx="12" cy="12" r="8.5"/><path d="M9.7 9.6a2.4 2.4 0 1 1 3.4 '
    '2.2c-.8.4-1.1.9-1.1 1.8M12 16.6v.1"/>',
    "attach": '<path d="m19 11-7.5 7.5a4.5 4.5 0 0 1-6.4-6.4L13 4.3a3 3 0 0 1 4.3 '
    '4.3L9.5 16.4a1.5 1.5 0 0 1-2.1-2.1L14 7.7"/>',
    "copy": '<path d="M9 9h11v11H9zM5 15H4V4h11v1"/>',
    "undo": '<path d="M9 6 4.5 10.5 9 15M5 10.5h9a5 5 0 0 1 0 10h-3"/>',
    "retry": '<path d="M19 8a8 8 0 1 0 1 5M20 4v4.5h-4.5"/>',
    "previous": '<path d="m14.5 6-6 6 6 6"/>',
    "next": '<path d="m9.5 6 6 6-6 6"/>',
    "open": '<path d="M13 5h6v6M19 5l-8 8M17 14v5H5V7h5"/>',
    "download": '<path d="M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14"/>',
    "upload": '<path d="M12 16V5M7.5 9 12 4.5 16.5 9M5 20h14"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z"/>',
    "edit": '<path d="M5 20h14M14.5 4.5l4 4L9 18l-5 1 1-5z"/>',
    "add": '<path d="M12 5v14M5 12h14"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "thumb-up": '<path d="M4 11h3v9H4zM7 11l4-7c1.5 0 2.3 1 2 2.5L12.5 10H19l-1.5 10H7"/>',
    "thumb-down": '<path d="M4 4h3v9H4zM7 13l4 7c1.5 0 2.3-1 2-2.5L12.5 14H19L17.5 4H7"/>',
    "phone": '<path d="M6 4h3l1.5 4.5-2 1.5a10 10 0 0 0 5.5 5.5l1.5-2L20 15v3c0 1-1 '
    '2-2 2C11 20 4 13 4 6c0-1 1-2 2-2z"/>',
    "mail": '<path d="M4 6h16v12H4zM4 7l8 6 8-6"/>',
    "eye": '<path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6z"/><circle cx="12" cy="12" r="2.6"/>',
    "filter": '<path d="M4 6h16M7 12h10M10 18h4"/>',
    "language": '<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.5 5 '
    '11.5 0 17M12 3.5c-5 5.5-5 11.5 0 17"/>',
}

BELFRY = mark_safe(
    '<svg class="belfry" viewBox="0 0 30 38" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.8"'
    ' stroke-linejoin="round"><path d="M15 2v5M10 13l5-6 5 6v4h-10zM8 17h14v19H8z"/><circle cx="15" cy="23" r="3"/>'
    '<path d="M12 36v-5h6v5"/></svg>'
)


def svg(name: str) -> SafeString:
    """The icon as inline SVG, hidden from screen readers: a label always stands beside it. KeyError if unknown."""
    paths = mark_safe(PATHS[name])  # noqa: S308 - constants of this module
    return format_html('<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', paths)
