#!/usr/bin/env bash
# Make the environment: a venv with exactly the locked packages, hashes checked. Usage: environment.sh PYTHON VENV runtime|dev
set -euo pipefail
python=$1 venv=$2 kind=$3

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
  echo "Beffroi demande Python 3.11 ou plus récent (commande « $python »). Sur Debian ou Ubuntu : apt install python3 python3-venv" >&2
  exit 1
}
if [ ! -x "$venv/bin/python" ]; then
  "$python" -m venv "$venv" 2>/dev/null || {
    rm -rf "$venv"
    echo "Il manque le module venv de Python. Sur Debian ou Ubuntu : apt install python3-venv" >&2
    exit 1
  }
fi
echo "Installation de l’environnement ($kind)…"
pip=("$venv/bin/python" -m pip --disable-pip-version-check --quiet)
if [ ! -x "$venv/bin/uv" ]; then
  # uv installs ten times faster; where it cannot be had, pip does the same work.
  "${pip[@]}" install 'uv>=0.9,<1' 2>/dev/null || true
fi
if [ -x "$venv/bin/uv" ]; then
  install=("$venv/bin/uv" pip install --quiet --python "$venv/bin/python")
else
  install=("${pip[@]}" install)
fi
"${install[@]}" --require-hashes -r "requirements/$kind.lock"
"${install[@]}" --no-deps --no-build-isolation -e . 2>/dev/null || "${install[@]}" --no-deps -e .
"$venv/bin/python" -m compileall -q "$venv"/lib/python3*/site-packages/django src 2>/dev/null || true
touch "$venv/.runtime"
if [ "$kind" = dev ]; then touch "$venv/.dev"; fi
