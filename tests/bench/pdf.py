"""Invoices as PDF through billing's route, each a different one, in CPU of its web process."""

from tests.bench.bench import Bench
from tests.bench.doors import Door, must
from tests.bench.figures import Figure, Sizes

LIMIT = 50
WARM_UP = 5
CUSTOMERS = 60
MOST_A_PAGE = 100


def run(bench: Bench, sizes: Sizes) -> list[Figure]:
    door = bench.billing([person.customer_number for person in bench.people[:CUSTOMERS]])
    ids = _invoices(door, sizes.pdfs + WARM_UP)
    for one in ids[:WARM_UP]:
        _fetch(door, one)
    measured = ids[WARM_UP:]
    with bench.usage("billing-web") as usage:
        sizes_ = [_fetch(door, one) for one in measured]
    rate = len(measured) / usage.cpu
    return [
        Figure(
            "Invoice PDF (PDF/UA-1, QR) per core of billing's web process, all different",
            f"{rate:.0f}/s ({usage.cpu / len(measured) * 1000:.1f} ms CPU each, {len(measured)}"
            f" documents of {sum(sizes_) / len(sizes_) / 1000:.0f} KB)",
            f"≥ {LIMIT}/s",
            rate >= LIMIT,
        )
    ]


def _invoices(door: Door, number: int) -> list[str]:
    found: list[str] = []
    cursor = ""
    while len(found) < number and cursor is not None:
        query = f"/invoices?limit={MOST_A_PAGE}" + (f"&cursor={cursor}" if cursor else "")
        page = must(door.get(query), 200).json()
        found += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    return found[:number]


def _fetch(door: Door, id: str) -> int:
    answer = must(door.get(f"/invoices/{id}/pdf"), 200)
    if not answer.body.startswith(b"%PDF-"):
        raise AssertionError("that is no PDF")
    return len(answer.body)
