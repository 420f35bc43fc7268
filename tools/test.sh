#!/usr/bin/env bash
# The test command. Fast things first. What a bare machine lacks is installed where it can be (root on Debian), else the
# tests that need it are skipped by name; with CI=true nothing is skipped. Usage: test.sh [lint]
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin

echo "== style, types, floors"
"$bin/ruff" format --check -q .
"$bin/ruff" check -q .
"$bin/lint-imports" >/dev/null || { "$bin/lint-imports"; exit 1; }
"$bin/mypy"
[ "${1:-}" = lint ] && exit 0

bash tools/programs.sh

unset BEFFROI_DATA
workers=$(python3 -c 'import os; print(min(4, os.cpu_count() or 1))')
run() { "$bin/pytest" -q -n "$workers" --dist loadfile -p no:cacheprovider -m "$1"; }
echo "== tests"
run "not browser and not slow"
echo "== slow tests"
run "slow and not browser"
echo "== browser tests" # apart: a browser driven from a process leaves it with a running event loop
run "browser"
