from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.french.sentences import sentences
from beffroi.core.passages.passage import Passage
from beffroi.core.passages.split import LONGEST, SHORTEST, split
from beffroi.core.reading.document import Block, BlockKind, Document, Page

SENTENCE = "Le conseil municipal a voté les tarifs de la salle des fêtes pour l’année suivante."
WORDS = len(SENTENCE.split())


@dataclass(frozen=True)
class Bit:
    kind: BlockKind
    text: str
    level: int = 0
    table: int | None = None
    page: int | None = None
    header: tuple[str, ...] = ()


def document(*bits: Bit, separator: str = "\n\n") -> Document:
    text, blocks = "", []
    for bit in bits:
        text += separator if text else ""
        blocks.append(
            Block(
                bit.kind, len(text), len(text) + len(bit.text), page=bit.page, level=bit.level, table=bit.table,
                header=bit.header,
            )
        )  # fmt: skip
        text += bit.text
    return Document(text=text, media_type="text/plain", blocks=tuple(blocks))


def heading(text: str, level: int = 1) -> Bit:
    return Bit(BlockKind.HEADING, text, level=level)


def paragraph(sentences: int, page: int | None = None) -> Bit:
    return Bit(BlockKind.PARAGRAPH, " ".join([SENTENCE] * sentences), page=page)


def item(text: str) -> Bit:
    return Bit(BlockKind.LIST_ITEM, text)


def length(passage: Passage) -> int:
    return len(passage.text.split())


words = st.text(alphabet="abcdeé ,;:.!?\n'0123456789", max_size=400)
bits = st.one_of(
    st.builds(heading, words, st.integers(1, 4)),
    st.builds(Bit, st.just(BlockKind.PARAGRAPH), words),
    st.builds(paragraph, st.integers(1, 40)),
    st.builds(Bit, st.just(BlockKind.LIST_ITEM), words),
    st.builds(lambda text, table: Bit(BlockKind.TABLE_ROW, text, table=table), words, st.integers(0, 1)),
)


@given(st.lists(bits, max_size=12), st.sampled_from(["\n", "\n\n", " "]))
def test_every_visible_character_is_in_exactly_one_passage(found: list[Bit], separator: str) -> None:
    source = document(*found, separator=separator)
    passages = split(source)
    assert [passage.ordinal for passage in passages] == list(range(len(passages)))
    for passage in passages:
        assert passage.text == source.text[passage.start : passage.end] == passage.text.strip() != ""
    assert all(a.end <= b.start for a, b in zip(passages, passages[1:], strict=False))
    covered = {position for passage in passages for position in range(passage.start, passage.end)}
    for block in source.blocks:
        for position in range(block.start, block.end):
            assert source.text[position].isspace() or position in covered


@given(st.text(max_size=600))
def test_a_text_without_blocks_loses_nothing(text: str) -> None:
    passages = split(Document(text=text, media_type="text/plain"))
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(text.split())


@given(st.lists(st.integers(1, 60), min_size=1, max_size=8))
def test_passages_are_of_a_readable_length_and_hold_whole_sentences(lengths: list[int]) -> None:
    source = document(*(paragraph(count) for count in lengths))
    passages = split(source)
    assert all(length(passage) <= LONGEST for passage in passages)
    if sum(lengths) * WORDS >= SHORTEST:
        assert all(length(passage) >= SHORTEST for passage in passages[:-1])
    for passage in passages:
        assert all(passage.text[start:end] == SENTENCE for start, end in sentences(passage.text))


def test_an_endless_run_of_words_is_cut_all_the_same() -> None:
    for text in ("mot " * 5_000, "x" * 50_000):
        passages = split(Document(text=text, media_type="text/plain"))
        assert len(passages) > 1
        assert all(len(passage.text) <= 8_000 for passage in passages)


def test_headings_lead_to_the_passage() -> None:
    source = document(
        heading("Règlement"), heading("Tarifs", 2), paragraph(4), heading("Horaires", 2), paragraph(4),
        heading("Annexe"), paragraph(4),
    )  # fmt: skip
    assert [passage.headings for passage in split(source)] == [
        ("Règlement", "Tarifs"), ("Règlement", "Horaires"), ("Annexe",),
    ]  # fmt: skip


def test_short_sections_stand_together_under_what_they_share() -> None:
    articles = [(heading(f"Article {number}", 2), paragraph(1)) for number in range(1, 4)]
    source = document(heading("Arrêté"), *(bit for article in articles for bit in article))
    first = split(source)[0]
    assert first.headings == ("Arrêté",)
    assert "Article 1" in first.text
    assert "Article 2" in first.text


def test_a_list_stays_with_its_introduction() -> None:
    introduction = Bit(BlockKind.PARAGRAPH, "Pour inscrire un enfant, il faut fournir :")
    source = document(paragraph(9), introduction, *(item(f"la pièce numéro {number} ;") for number in range(12)))
    last = split(source)[-1]
    assert last.text.startswith(introduction.text)
    assert last.text.endswith("la pièce numéro 11 ;")


def test_a_table_row_is_never_cut_and_knows_its_columns() -> None:
    header = ("Salle", "Tarif")
    rows = [
        Bit(BlockKind.TABLE_ROW, f"Foyer numéro {number} du quartier nord | {number} €", table=0, header=header)
        for number in range(60)
    ]
    source = document(Bit(BlockKind.TABLE_ROW, "Salle | Tarif", table=0, header=header), *rows)
    passages = split(source)
    assert len(passages) > 1
    for row in rows:
        assert sum(row.text in passage.text for passage in passages) >= 1
    assert passages[0].headings == ()
    assert all(passage.headings == ("Salle | Tarif",) for passage in passages[1:])


def test_pages_are_those_of_the_first_and_last_block() -> None:
    first, second = split(document(paragraph(8, 1), paragraph(2, 2), paragraph(9, 3)))
    assert (first.page, first.last_page) == (1, 2)
    assert (second.page, second.last_page) == (3, 3)
    whole = Document(text=SENTENCE, media_type="text/plain", pages=(Page(1, 0, 5), Page(2, 5, len(SENTENCE))))
    assert split(whole)[0].page == 1
