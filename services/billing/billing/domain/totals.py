"""Whether an invoice's figures agree. Its totals are the operator's: checked, never recomputed.

Net, gross-based and per-line VAT methods all occur, so each sum may differ from its parts by one
grosz a part. All amounts are integer grosze.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from billing.domain.errors import TotalsDisagree

AMOUNTS = ("net", "vat", "gross")
ROUNDING = 1


def check_totals(invoice: Mapping[str, Any]) -> None:
    """Raises TotalsDisagree with the first field that contradicts its parts."""
    for place, part in _parts(invoice):
        _agree(f"{place}/gross", part["gross"], part["net"] + part["vat"], ROUNDING)
    for amount in AMOUNTS:
        _agree_with_sum(invoice, amount, invoice["lines"])
        _agree_with_sum(invoice, amount, invoice["vat_summary"])


def _parts(invoice: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    yield "", invoice
    for name in ("lines", "vat_summary"):
        for number, part in enumerate(invoice[name]):
            yield f"/{name}/{number}", part


def _agree_with_sum(
    invoice: Mapping[str, Any], amount: str, parts: Sequence[Mapping[str, Any]]
) -> None:
    total = sum(part[amount] for part in parts)
    _agree(f"/{amount}", invoice[amount], total, ROUNDING * len(parts))


def _agree(field: str, stated: int, expected: int, tolerance: int) -> None:
    if abs(stated - expected) > tolerance:
        raise TotalsDisagree(field, stated, expected, tolerance)
