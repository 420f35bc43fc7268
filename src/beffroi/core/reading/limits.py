"""What one file may cost. Every figure is enforced by the fence (docs/reading.md says by what, per system)."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one reading.

    Times in seconds, sizes in bytes. `text_chars`, `pages`, `blocks`, `members` and `member_bytes` bound the
    result. `depth` is how deep this file already lies inside others (0 for a file that a person gave); at
    `max_depth` archives and e-mails give no members any more. `ocr` allows Tesseract for pages without text.
    """

    seconds: float = 60.0
    cpu_seconds: int = 50
    memory_bytes: int = 1024 * MIB
    file_bytes: int = 256 * MIB
    output_bytes: int = 96 * MIB
    text_chars: int = 20_000_000
    pages: int = 5_000
    blocks: int = 500_000
    members: int = 2_000
    member_bytes: int = 1024 * MIB
    depth: int = 0
    max_depth: int = 3
    ocr: bool = True
    ocr_pages: int = 300
    ocr_seconds: float = 900.0
    program_memory_bytes: int = 3072 * MIB
    image_pixels: int = 60_000_000
