"""The only constructor: settings become clients, stores and use cases, each at its first use."""

import sys
import time
from functools import cached_property

from flask import Flask

from chassis.clock import Clock, clock_for
from chassis.contracts import Contracts, load_contracts
from chassis.messaging.envelope import EventFactory
from chassis.messaging.outbox import Outbox
from chassis.mongo import Databases, connect, ping
from chassis.operators import Operators, load_operators
from chassis.sealing import BlindIndex, Sealer
from chassis.settings import CONFIGURATION_ERROR
from chassis.tokens import TokenMinter, TokenVerifier
from identity.app import build_app
from identity.codes import Codes
from identity.events import Events
from identity.hashing import HashSlots, Passwords
from identity.policies import Rulebook, UnsupportedProfile
from identity.randomness import Randomness
from identity.routes.registrations import RegistrationSteps
from identity.settings import Settings
from identity.store.accounts import Accounts
from identity.store.counters import Counters
from identity.store.customers import Customers
from identity.store.indexes import OUTBOX_COLLECTIONS
from identity.store.links import Links
from identity.store.openings import Openings
from identity.store.registrations import Registrations
from identity.store.sessions import Sessions
from identity.store.vault import Vault
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.captchas import Captchas
from identity.usecases.choose_credentials import ChooseCredentials
from identity.usecases.confirm import ConfirmCode, ResendCode
from identity.usecases.identify import Identify
from identity.usecases.issue_code import IssueCode
from identity.usecases.links import ActivateAccount, PeekLink
from identity.usecases.record_crm import RecordCrm
from identity.usecases.registration import BeginRegistration, ShowRegistration
from identity.usecases.sessions import OpenSessions
from identity.usecases.sign_in import SignIn

SERVICE = "identity"


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
            rulebook=self.rulebook,
            steps=self.registration_steps,
            peek_link=self.peek_link,
            activate_account=self.activate_account,
            sign_in=self.sign_in,
            sessions=self.open_sessions,
            checks=[ping(self.databases.client)],
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
    def registration_steps(self) -> RegistrationSteps:
        clock, randomness, flows = self.clock, self.randomness, self.registrations
        return RegistrationSteps(
            begin=BeginRegistration(flows, self.captchas, clock, randomness),
            show=ShowRegistration(flows, self.customers, self.gate, clock),
            captchas=self.captchas,
            identify=self.identify,
            confirm=ConfirmCode(flows, self.codes, self.gate, clock),
            resend=ResendCode(flows, self.issue_code, self.gate, clock),
            choose_credentials=self.choose_credentials,
        )

    @cached_property
    def identify(self) -> Identify:
        return Identify(
            registrations=self.registrations,
            customers=self.customers,
            accounts=self.accounts,
            captchas=self.captchas,
            issue_code=self.issue_code,
            clock=self.clock,
        )

    @cached_property
    def choose_credentials(self) -> ChooseCredentials:
        return ChooseCredentials(
            registrations=self.registrations,
            customers=self.customers,
            accounts=self.accounts,
            openings=self.openings,
            passwords=self.passwords,
            events=self.events,
            clock=self.clock,
            randomness=self.randomness,
        )

    @cached_property
    def peek_link(self) -> PeekLink:
        return PeekLink(self.links, self.accounts, self.clock)

    @cached_property
    def activate_account(self) -> ActivateAccount:
        return ActivateAccount(self.peek_link, self.openings, self.gate, self.events, self.clock)

    @cached_property
    def sign_in(self) -> SignIn:
        return SignIn(
            accounts=self.accounts,
            sessions=self.sessions,
            passwords=self.passwords,
            gate=self.gate,
            clock=self.clock,
            randomness=self.randomness,
        )

    @cached_property
    def open_sessions(self) -> OpenSessions:
        minter = TokenMinter(SERVICE, self.settings.token_signing_key, self.clock)
        return OpenSessions(self.sessions, self.accounts, self.customers, minter, self.clock)

    @cached_property
    def record_crm(self) -> RecordCrm:
        return RecordCrm(self.customers)

    @cached_property
    def captchas(self) -> Captchas:
        return Captchas(self.registrations, self.clock, self.randomness, time.sleep)

    @cached_property
    def issue_code(self) -> IssueCode:
        return IssueCode(self.codes, self.counters, self.events)

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
    def accounts(self) -> Accounts:
        return Accounts(self.databases, self.vault)

    @cached_property
    def links(self) -> Links:
        return Links(self.databases)

    @cached_property
    def openings(self) -> Openings:
        return Openings(self.databases, self.registrations, self.accounts, self.links)

    @cached_property
    def sessions(self) -> Sessions:
        return Sessions(self.databases)

    @cached_property
    def counters(self) -> Counters:
        return Counters(self.databases, self.index)
