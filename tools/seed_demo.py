"""Fill a running local suite with invented people: python -m tools.seed_demo --run-dir .run

Each operator's CRM and ERP announce them through the broker, as everywhere; then a few register
through the portal. Writes demo.json: who there is, and how to sign in. The same people come
again at every run, and what is already known changes nothing.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import requests
import yaml

from tools.demo.browser import PortalError
from tools.demo.events import Operator, crm_events, erp_events
from tools.demo.people import Person, people_of
from tools.demo.publishing import NotTaken, publish, wait_empty
from tools.demo.registering import Login, Registration
from tools.local.keys import broker_users, local_secrets
from tools.local.machine import ROOT
from tools.local.progress import Progress
from tools.local.stack import BROKER_ADMIN, Stack

WARSAW = ZoneInfo("Europe/Warsaw")
PEOPLE = 200
REGISTERED = 3
QUEUES = ("identity.crm", "billing.erp")
QUEUE_SECONDS = 120


class Seeding:
    def __init__(self, stack: Stack, progress: Progress, people: int, today: date) -> None:
        self._stack, self._progress, self._today = stack, progress, today
        self._users = broker_users(stack)
        self._profiles = {slug: _profile(stack, slug) for slug in stack.slugs}
        self._people = {
            slug: people_of(slug, profile, people) for slug, profile in self._profiles.items()
        }

    def run(self) -> None:
        for slug in self._people:
            self._publish(slug)
        for queue in QUEUES:
            wait_empty(self._admin_url(), queue, QUEUE_SECONDS)
        self._progress.say("the services have taken in all of it")
        entries = [entry for slug in self._people for entry in self._entries(slug)]
        write_whole(self._stack.demo_file, json.dumps(entries, ensure_ascii=False, indent=1))

    def _publish(self, slug: str) -> None:
        operator = Operator(slug, self._profiles[slug]["legal_name"], self._today)
        people = self._people[slug]
        events = {"crm": crm_events(operator, people), "erp": erp_events(operator, people)}
        counts = {
            system: publish(self._amqp_url(f"{slug}.{system}"), slug, system, announced)
            for system, announced in events.items()
        }
        told = ", ".join(f"{count} events of its {name.upper()}" for name, count in counts.items())
        self._progress.say(f"{slug}: {len(people)} customers, {told}")

    def _entries(self, slug: str) -> list[dict[str, Any]]:
        people = self._people[slug]
        logins = self._register(slug, [person for person in people if person.email][:REGISTERED])
        return [entry(slug, person, logins.get(person.place)) for person in people]

    def _register(self, slug: str, people: list[Person]) -> dict[int, Login]:
        if not can_register(self._profiles[slug]):
            self._progress.say(f"{slug}: registers in a way that this tool does not know yet")
            return {}
        registration = Registration(self._stack.base_url(slug), self._stack.sandbox_url)
        logins = {person.place: registration.register(person) for person in people}
        self._progress.say(f"{slug}: {len(logins)} of them registered through the portal")
        return logins

    def _amqp_url(self, user: str) -> str:
        return self._stack.amqp_url(user, self._users[user])

    def _admin_url(self) -> str:
        password = local_secrets(self._stack)["BROKER_ADMIN_PASSWORD"]
        return self._stack.amqp_url(BROKER_ADMIN, password)


def can_register(profile: Mapping[str, Any]) -> bool:
    registration = profile["registration"]
    known = registration["identifying_keys"] == ["customer_number", "phone"]
    return bool(known and "sms" in registration["confirm_channels"])


def entry(slug: str, person: Person, login: Login | None) -> dict[str, Any]:
    return {
        "operator": slug,
        "customer_number": person.customer_number,
        "phone": person.phone,
        "email": person.email,
        "kind": person.kind,
        "pesel": person.pesel,
        "nip": person.nip,
        "contract_numbers": [contract.number for contract in person.contracts],
        "registered": login is not None,
        "login": login and login.user_name,
        "password": login and login.password,
    }


def write_whole(file: Path, text: str) -> None:
    """Who finds the file finds all of it: its presence means that seeding is done."""
    draft = file.with_name(f"{file.name}.new")
    draft.write_text(f"{text}\n", encoding="utf-8")
    draft.replace(file)


def _profile(stack: Stack, slug: str) -> Mapping[str, Any]:
    file = stack.operators_dir / f"{slug}.yaml"
    profile: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return profile


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools.seed_demo", description=__doc__)
    parser.add_argument("--run-dir", type=Path, default=ROOT / ".run")
    parser.add_argument("--people", type=int, default=PEOPLE, help="customers of each operator")
    options = parser.parse_args()
    progress = Progress()
    try:
        stack = Stack.load(options.run_dir)
        Seeding(stack, progress, options.people, datetime.now(WARSAW).date()).run()
    except (PortalError, NotTaken, requests.RequestException) as problem:
        progress.say(f"seeding stopped: {problem}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
