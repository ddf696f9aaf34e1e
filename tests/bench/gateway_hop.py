"""What the gateway's own CPU pays for passing one call on, beside what the bare call costs.

Bare calls, made with the library that the gateway calls with, take turns with the gateway's work:
their CPU tells how fast this machine is just then.
"""

import time
from collections.abc import Callable

import requests
from tests.bench.bench import Bench
from tests.bench.doors import Portal, must
from tests.bench.figures import Figure, Sizes

LIMIT_MS = 1.2
WARM_UP = 20
TURNS = 5
FLOW_COOKIE = "__Host-okienko-flow"
Act = Callable[[], object]


def run(bench: Bench, sizes: Sizes) -> list[Figure]:
    passing, answering, calling = _captcha(bench), _live(bench.portal()), _bare_call(bench)
    for act in (passing, answering, calling):
        _repeat(WARM_UP, act)
    routed, alone, bare = 0.0, 0.0, 0.0
    number = sizes.hops // TURNS
    for _ in range(TURNS):
        routed += _gateway_cpu(bench, number, passing)
        alone += _gateway_cpu(bench, number, answering)
        began = time.process_time()
        _repeat(number, calling)
        bare += time.process_time() - began
    routed, alone, bare = (one / number / TURNS * 1000 for one in (routed, alone, bare))
    return [
        Figure(
            "Gateway routing of one call (a stranger's: token, call to identity, answer passed on)",
            f"{routed:.2f} ms CPU",
            f"≤ {LIMIT_MS} ms CPU",
            routed <= LIMIT_MS,
        ),
        Figure(
            "In the same run: the gateway answering without a call / a bare call by itself",
            f"{alone:.2f} ms / {bare:.2f} ms CPU",
        ),
    ]


def _captcha(bench: Bench) -> Act:
    flow = must(bench.identity().post("/registrations", {}), 201).json()["flow"]
    portal = bench.portal(**{FLOW_COOKIE: flow})
    return lambda: must(portal.get("/register/captcha.png"), 200)


def _live(portal: Portal) -> Act:
    return lambda: must(portal.get("/healthz/live"), 200)


def _bare_call(bench: Bench) -> Act:
    session = requests.Session()
    session.trust_env = False
    url = f"http://127.0.0.1:{bench.stack.ports.identity}/healthz/live"
    return lambda: session.get(url, timeout=5).content


def _gateway_cpu(bench: Bench, number: int, act: Act) -> float:
    with bench.usage("gateway-web") as usage:
        _repeat(number, act)
    return usage.cpu


def _repeat(number: int, act: Act) -> None:
    for _ in range(number):
        act()
