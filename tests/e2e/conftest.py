"""A suite of this run's own, a browser that a customer could hold, and what the providers saw."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.e2e.sandbox import Sandbox
from tests.e2e.suite import Person, Suite
from tests.e2e.third_operator import add_third_operator

from chassis.testing.plugin import ROOT
from chassis.testing.servers import free_port

RUN_DIR = ROOT / ".run" / "e2e"
SCREENSHOTS = ROOT / ".run" / "screenshots"
CHROMIUM = "/usr/bin/chromium"
PORTS = 100
PEOPLE = 240
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def suite() -> Iterator[Suite]:
    """Started as a newcomer starts it, beside whatever `make up` may be running."""
    command = [sys.executable, "-m", "tools.local", "--run-dir", str(RUN_DIR)]
    _run([*command, "reset"])
    add_third_operator(RUN_DIR / "operators")
    _run([*command, "up", "--port-base", str(free_port(span=PORTS)), "--people", str(PEOPLE)])
    try:
        yield Suite(RUN_DIR)
    finally:
        _run([*command, "down"])


@pytest.fixture
def sandbox(suite: Suite) -> Iterator[Sandbox]:
    made = Sandbox(suite.sandbox_url)
    yield made
    made.reset_clock()
    made.clear_faults()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, suite: Suite) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=suite.base_url(), locale="pl-PL")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def newcomer(suite: Suite) -> Person:
    """A customer of the operator who has no account yet; nobody else's in this run."""
    return suite.take_newcomer()


@pytest.fixture
def member(suite: Suite) -> Person:
    """A customer who can sign in."""
    return suite.member()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command[-1]}: {done.stdout[-3000:]}{done.stderr[-3000:]}"


def pytest_sessionfinish() -> None:
    """Leave a list of what was photographed for whoever wants to look."""
    if SCREENSHOTS.exists():
        names = sorted(file.name for file in SCREENSHOTS.glob("*.png"))
        (SCREENSHOTS / "index.json").write_text(json.dumps(names, indent=1))
