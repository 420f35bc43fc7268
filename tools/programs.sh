#!/usr/bin/env bash
# Install the optional programs that tests exercise, where that is possible without asking anything: as root, on a Debian
# family system. Otherwise say what is missing; the tests that need it are then skipped by name (never when CI=true).
set -euo pipefail
missing=()
need() { command -v "$1" >/dev/null 2>&1 || [ -x "$1" ] || missing+=("$2"); }
need chromium chromium
need tesseract "tesseract-ocr tesseract-ocr-fra"
need soffice "libreoffice-writer-nogui"
need msgfmt gettext
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "== installing: ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086
    apt-get install -y -qq --no-install-recommends ${missing[*]} >/dev/null
  else
    echo "Optional programs missing, their tests are skipped: ${missing[*]}"
  fi
fi
