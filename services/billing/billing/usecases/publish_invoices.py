"""Which new invoices are told of: those of payers who chose electronic delivery, once issued.

Asked in bulk and inside the transaction that records the invoices. An invoice from before the
consent's day went out on paper, and one older than the operator's `notice_for` is backfilled:
neither brings a notice. An invoice that comes before its payer has nobody to be told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pymongo.client_session import ClientSession

from billing.domain.einvoice import brings_notice, earliest_noticed
from billing.events import Events
from billing.store.einvoice import Consents
from billing.store.payers import Payers
from chassis.clock import Clock
from chassis.messaging.envelope import Event
from chassis.operators import Operator, Operators, duration


@dataclass(frozen=True)
class PublishInvoices:
    operators: Operators
    payers: Payers
    consents: Consents
    events: Events
    clock: Clock

    def __call__(
        self, slug: str, invoices: Sequence[Mapping[str, Any]], session: ClientSession
    ) -> dict[str, Event]:
        """The event for each that brings a notice, by the invoice's id."""
        operator = self.operators.get(slug)
        earliest = self._earliest(operator)
        recent = [one for one in invoices if _issued_on(one) >= earliest]
        if not recent:
            return {}
        customer_of = self.payers.customers_of(
            slug, {one["payer_number"] for one in recent}, session
        )
        consents = self.consents.active(slug, customer_of, session)
        consent_day = {payer: _day(one.since, operator) for payer, one in consents.items()}
        return {
            one["_id"]: self.events.invoice_published(slug, one, customer_of[one["payer_number"]])
            for one in recent
            if (day := consent_day.get(one["payer_number"]))
            and brings_notice(_issued_on(one), earliest, day)
        }

    def _earliest(self, operator: Operator) -> date:
        notice_for = duration(operator.section("einvoice")["notice_for"])
        return earliest_noticed(_day(self.clock.now(), operator), notice_for)


def _issued_on(invoice: Mapping[str, Any]) -> date:
    return date.fromisoformat(invoice["issued_on"])


def _day(moment: datetime, operator: Operator) -> date:
    """The day where the operator is."""
    return moment.astimezone(ZoneInfo(operator.timezone)).date()
