"""The only constructor: settings become clients, stores, channels and the use case."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask

from chassis.clock import clock_for
from chassis.contracts import Contracts, load_contracts
from chassis.mongo import Databases, connect, ping
from chassis.operators import Operators, load_operators
from chassis.sealing import BlindIndex, Sealer
from chassis.tokens import TokenVerifier
from notifications.app import build_app
from notifications.channels.base import Channel
from notifications.channels.email_smtp import EmailSmtp
from notifications.channels.sms_http import SmsHttp
from notifications.entries import ROOT, load_catalogue, prove
from notifications.rendering import Renderer
from notifications.settings import Settings
from notifications.store.contacts import MongoContacts
from notifications.store.deliveries import MongoDeliveries
from notifications.usecases.addressees import Addressees
from notifications.usecases.deliver import Deliver
from notifications.usecases.read_messages import ReadMessages
from notifications.usecases.record_contacts import RecordContacts

SERVICE = "notifications"


@dataclass(frozen=True)
class WorkerParts:
    deliver: Deliver
    record_contacts: RecordContacts
    operators: Operators
    contracts: Contracts


def databases(settings: Settings) -> Databases:
    return Databases(connect(settings.mongo_uri), SERVICE, settings.mongo_database_prefix)


def wire_web(settings: Settings) -> Flask:
    store = databases(settings)
    return build_app(
        operators=load_operators(settings.common),
        verifier=TokenVerifier(settings.token_public_keys, SERVICE, clock_for(settings.common)),
        of_event=MongoDeliveries(store).of_event,
        messages=ReadMessages(MongoDeliveries(store)),
        checks=[ping(store.client)],
    )


def wire_worker(settings: Settings) -> WorkerParts:
    """Proves the whole catalogue first: a wrong text shows at start, not when a person waits."""
    operators = load_operators(settings.common)
    contracts = load_contracts(settings.common.contracts_dir)
    catalogue, renderer = load_catalogue(), Renderer(ROOT)
    prove(catalogue, renderer, operators, contracts)
    store, sealer = databases(settings), Sealer(settings.sealing_keys)
    contacts = MongoContacts(store, sealer)
    deliver = Deliver(
        operators=operators,
        catalogue=catalogue,
        renderer=renderer,
        channels=channels(settings),
        deliveries=MongoDeliveries(store),
        addressees=Addressees(sealer, contacts),
        recipients=BlindIndex(settings.sealing_keys),
        clock=clock_for(settings.common),
    )
    return WorkerParts(deliver, RecordContacts(contacts, sealer), operators, contracts)


def channels(settings: Settings) -> Mapping[str, Channel]:
    """Each worker role makes its own, so one-time codes share no connection with other mail."""
    return {
        "sms": SmsHttp(settings.smsapi_url, settings.smsapi_token),
        "email": EmailSmtp(settings.smtp),
    }
