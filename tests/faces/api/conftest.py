"""The town of these tests, and doors to it."""

from __future__ import annotations

import pytest

from tests.faces.api.door import Door, door_of
from tests.town import Town, town

__all__ = ["town"]


@pytest.fixture
def admin(db: None, town: Town) -> Door:
    return door_of(town.admin)


@pytest.fixture
def agent(db: None, town: Town) -> Door:
    return door_of(town.agent)


@pytest.fixture
def foreigner(db: None, town: Town) -> Door:
    return door_of(town.foreigner)
