"""The web role: `gunicorn "billing.wsgi:create_app()"`."""

from flask import Flask

from billing.settings import read_settings
from billing.wiring import SERVICE, Wiring
from chassis.logging import configure_logging


def create_app() -> Flask:
    settings = read_settings()
    configure_logging(SERVICE, "web", settings.common)
    return Wiring(settings).web()
