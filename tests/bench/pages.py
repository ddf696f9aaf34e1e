"""The home page at a steady rate, what it asks of the services, and what it weighs."""

import json
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from urllib.parse import urlsplit

from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Page, sync_playwright
from tests.bench.bench import SESSION_COOKIE, Bench
from tests.bench.doors import Portal, must
from tests.bench.figures import Figure, Sizes, percentile

from chassis.testing.readiness import wait_until

RATE = 20
P95_MS, MOST_CALLS, MOST_KB = 60, 3, 80
CLIENTS = 8
BACKENDS = ("identity", "billing", "notifications")
LOG_SECONDS = 5
CHROMIUM, CHROMIUM_FLAGS = "/usr/bin/chromium", ["--no-sandbox", "--disable-gpu"]


def run(bench: Bench, sizes: Sizes) -> list[Figure]:
    latencies, cpu = _at_steady_rate(bench, sizes.page_seconds)
    p95 = percentile(latencies, 0.95) * 1000
    calls, bytes_ = _calls(bench), _transferred(bench)
    return [
        Figure(
            f"Home page, warm, p95 at {RATE} requests/s",
            f"{p95:.0f} ms (median {percentile(latencies, 0.5) * 1000:.0f} ms,"
            f" {len(latencies)} requests, gateway CPU {cpu * 1000:.1f} ms each)",
            f"≤ {P95_MS} ms",
            p95 <= P95_MS,
        ),
        Figure(
            "Home page, calls to other services",
            f"{len(calls)} ({', '.join(calls)})",
            f"≤ {MOST_CALLS}",
            len(calls) <= MOST_CALLS,
        ),
        Figure(
            "Home page, transferred by Chromium with an empty cache",
            f"{bytes_ / 1000:.0f} KB",
            f"≤ {MOST_KB} KB",
            bytes_ / 1000 <= MOST_KB,
        ),
    ]


def _at_steady_rate(bench: Bench, seconds: int) -> tuple[list[float], float]:
    """Seconds from the moment each request was due, whether or not the one before was over."""
    portals: SimpleQueue[Portal] = SimpleQueue()
    for place in range(CLIENTS):
        portals.put(bench.portal(bench.members[place % len(bench.members)]))
    for _ in range(CLIENTS * 2):
        _visit(portals, time.perf_counter())
    number = RATE * seconds
    with bench.usage("gateway-web") as usage, ThreadPoolExecutor(CLIENTS) as pool:
        start = time.perf_counter()
        due = [start + place / RATE for place in range(number)]
        latencies = list(pool.map(lambda moment: _visit(portals, moment), due))
    return latencies, usage.cpu / number


def _visit(portals: "SimpleQueue[Portal]", due: float) -> float:
    time.sleep(max(0.0, due - time.perf_counter()))
    portal = portals.get()
    must(portal.get("/"), 200)
    portals.put(portal)
    return time.perf_counter() - due


def _calls(bench: Bench) -> list[str]:
    """What the services' logs tell of one visit, found by its trace."""
    trace = secrets.token_hex(16)
    portal = bench.portal(bench.members[0])
    must(portal.get("/", traceparent=f"00-{trace}-{secrets.token_hex(8)}-01"), 200)
    wait_until(lambda: bool(_logged(bench, "gateway", trace)), LOG_SECONDS)
    return [call for service in BACKENDS for call in _logged(bench, service, trace)]


def _logged(bench: Bench, service: str, trace: str) -> list[str]:
    log = bench.stack.log_dir / f"{service}-web.log"
    lines = [line for line in log.read_text(errors="replace").splitlines() if trace in line]
    entries = [json.loads(line) for line in lines]
    return [f"{service} {one['route']}" for one in entries if one["event"] == "request_answered"]


def _transferred(bench: Bench) -> int:
    """Bytes on the wire: the page, its styles, scripts and pictures, with their headers."""
    base_url = bench.suite.base_url(bench.operator)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        context = browser.new_context(base_url=base_url, locale="pl-PL")
        context.add_cookies([_cookie(base_url, bench.session(bench.members[0]))])
        bytes_ = _weigh(context.new_page())
        browser.close()
    return bytes_


def _cookie(base_url: str, secret: str) -> SetCookieParam:
    return {
        "name": SESSION_COOKIE,
        "value": secret,
        "domain": str(urlsplit(base_url).hostname),
        "path": "/",
        "secure": True,
        "httpOnly": True,
        "sameSite": "Lax",
    }


def _weigh(page: Page) -> int:
    sizes: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    answer = page.goto("/", wait_until="networkidle")
    if answer is None or answer.status != 200 or not page.url.endswith("/"):
        raise AssertionError(f"the home page did not come: {page.url}")
    return int(sum(sizes))
