"""`python -m beffroi.core.reading.fence FD IDLE_SECONDS`: the helper process (started by client.py only)."""

from __future__ import annotations

from beffroi.core.reading.fence.server import main

main()
