"""A real server on a free port with its real worker, and a real Chromium.

Without Chromium the journeys are skipped by name; never when CI=true, where a missing browser is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
READY_S = 60.0


@dataclass(frozen=True)
class Server:
    address: str
    seeded: dict[str, str]


def _chromium() -> str:
    named = os.environ.get("BEFFROI_TEST_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, PROGRAMS)), "")
    if not found and os.environ.get("CI") != "true":
        pytest.skip("journeys need Chromium (apt-get install chromium, or BEFFROI_TEST_CHROMIUM=path)")
    assert found, "CI must install Chromium: journeys are never skipped there"
    return found


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    _chromium()
    data, port = tmp_path_factory.mktemp("journeys"), _free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BEFFROI_", "DJANGO_"))}
    environment = {**kept, "BEFFROI_DATA": str(data), "BEFFROI_ADDRESS": f"127.0.0.1:{port}", "PYTHONPATH": str(ROOT)}
    made = subprocess.run(
        [sys.executable, "-m", "tests.journeys.seed"], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    log = (data / "server.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "beffroi.faces.cli.main", "run"], env=environment, cwd=ROOT, stdout=log, stderr=log
    )
    try:
        _wait(process, f"http://127.0.0.1:{port}/connexion/", data / "server.log")
        yield Server(f"http://127.0.0.1:{port}", json.loads(made.stdout.decode().strip().splitlines()[-1]))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        log.close()


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = _chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield launched
        launched.close()


Visit = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    """`visit(name="jeanne", width=1280, scheme="light", script=True)`: a page, signed in ("" for nobody).

    Whatever the console or a response says is wrong fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(name: str = "jeanne", width: int = 1280, scheme: str = "light", script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=script,
            base_url=server.address,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on(
            "console", lambda message: wrong.append(f"console: {message.text}") if message.type == "error" else None
        )
        if name:
            page.goto("/connexion/")
            page.fill("#id_email", f"{name}@saint-orme.example")
            page.fill("#id_password", server.seeded["password"])
            page.click("main button.main")
            page.wait_for_url(server.address + "/")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong, wrong
