"""What the use cases are made of: stores, keys, clocks and gates, each made at its first use."""

import sys
import time
from functools import cached_property

from chassis.clock import Clock, clock_for
from chassis.contracts import Contracts, load_contracts
from chassis.messaging.envelope import EventFactory
from chassis.messaging.outbox import Outbox
from chassis.mongo import Databases, connect
from chassis.operators import Operators, load_operators
from chassis.sealing import BlindIndex, Sealer
from chassis.settings import CONFIGURATION_ERROR
from identity.codes import Codes
from identity.domain.recovery import Recovery
from identity.domain.registration import Registration
from identity.events import Events
from identity.hashing import HashSlots, Passwords
from identity.policies import Rulebook, UnsupportedProfile
from identity.randomness import Randomness
from identity.settings import Settings
from identity.store.accounts import Accounts
from identity.store.counters import Counters
from identity.store.customers import Customers
from identity.store.indexes import OUTBOX_COLLECTIONS
from identity.store.links import Links
from identity.store.openings import Openings
from identity.store.password_changes import PasswordChanges
from identity.store.recoveries import Recoveries
from identity.store.registrations import Registrations
from identity.store.sessions import Sessions
from identity.store.vault import Vault
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.captchas import Captchas

SERVICE = "identity"


class Parts:
    def __init__(
        self, settings: Settings, clock: Clock | None = None, databases: Databases | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock or clock_for(settings.common)
        self.databases = databases or Databases(
            connect(settings.mongo_uri), SERVICE, settings.mongo_database_prefix
        )

    @cached_property
    def operators(self) -> Operators:
        return load_operators(self.settings.common)

    @cached_property
    def contracts(self) -> Contracts:
        return load_contracts(self.settings.common.contracts_dir)

    @cached_property
    def rulebook(self) -> Rulebook:
        try:
            return Rulebook(self.operators.all())
        except UnsupportedProfile as problem:
            sys.stderr.write(f"operator {problem}\n")
            sys.exit(CONFIGURATION_ERROR)

    @cached_property
    def outbox(self) -> Outbox:
        return Outbox(self.databases, OUTBOX_COLLECTIONS)

    @cached_property
    def captchas(self) -> Captchas[Registration]:
        return Captchas(self.registrations, self.clock, self.randomness, time.sleep)

    @cached_property
    def recovery_captchas(self) -> Captchas[Recovery]:
        return Captchas(self.recoveries, self.clock, self.randomness, time.sleep)

    @cached_property
    def gate(self) -> AttemptGate:
        return AttemptGate(self.counters, self.clock, self.randomness, time.sleep)

    @cached_property
    def randomness(self) -> Randomness:
        return Randomness(self.settings.captcha_test_answer)

    @cached_property
    def passwords(self) -> Passwords:
        return Passwords(HashSlots(self.settings.hash_slots))

    @cached_property
    def events(self) -> Events:
        factory = EventFactory(self.contracts, f"/{SERVICE}", self.clock)
        return Events(factory, Sealer(self.settings.sealing_keys))

    @cached_property
    def index(self) -> BlindIndex:
        return BlindIndex(self.settings.store_keys)

    @cached_property
    def codes(self) -> Codes:
        return Codes(self.index, self.randomness)

    @cached_property
    def vault(self) -> Vault:
        return Vault(Sealer(self.settings.store_keys), self.index)

    @cached_property
    def customers(self) -> Customers:
        return Customers(self.databases, self.vault)

    @cached_property
    def registrations(self) -> Registrations:
        return Registrations(self.databases, self.vault)

    @cached_property
    def recoveries(self) -> Recoveries:
        return Recoveries(self.databases, self.vault)

    @cached_property
    def accounts(self) -> Accounts:
        return Accounts(self.databases, self.vault)

    @cached_property
    def links(self) -> Links:
        return Links(self.databases)

    @cached_property
    def openings(self) -> Openings:
        return Openings(self.databases, self.registrations, self.accounts, self.links)

    @cached_property
    def password_changes(self) -> PasswordChanges:
        return PasswordChanges(
            self.databases, self.accounts, self.recoveries, self.links, self.sessions
        )

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self.databases)

    @cached_property
    def counters(self) -> Counters:
        return Counters(self.databases, self.index)
