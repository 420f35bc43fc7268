"""What the Tantivy index holds, and its version.

Invariant: the text of documents and of questions is analysed by the same functions of core/french, in Python; Tantivy
only cuts at spaces, so the two cannot disagree. The name of the index folder carries the schema version and a
fingerprint of the analysis: a new version of either finds no index of its own, and is rebuilt from the database.
Text itself is not stored: the database is truth.
"""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from typing import Final

import tantivy

from beffroi.core.french.grams import grams, spaced_grams
from beffroi.core.french.tokens import surfaces, terms, terms_of
from beffroi.core.search.contract import IndexedPassage

VERSION: Final = 5
ANALYSER: Final = "analysed"
TERMS: Final = "terms"
GRAMS: Final = "grams"
TITLE_WEIGHT: Final = 2  # a word of the title counts as two words of the text
OPEN_FROM: Final = 0
OPEN_TO: Final = date.max.toordinal()
# The index refuses negative row ids; they do not exist.
_LARGEST_ID: Final = 2**63 - 1
_PROBE: Final = (
    "L’été dernier, les conseillères municipales délibéraient : 1 200,50 € d’après l’art. L. 2121-29 du C.G.C.T., "
    "à 14 h 30, au 2ème étage, pour l’œuvre des employés qu’on licencie aujourd’hui."
)


@cache
def schema() -> tantivy.Schema:
    """Fields: row ids and days as numbers, `terms` and `grams` as analysed text, and the marker of the last change."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_unsigned_field("version", indexed=True, fast=True)
    builder.add_unsigned_field("tenant", indexed=True)
    builder.add_unsigned_field("base", indexed=True, fast=True)
    builder.add_integer_field("valid_from", fast=True)
    builder.add_integer_field("valid_to", fast=True)
    builder.add_text_field(TERMS, tokenizer_name=ANALYSER, index_option="freq")
    builder.add_text_field(GRAMS, tokenizer_name=ANALYSER, index_option="freq")
    builder.add_unsigned_field("marker", indexed=True)
    builder.add_unsigned_field("seq", fast=True)
    return builder.build()


def prepared(index: tantivy.Index) -> tantivy.Index:
    """The index with its analyser: text arrives analysed, spaces between terms."""
    analyser = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer(ANALYSER, analyser)
    index.config_reader("manual")
    return index


@cache
def folder_name() -> str:
    """The folder of the index that this code reads and writes: "v1-0a1b2c3d"."""
    analysed = " ".join([*terms(_PROBE), *grams(_PROBE)])
    return f"v{VERSION}-{hashlib.sha256(analysed.encode()).hexdigest()[:8]}"


def marker(seq: int) -> tantivy.Document:
    """The one document that holds the sequence number of the commit it is in."""
    document = tantivy.Document()
    document.add_unsigned("marker", 1)
    document.add_unsigned("seq", seq)
    return document


def as_document(passage: IndexedPassage) -> tantivy.Document:
    """A passage as Tantivy takes it. Raises ValueError for an id that no row can have."""
    document = tantivy.Document()
    for name in ("id", "version", "tenant", "base"):
        value = getattr(passage, name)
        if not 0 <= value <= _LARGEST_ID:
            raise ValueError(f"{name} is not a row id: {value}")
        document.add_unsigned(name, value)
    document.add_integer("valid_from", passage.valid_from.toordinal() if passage.valid_from else OPEN_FROM)
    document.add_integer("valid_to", passage.valid_to.toordinal() if passage.valid_to else OPEN_TO)
    found = surfaces(passage.title) * TITLE_WEIGHT + surfaces(passage.headings) + surfaces(passage.text)
    document.add_text(TERMS, " ".join(terms_of(found)))
    document.add_text(GRAMS, spaced_grams(found))
    return document
