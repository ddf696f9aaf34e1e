"""Every process of the suite on one machine: its command, its settings, how it proves health."""

import sys
from dataclasses import dataclass
from pathlib import Path

from tools.local.machine import ROOT
from tools.local.stack import Stack

CAPTCHA_ANSWER = "okienko"
SERVICES_WITH_QUEUES = ("identity", "billing", "notifications")


@dataclass(frozen=True)
class Role:
    """Healthy when its port answers at the health path, or when its heartbeat is fresh."""

    name: str
    command: tuple[str, ...]
    settings: dict[str, str]
    port: int | None = None
    health: str = "/healthz/ready"
    heartbeat: Path | None = None


def roles(stack: Stack, secrets: dict[str, str], users: dict[str, str]) -> list[Role]:
    settings = service_settings(stack, secrets, users)
    ports = stack.ports
    return [
        _web("identity", ports.identity, settings),
        _worker(stack, "identity-worker", "identity.worker", settings["identity"]),
        _worker(stack, "identity-relay", "identity.relay", settings["identity"]),
        _web("billing", ports.billing, settings),
        _worker(stack, "billing-worker", "billing.worker", settings["billing"]),
        _worker(stack, "billing-relay", "billing.relay", settings["billing"]),
        _web("notifications", ports.notifications, settings),
        _notifications(stack, "codes", settings["notifications"]),
        _notifications(stack, "messages", settings["notifications"]),
        _web("gateway", ports.gateway, settings),
    ]


def sandbox(stack: Stack, secrets: dict[str, str]) -> Role:
    ports = stack.ports
    options = f"--port {ports.sandbox} --smtp-port {ports.sandbox_smtp}".split()
    clock = ("--clock-file", str(stack.clock_file))
    command = (sys.executable, "-m", "tools.sandbox", *options, *clock)
    settings = {"SMSAPI_TOKEN": secrets["SMSAPI_TOKEN"]}
    return Role("sandbox", command, settings, port=ports.sandbox, health="/api/clock")


def service_settings(
    stack: Stack, secrets: dict[str, str], users: dict[str, str]
) -> dict[str, dict[str, str]]:
    """The environment of each service, as its settings.py reads it."""
    common = common_settings(stack)
    mongo = {"MONGO_URI": stack.mongo.uri, "MONGO_DATABASE_PREFIX": "okienko"}
    verifying = {"TOKEN_PUBLIC_KEYS": secrets["TOKEN_PUBLIC_KEYS"]}
    backend = common | mongo | verifying
    amqp = {name: stack.amqp_url(name, users[name]) for name in SERVICES_WITH_QUEUES}
    local = "http://127.0.0.1"
    return {
        "identity": backend
        | {
            "AMQP_URL": amqp["identity"],
            "TOKEN_SIGNING_KEY": secrets["IDENTITY_TOKEN_SIGNING_KEY"],
            "SEALING_KEYS": secrets["SEALING_KEYS"],
            "IDENTITY_STORE_KEYS": secrets["IDENTITY_STORE_KEYS"],
            "CAPTCHA_TEST_ANSWER": CAPTCHA_ANSWER,
            "HASH_SLOTS": "2",
        },
        "billing": backend | {"AMQP_URL": amqp["billing"]},
        "notifications": backend
        | {
            "AMQP_URL": amqp["notifications"],
            "SEALING_KEYS": secrets["SEALING_KEYS"],
            "SMTP_URL": f"smtp://127.0.0.1:{stack.ports.sandbox_smtp}",
            "SMSAPI_URL": f"{stack.sandbox_url}/smsapi",
            "SMSAPI_TOKEN": secrets["SMSAPI_TOKEN"],
        },
        "gateway": common
        | {
            "IDENTITY_URL": f"{local}:{stack.ports.identity}",
            "BILLING_URL": f"{local}:{stack.ports.billing}",
            "NOTIFICATIONS_URL": f"{local}:{stack.ports.notifications}",
            "SECRET_KEY": secrets["GATEWAY_SECRET_KEY"],
            "TOKEN_SIGNING_KEY": secrets["GATEWAY_TOKEN_SIGNING_KEY"],
        },
    }


def common_settings(stack: Stack) -> dict[str, str]:
    return {
        "ENVIRONMENT": "local",
        "OPERATORS_DIR": str(stack.operators_dir),
        "CONTRACTS_DIR": str(ROOT / "contracts"),
        "LOG_LEVEL": "info",
        "CLOCK_FILE": str(stack.clock_file),
        "LOCAL_BASE_URL": stack.base_url("{slug}"),
    }


def topology(stack: Stack, management_url: str) -> Role:
    modules = [f"{service}.consumers" for service in SERVICES_WITH_QUEUES]
    command = (sys.executable, "-m", "chassis.messaging.declare", *modules)
    settings = {
        "RABBITMQ_MANAGEMENT_URL": management_url,
        "BROKER_USERS_FILE": str(stack.broker_users_file),
    }
    return Role("topology", command, common_settings(stack) | settings)


def indexes(service: str, settings: dict[str, str]) -> Role:
    return Role(f"{service}-indexes", (sys.executable, "-m", f"{service}.indexes"), settings)


def _web(service: str, port: int, settings: dict[str, dict[str, str]]) -> Role:
    options = f"-k gthread --threads 32 -w 1 --no-control-socket --bind 127.0.0.1:{port}".split()
    command = (sys.executable, "-m", "gunicorn", *options, f"{service}.wsgi:create_app()")
    return Role(f"{service}-web", command, settings[service], port=port)


def _worker(stack: Stack, name: str, module: str, settings: dict[str, str], *lane: str) -> Role:
    heartbeat = stack.heartbeat_dir / name
    command = (sys.executable, "-m", module, *lane)
    return Role(name, command, settings | {"HEARTBEAT_FILE": str(heartbeat)}, heartbeat=heartbeat)


def _notifications(stack: Stack, lane: str, settings: dict[str, str]) -> Role:
    return _worker(stack, f"notifications-{lane}", "notifications.worker", settings, lane)
