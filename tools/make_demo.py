"""Build the demo's documents: python tools/make_demo.py [folder]. Needs only the development dependencies.

Flow: authorities.toml and the source texts → one file per source under files/<authority>/ → demo.toml.
Building twice gives the same bytes, as long as the writing libraries stay at the same versions.
"""

from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "demo_source"))

from builder import catalogue, office, pdf, text
from builder.markup import Source, read_source

SOURCES = Path(__file__).resolve().parent / "demo_source"
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "beffroi" / "demo"
BUILDERS: dict[str, Any] = {
    ".pdf": pdf.build_pdf,
    ".docx": office.build_docx,
    ".odt": office.build_odt,
    ".ods": office.build_ods,
    ".xlsx": office.build_xlsx,
    ".pptx": office.build_pptx,
    ".html": text.build_html,
    ".md": text.build_markdown,
    ".txt": text.build_txt,
    ".rtf": text.build_rtf,
    ".csv": text.build_csv,
}


def all_sources(slugs: list[str]) -> list[Source]:
    return [
        read_source(path)
        for slug in slugs
        for path in sorted((SOURCES / slug).iterdir())
        if path.suffix in {".md", ".toml"}
    ]


def build(source: Source, issuer: dict[str, Any], folder: Path) -> bytes:
    suffix = Path(source.file).suffix
    if suffix == ".eml":
        return text.build_eml(source, issuer, lambda name: (folder / name).read_bytes())
    if source.meta.get("scan"):
        return pdf.build_scan(source, issuer)
    data = BUILDERS[suffix](source, issuer)
    assert isinstance(data, bytes)
    return data


def make(target: Path) -> list[Path]:
    """Write files/ and demo.toml under `target`; return the files written. E-mails come last: they carry others."""
    declared = tomllib.loads((SOURCES / "authorities.toml").read_text(encoding="utf-8"))
    issuers = {authority["slug"]: authority for authority in declared["authority"]}
    sources = all_sources(list(issuers))
    shutil.rmtree(target / "files", ignore_errors=True)
    written = []
    for source in sorted(sources, key=lambda item: item.file.endswith(".eml")):
        folder = target / "files" / source.authority
        path = folder / source.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(build(source, issuers[source.authority], folder))
        written.append(path)
    (target / "demo.toml").write_text(catalogue.write(declared, sources), encoding="utf-8")
    return written


if __name__ == "__main__":
    done = make(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)
    total = sum(path.stat().st_size for path in done)
    print(f"{len(done)} files, {total / 1e6:.2f} MB")
