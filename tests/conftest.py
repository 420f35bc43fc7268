"""Shared by every test: a private data folder, drawn before Django's settings are read."""

from __future__ import annotations

import os
import tempfile

os.environ["BEFFROI_DATA"] = tempfile.mkdtemp(prefix="beffroi-test-")
for name in [
    name
    for name in os.environ
    if name.startswith("BEFFROI_") and name not in {"BEFFROI_DATA", "BEFFROI_TEST_DATABASE_URL"}
]:
    del os.environ[name]
if os.environ.get("BEFFROI_TEST_DATABASE_URL"):
    os.environ["BEFFROI_DATABASE_URL"] = os.environ["BEFFROI_TEST_DATABASE_URL"]
