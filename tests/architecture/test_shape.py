"""The shape of the code: sizes, names, imports, broad excepts. The floors themselves are held by import-linter."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "beffroi"
FILES = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
FUNCTIONS = [
    (path, node)
    for path, module in MODULES.items()
    for node in ast.walk(module)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
]
# One boundary per face, the two places where work of any kind is run on behalf of somebody else, and the answer's
# stream, whose response has left the face when it is made.
BROAD_EXCEPT_ALLOWED = {
    "uses/ask/streaming.py",
    "faces/web/middleware.py",
    "faces/api/errors.py",
    "platform/jobs/execution.py",
    "core/reading/fence/child.py",
}


def relative(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_over_400_lines() -> None:
    long = {relative(p): n for p in FILES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 400}
    assert not long


def test_no_function_is_over_60_lines_and_nine_in_ten_hold_in_30() -> None:
    lengths = sorted(length(node) for _, node in FUNCTIONS)
    too_long = [f"{relative(p)}:{n.name} {length(n)}" for p, n in FUNCTIONS if length(n) > 60]
    assert not too_long
    assert lengths[int(len(lengths) * 0.9)] <= 30


@pytest.mark.parametrize("banned", ["utils", "helpers", "common", "manager", "base2", "misc"])
def test_no_drawer_for_odds_and_ends(banned: str) -> None:
    assert not [relative(p) for p in FILES if banned in p.relative_to(SOURCE).with_suffix("").parts]


def test_broad_excepts_stand_only_at_the_boundaries() -> None:
    found = set()
    for path, module in MODULES.items():
        for node in ast.walk(module):
            if isinstance(node, ast.ExceptHandler) and (node.type is None or _is_broad(node.type)):
                found.add(relative(path))
    assert found <= BROAD_EXCEPT_ALLOWED


def _is_broad(node: ast.expr) -> bool:
    names = node.elts if isinstance(node, ast.Tuple) else [node]
    return any(isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"} for name in names)


def test_every_module_says_what_it_is() -> None:
    silent = [
        relative(path)
        for path, module in MODULES.items()
        if path.name not in {"__init__.py", "apps.py"} and not ast.get_docstring(module)
    ]
    assert not silent


def test_production_code_never_asks_whether_a_test_is_running() -> None:
    pattern = re.compile(r"PYTEST_CURRENT_TEST|\"test\" in sys\.argv|sys\.modules.*pytest")
    assert not [relative(p) for p in FILES if pattern.search(p.read_text(encoding="utf-8"))]


def test_the_floors_hold() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    outcome = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stdout
