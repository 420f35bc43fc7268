"""Whatever accent an authority stores, what is served can be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beffroi.faces.web import icons, states, theme
from beffroi.platform.tenancy import contrast
from tests.town import Town

colours = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)


@given(colours)
def test_served_colours_reach_their_contrast(accent: str) -> None:
    served = theme.stylesheet(accent)
    light, dark, ink_light, ink_dark, night, ink_night = re.findall(r"#[0-9a-f]{6}", served)
    assert min(contrast.ratio(light, ground) for ground in contrast.LIGHT) >= 4.5
    assert min(contrast.ratio(dark, ground) for ground in contrast.DARK) >= 4.5
    assert contrast.ratio(ink_light, light) >= 4.5
    assert contrast.ratio(ink_dark, dark) >= 4.5
    assert contrast.ratio(ink_night, night) >= 4.5
    assert min(contrast.ratio(night, ground) for ground in theme.NIGHT_SURFACES) >= 3


@given(st.text(max_size=12).filter(lambda text: not theme.is_colour(text)))
def test_anything_else_than_a_colour_serves_nothing(accent: str) -> None:
    assert theme.stylesheet(accent) == ""


def test_every_state_has_its_icon() -> None:
    assert {look.icon for look in states.LOOKS.values()} <= set(icons.PATHS)
    assert {look.tone for look in states.LOOKS.values()} <= {"ok", "warn", "stop", "soft", "machine"}


@pytest.mark.django_db
def test_a_page_links_its_authority_s_colours(town: Town) -> None:
    client = town.client()
    assert b"couleurs.css" not in client.get("/").content
    type(town.agent.collectivite).objects.filter(pk=town.agent.collectivite_id).update(accent="#336699")
    address = re.search(rb'href="(/couleurs.css[^"]*)"', client.get("/").content)
    assert address is not None
    served = client.get(address[1].decode())
    assert served["Content-Type"].startswith("text/css")
    assert b"--accent:light-dark(#336699," in served.content
    assert "private" in served["Cache-Control"]
