"""The contents page: what every request goes through, and which pages there are."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask

from chassis.clock import Clock
from chassis.health import health_routes
from chassis.operators import Operators
from chassis.web import follow_requests
from gateway.access import refuse_unmarked_views
from gateway.assets import serve_assets
from gateway.branding import serve_brands
from gateway.clients.billing import Billing
from gateway.clients.identity import Identity
from gateway.clients.notifications import Notifications
from gateway.errors import show_errors
from gateway.hosts import select_operator
from gateway.languages import speak_languages
from gateway.pages.activate import activate_pages
from gateway.pages.captchas import spoken_captcha_pages
from gateway.pages.content import content_pages
from gateway.pages.einvoice import einvoice_pages
from gateway.pages.help import help_pages
from gateway.pages.home import home_pages
from gateway.pages.invoices import invoice_pages
from gateway.pages.language import language_pages
from gateway.pages.recover import recover_pages
from gateway.pages.register import register_pages
from gateway.pages.reset import reset_pages
from gateway.pages.session import session_pages
from gateway.pages.settings import settings_pages
from gateway.pages.sign_in import sign_in_pages
from gateway.protection import BehindProxies, protect
from gateway.session import recognise_people
from gateway.settings import Network
from gateway.templating import equip_templates


def build_app(
    *,
    operators: Operators,
    brands_dir: Path,
    identity: Identity,
    billing: Billing,
    notifications: Notifications,
    clock: Clock,
    secret_key: str,
    trusted_proxies: Sequence[Network] = (),
) -> Flask:
    app = Flask("gateway", static_folder=None)
    follow_requests(app)
    select_operator(app, operators)
    refuse_unmarked_views(app)
    speak_languages(app)
    recognise_people(app, identity)
    protect(app, secret_key)
    show_errors(app)
    equip_templates(app)
    serve_assets(app)
    serve_brands(app, operators, brands_dir)
    _register_pages(app, identity, billing, notifications, clock)
    # the gateway's readiness is its own: a silent backend has a page that says so
    app.register_blueprint(health_routes(()))
    app.wsgi_app = BehindProxies(app.wsgi_app, trusted_proxies)  # type: ignore[assignment, method-assign]
    return app


def _register_pages(
    app: Flask,
    identity: Identity,
    billing: Billing,
    notifications: Notifications,
    clock: Clock,
) -> None:
    pages = (
        sign_in_pages(identity),
        session_pages(identity, clock),
        register_pages(identity, clock),
        spoken_captcha_pages(identity),
        activate_pages(identity),
        recover_pages(identity, clock),
        reset_pages(identity),
        home_pages(billing, notifications, clock),
        invoice_pages(billing),
        einvoice_pages(billing, identity, clock),
        settings_pages(identity, billing, clock),
        help_pages(),
        content_pages(),
        language_pages(),
    )
    for blueprint in pages:
        app.register_blueprint(blueprint)
