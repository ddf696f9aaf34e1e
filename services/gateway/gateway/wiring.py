"""The only constructor: settings become clients and the application."""

import sys

from flask import Flask

from chassis.clock import clock_for
from chassis.http_client import ServiceClient
from chassis.operators import load_operators
from chassis.settings import CONFIGURATION_ERROR
from chassis.tokens import TokenMinter
from gateway.app import build_app
from gateway.branding import WrongBrand
from gateway.clients import billing, identity, notifications
from gateway.settings import Settings

SERVICE = "gateway"


def web(settings: Settings) -> Flask:
    clock = clock_for(settings.common)
    minter = TokenMinter(SERVICE, settings.token_signing_key, clock)
    identity_client = ServiceClient(settings.identity_url, identity.AUDIENCE)
    billing_client = ServiceClient(settings.billing_url, billing.AUDIENCE)
    notifications_client = ServiceClient(settings.notifications_url, notifications.AUDIENCE)
    try:
        return build_app(
            operators=load_operators(settings.common),
            brands_dir=settings.common.operators_dir,
            identity=identity.Identity(identity_client, minter),
            billing=billing.Billing(billing_client),
            notifications=notifications.Notifications(notifications_client),
            clock=clock,
            secret_key=settings.secret_key,
            trusted_proxies=settings.trusted_proxies,
        )
    except WrongBrand as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(CONFIGURATION_ERROR)
