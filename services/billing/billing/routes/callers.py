"""Whose invoices a caller may see: those of the customers that the token grants."""

from chassis.auth import caller


def customers() -> list[str]:
    return [grant.customer for grant in caller().grants]


def account() -> str:
    """Who decides; a customer's token always names an account."""
    return caller().account or ""
