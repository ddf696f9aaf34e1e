"""Which parts of the portal an operator shows; what is off is nowhere to be seen."""

from gateway.hosts import current_operator


def has_einvoice() -> bool:
    return bool(current_operator().section("features")["einvoice"])
