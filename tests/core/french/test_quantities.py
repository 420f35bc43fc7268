from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.core.french.quantities import Kind, amounts, dates, hours, mentions, numbers, references
from tests.core.french.test_normalise import FRENCH

UNITS = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()
TENS = ["", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt", "quatre-vingt"]
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def spelled(number: int) -> str:
    """A number below a million as French writes it since 1990, with hyphens."""
    if number < 17:
        return UNITS[number]
    if number < 100:
        tens, unit = divmod(number, 10)
        if tens in {7, 9}:
            unit += 10
        if unit == 0:
            return TENS[tens] + ("s" if tens == 8 else "")
        link = "-et-" if unit in {1, 11} and tens < 8 else "-"
        return TENS[tens] + link + (spelled(unit) if unit < 17 else "dix-" + UNITS[unit - 10])
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        head = "cent" if hundreds == 1 else f"{UNITS[hundreds]}-cent" + ("" if rest else "s")
        return head if not rest else f"{head}-{spelled(rest)}"
    thousands, rest = divmod(number, 1000)
    head = "mille" if thousands == 1 else f"{_before_thousand(spelled(thousands))}-mille"
    return head if not rest else f"{head}-{spelled(rest)}"


def _before_thousand(written: str) -> str:
    """ "deux-cents" and "quatre-vingts" lose their plural before "mille"."""
    return written.removesuffix("s") if written.endswith(("cents", "vingts")) else written


def grouped(number: int, space: str) -> str:
    return f"{number:,}".replace(",", space)


@given(st.integers(min_value=2, max_value=999_999))
def test_an_amount_has_one_value_however_it_is_written(number: int) -> None:
    ways = [
        f"{number} €", f"{number} euros", f"{grouped(number, ' ')} €", f"{grouped(number, chr(0x202F))}€",
        f"{grouped(number, '.')},00 €", f"{spelled(number)} euros", f"{spelled(number).replace('-', ' ')} euros",
    ]  # fmt: skip
    for way in ways:
        found = amounts(f"Le coût est de {way} par an.")
        assert [mention.value for mention in found] == [Decimal(number)], way


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2069, 12, 31)))
def test_a_date_has_one_value_however_it_is_written(day: date) -> None:
    first = "1er" if day.day == 1 else str(day.day)
    ways = [
        day.isoformat(), day.strftime("%d/%m/%Y"), f"{day.day}/{day.month}/{day:%y}", day.strftime("%d.%m.%Y"),
        f"{first} {MONTHS[day.month - 1]} {day.year}", f"{first}\u00a0{MONTHS[day.month - 1].upper()} {day.year}",
    ]  # fmt: skip
    for way in ways:
        found = dates(f"Fait le {way}, en mairie.")
        assert [mention.value for mention in found] == [(day.year, day.month, day.day)], way
        assert numbers(f"Fait le {way}, en mairie.") == []


@given(st.integers(0, 23), st.integers(0, 59))
def test_an_hour_has_one_value_however_it_is_written(hour: int, minute: int) -> None:
    for way in (f"{hour}h{minute:02}", f"{hour} h {minute:02}", f"{hour:02}:{minute:02}", f"{hour} heures {minute:02}"):
        assert [mention.value for mention in hours(f"Ouvert dès {way} le lundi")] == [(hour, minute)], way


@given(st.one_of(FRENCH, st.text(max_size=150)))
def test_mentions_are_in_order_and_apart(text: str) -> None:
    found = mentions(text)
    assert all(0 <= mention.start < mention.end <= len(text) for mention in found)
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("text", "kind", "value", "span"),
    [
        ("Un total de 1,2 k€ environ", Kind.AMOUNT, Decimal(1200), "1,2 k€"),
        ("soit 3 millions d’euros", Kind.AMOUNT, Decimal(3_000_000), "3 millions d’euros"),
        ("soit 2,5 M€", Kind.AMOUNT, Decimal(2_500_000), "2,5 M€"),
        ("pour 12€50", Kind.AMOUNT, Decimal("12.5"), "12€50"),
        ("une hausse de 3,5 %", Kind.PERCENT, Decimal("3.5"), "3,5 %"),
        ("une hausse de dix pour cent", Kind.PERCENT, Decimal(10), "dix pour cent"),
        ("en avril 2026", Kind.DATE, (2026, 4, None), "avril 2026"),
        ("le 1er janvier", Kind.DATE, (None, 1, 1), "1er janvier"),
        ("l’art. L. 2121-29 du code", Kind.REFERENCE, "l2121-29", "L. 2121-29"),
        ("selon l’article premier", Kind.REFERENCE, "article 1", "article premier"),
        ("la décision n° 2024-12", Kind.REFERENCE, "2024-12", "2024-12"),
        ("au 05 61 22 33 44", Kind.REFERENCE, "0561223344", "05 61 22 33 44"),
        ("au +33 5 61 22 33 44", Kind.REFERENCE, "0561223344", "+33 5 61 22 33 44"),
        ("quatre-vingt-dix-sept élèves", Kind.NUMBER, Decimal(97), "quatre-vingt-dix-sept"),
        ("3 mille habitants", Kind.NUMBER, Decimal(3000), "3 mille"),
    ],
)
def test_one_mention(text: str, kind: Kind, value: object, span: str) -> None:
    assert [(found.kind, found.value, text[found.start : found.end]) for found in mentions(text)] == [
        (kind, value, span)
    ]


def test_several_articles_are_several_references() -> None:
    assert [found.value for found in references("Les articles 5 et 6 sont abrogés")] == ["article 5", "article 6"]


def test_an_article_of_speech_is_not_a_number() -> None:
    assert mentions("une salle, un bureau") == []
    assert [found.value for found in numbers("deux ou trois salles")] == [Decimal(2), Decimal(3)]
    assert mentions("le 31/13/2026")[0].kind is not Kind.DATE
