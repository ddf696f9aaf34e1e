"""What a customer was told lately: about their account and about the customers they may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from notifications.domain.delivery import Delivery, concern_of_account, concern_of_customer


class Told(Protocol):
    def told(self, slug: str, concerns: Sequence[str], own: str, limit: int) -> list[Delivery]:
        """What went out, newest first; of one event's messages to several people just one."""


@dataclass(frozen=True)
class ReadMessages:
    deliveries: Told

    def __call__(
        self, slug: str, account: str, customers: Sequence[str], limit: int
    ) -> list[Delivery]:
        own = concern_of_account(account)
        concerns = [own, *map(concern_of_customer, customers)]
        return self.deliveries.told(slug, concerns, own, limit)
