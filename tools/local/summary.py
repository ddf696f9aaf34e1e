"""Where to click and who to be, and what runs."""

import json
import time
from typing import Any

from tools.local.health import check_of
from tools.local.keys import broker_users, local_secrets
from tools.local.roles import CAPTCHA_ANSWER, roles, sandbox
from tools.local.stack import Stack
from tools.local.supervision import Supervisor


def print_summary(stack: Stack) -> None:
    people = json.loads(stack.demo_file.read_text()) if stack.demo_file.exists() else []
    print()
    for slug in stack.slugs:
        print(f"  {slug}: {stack.base_url(slug)}")
        for person in _examples(people, slug):
            print(f"      {_line(person)}")
    print(f"  Text of every captcha: {CAPTCHA_ANSWER}")
    print(f"  Messages (SMS, mail):  {stack.sandbox_url}")
    if people:
        print(f"  All demo people:       {stack.demo_file}")
    print(f"  Logs:                  {stack.log_dir}\n", flush=True)


def print_status(stack: Stack) -> bool:
    """Whether all is healthy."""
    supervisor = Supervisor(stack)
    if not supervisor.running():
        print("Not running. Start it: make up")
        return False
    facts = supervisor.states()
    checks = _checks(stack)
    healthy = {name: name not in checks or checks[name]() for name in facts}
    for name, state in facts.items():
        health = "healthy" if healthy[name] else "NOT READY"
        running = state["statename"] == "RUNNING"
        since = f"{time.time() - state['start']:8.0f} s" if running else " " * 10
        print(f"{name:24} {state['statename']:9} {since}  {health if running else ''}")
    return all(healthy.values()) and not supervisor.broken()


def _checks(stack: Stack) -> dict[str, Any]:
    secrets, users = local_secrets(stack), broker_users(stack)
    rabbit = stack.rabbit(secrets["BROKER_ADMIN_PASSWORD"])
    known = (*roles(stack, secrets, users), sandbox(stack, secrets))
    checks: dict[str, Any] = {role.name: check_of(role) for role in known}
    return checks | {"mongo": stack.mongo.is_ready, "rabbit": rabbit.is_ready}


def _examples(people: list[dict[str, Any]], slug: str) -> list[dict[str, Any]]:
    """Somebody who can sign in, and somebody who can register."""
    own = [person for person in people if person["operator"] == slug]
    registered = [person for person in own if person["registered"]][:1]
    return registered + [person for person in own if not person["registered"]][:1]


def _line(person: dict[str, Any]) -> str:
    if person["registered"]:
        return f"sign in:  {person['login']} / {person['password']}"
    return f"register: customer {person['customer_number']}, phone {person['phone']}"
