"""The only constructor: settings become clients, stores and use cases, each at its first use."""

from functools import cached_property

from flask import Flask

from billing.app import build_app
from billing.events import Events
from billing.pdf.document import InvoiceDocument
from billing.settings import Settings
from billing.store.bookings import Bookings
from billing.store.einvoice import Consents
from billing.store.indexes import OUTBOX_COLLECTIONS
from billing.store.invoices import Invoices
from billing.store.ledgers import Ledgers
from billing.store.payers import Payers
from billing.usecases.einvoice import Einvoice
from billing.usecases.publish_invoices import PublishInvoices
from billing.usecases.read_invoices import ReadInvoices
from billing.usecases.record_erp import RecordErp
from chassis.clock import Clock, clock_for
from chassis.contracts import Contracts, load_contracts
from chassis.messaging.envelope import EventFactory
from chassis.messaging.outbox import Outbox
from chassis.mongo import Databases, connect, ping
from chassis.operators import Operators, load_operators
from chassis.tokens import TokenVerifier

SERVICE = "billing"


class Wiring:
    """A role asks for what it needs, and only that is made; a test hands in its own world."""

    def __init__(
        self, settings: Settings, clock: Clock | None = None, databases: Databases | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock or clock_for(settings.common)
        self.databases = databases or Databases(
            connect(settings.mongo_uri), SERVICE, settings.mongo_database_prefix
        )

    def web(self) -> Flask:
        return build_app(
            operators=self.operators,
            verifier=TokenVerifier(self.settings.token_public_keys, SERVICE, self.clock),
            read=self.read_invoices,
            document=InvoiceDocument(),
            einvoice=self.einvoice,
            checks=[ping(self.databases.client)],
        )

    @cached_property
    def operators(self) -> Operators:
        return load_operators(self.settings.common)

    @cached_property
    def contracts(self) -> Contracts:
        return load_contracts(self.settings.common.contracts_dir)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.databases, OUTBOX_COLLECTIONS)

    @cached_property
    def events(self) -> Events:
        return Events(EventFactory(self.contracts, f"/{SERVICE}", self.clock))

    @cached_property
    def record_erp(self) -> RecordErp:
        return RecordErp(
            databases=self.databases,
            payers=Payers(self.databases),
            invoices=Invoices(self.databases),
            bookings=Bookings(self.databases),
            ledgers=Ledgers(self.databases),
            publish=self.publish_invoices,
            clock=self.clock,
        )

    @cached_property
    def publish_invoices(self) -> PublishInvoices:
        return PublishInvoices(
            operators=self.operators,
            payers=Payers(self.databases),
            consents=Consents(self.databases),
            events=self.events,
            clock=self.clock,
        )

    @cached_property
    def einvoice(self) -> Einvoice:
        return Einvoice(
            payers=Payers(self.databases),
            consents=Consents(self.databases),
            events=self.events,
            clock=self.clock,
        )

    @cached_property
    def read_invoices(self) -> ReadInvoices:
        return ReadInvoices(
            payers=Payers(self.databases),
            invoices=Invoices(self.databases),
            bookings=Bookings(self.databases),
            ledgers=Ledgers(self.databases),
            clock=self.clock,
        )
