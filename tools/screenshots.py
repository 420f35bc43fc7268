"""Take the README's screenshots from the demonstration: the real server, a real browser, nothing retouched.

    .venv/bin/python tools/screenshots.py

Flow: serve the demonstration on a new data folder and a free port → sign in → ask, open a health report, ask on a
phone → docs/images/*.png. The demonstration's documents are fictional; never point this at real ones.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
MEMBER = "claire.aubrac@valmire-le-pont.example"
ADMINISTRATOR = "nadia.ferrand@valmire-le-pont.example"
QUESTION = "Les chiens sont-ils admis sur le marché ?"
PHONE_QUESTION = "Combien de jours de télétravail par semaine ?"
BASE = "Règlements et tarifs"
DESK = {"width": 1280, "height": 860}
PHONE = {"width": 390, "height": 800}


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with demonstration() as (address, passwords), sync_playwright() as playwright:
        browser = launch(playwright)
        page = signed_in(browser, address, MEMBER, passwords[MEMBER], DESK)
        ask(page, address, QUESTION)
        page.wait_for_selector("#source img")
        keep(page, "answer.png")
        state = page.context.storage_state()
        phone = browser.new_context(
            viewport=PHONE, device_scale_factor=2, storage_state=state, locale="fr-FR"
        ).new_page()
        ask(phone, address, PHONE_QUESTION)
        keep(phone, "phone.png")
        page = signed_in(browser, address, ADMINISTRATOR, passwords[ADMINISTRATOR], {"width": 1280, "height": 1000})
        page.goto(f"{address}/bases/")
        page.get_by_role("link", name=BASE, exact=True).click()
        page.get_by_role("link", name="Santé", exact=True).click()
        page.wait_for_load_state("networkidle")
        keep(page, "health.png")
        browser.close()


@contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, str]]]:
    """The address of a server on the demonstration alone, and the passwords drawn for it."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{found.getsockname()[1]}"
    data = tempfile.mkdtemp(prefix="beffroi-screenshots-")
    environment = {**os.environ, "BEFFROI_DATA": data, "BEFFROI_ADDRESS": host}
    command = [sys.executable, "-m", "beffroi.faces.cli.main", "run", "--demo"]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://{host}", greeted(server)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)
        shutil.rmtree(data, ignore_errors=True)


def greeted(server: subprocess.Popen[str]) -> dict[str, str]:
    """Password by address, from what `beffroi run --demo` prints, once it serves."""
    passwords: dict[str, str] = {}
    assert server.stdout is not None
    for line in server.stdout:
        if account := re.match(r"\s+(\S+@\S+)\s+(\S+)", line):
            passwords[account[1]] = account[2]
        if "Beffroi répond sur" in line:
            return passwords
    sys.exit("the demonstration did not start")


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, or Playwright's own."""
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=system, args=["--no-sandbox"])


def signed_in(browser: Browser, address: str, email: str, password: str, size: dict[str, int]) -> Page:
    page = browser.new_context(viewport=size, locale="fr-FR").new_page()
    page.goto(f"{address}/connexion/")
    page.fill("input[type=email]", email)
    page.fill("input[type=password]", password)
    page.click("main form button.main")
    page.wait_for_load_state()
    return page


def ask(page: Page, address: str, question: str) -> None:
    page.goto(f"{address}/demander/")
    if "/notice/" in page.url:
        page.get_by_role("button", name="J’ai lu : poser une question").click()
    page.fill("#question", question)
    page.get_by_role("button", name="Demander").click()
    page.wait_for_selector("article.turn [data-part=tail] .facts")
    page.wait_for_load_state("networkidle")


def keep(page: Page, name: str) -> None:
    """Few colours, so that the repository stays light."""
    path = IMAGES / name
    page.wait_for_timeout(400)
    page.screenshot(path=path)
    with Image.open(path) as taken:
        taken.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)


if __name__ == "__main__":
    main()
