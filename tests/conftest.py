"""Shared by every test: a private data folder, drawn before Django's settings are read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import django
import pytest

# Named here and not in pyproject.toml: pytest-django would read the settings before this file has prepared them.
os.environ["DJANGO_SETTINGS_MODULE"] = "beffroi.project.settings"
os.environ["BEFFROI_DATA"] = tempfile.mkdtemp(prefix="beffroi-test-")
os.mkdir(os.path.join(os.environ["BEFFROI_DATA"], "static"))  # where a server collects static files
for name in [
    name
    for name in os.environ
    if name.startswith("BEFFROI_") and name not in {"BEFFROI_DATA", "BEFFROI_TEST_DATABASE_URL"}
]:
    del os.environ[name]
if os.environ.get("BEFFROI_TEST_DATABASE_URL"):
    os.environ["BEFFROI_DATABASE_URL"] = os.environ["BEFFROI_TEST_DATABASE_URL"]
django.setup()


@pytest.fixture(scope="session", autouse=True)
def _journal_open_while_flushed() -> Iterator[None]:
    """Transactional tests end by emptying every table; the journal's triggers refuse that unless it is opened."""
    from django.db import connection
    from django.test import TransactionTestCase

    flush = TransactionTestCase._fixture_teardown

    def opened(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO journal_opening (chain) VALUES (-1)")
        flush(self)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM journal_opening")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", opened)
        yield


@pytest.fixture(autouse=True)
def _declared_uses_as_before() -> Iterator[None]:
    """A use that a test declares is gone with it: pages list the declared ones."""
    from beffroi.platform.declarations import uses

    before = dict(uses._declared)
    yield
    uses._declared.clear()
    uses._declared.update(before)
