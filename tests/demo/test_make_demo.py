"""The committed files are those that the builder makes from the source texts."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from beffroi.demo.catalogue import HERE
from tests.demo.text_of import text_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("typst")
    spec = importlib.util.spec_from_file_location("make_demo", ROOT / "tools" / "make_demo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    target = tmp_path_factory.mktemp("demo")
    module.make(target)
    return target


def test_catalogue_is_in_step_with_the_sources(rebuilt: Path) -> None:
    assert (rebuilt / "demo.toml").read_text(encoding="utf-8") == (HERE / "demo.toml").read_text(encoding="utf-8")


def test_files_say_what_the_sources_say(rebuilt: Path) -> None:
    made = {path.relative_to(rebuilt): path for path in (rebuilt / "files").rglob("*") if path.is_file()}
    committed = {path.relative_to(HERE): path for path in (HERE / "files").rglob("*") if path.is_file()}
    assert made.keys() == committed.keys()
    for name, path in made.items():
        assert text_of(path) == text_of(committed[name]), name
