"""Fakes of the moments in which several aggregates change at once."""

import threading
from dataclasses import dataclass, field
from typing import Any

from identity.domain.errors import LinkExpired, LinkUsed
from identity.domain.recovery import Recovery
from identity.domain.registration import Registration


@dataclass
class FakeOpenings:
    registrations: Any
    accounts: Any
    links: Any
    told: list
    lock: threading.Lock = field(default_factory=threading.Lock)

    def open(self, slug, flow_id, account, link, events):
        with self.lock:
            now = account.created_at
            self.registrations.get(slug, flow_id, now).credentials_given()
            self.accounts.add_pending(slug, account)
            self.registrations.change(slug, flow_id, Registration.credentials_given, now)
            self.links.add(slug, link)
            self.told += events

    def activate(self, slug, link, account, events, now):
        with self.lock:
            if self.links.get(slug, link.digest).used_at:
                raise LinkUsed
            if not self.accounts.activate(slug, account):
                raise LinkExpired
            self.links.consume(slug, link, now)
            self.told += events


@dataclass
class FakePasswordChanges:
    accounts: Any
    recoveries: Any
    links: Any
    sessions: Any
    told: list
    lock: threading.Lock = field(default_factory=threading.Lock)

    def by_flow(self, slug, flow_id, account, events, now):
        with self.lock:
            self.recoveries.get(slug, flow_id, now).password_given()
            self.accounts.set_password(slug, account)
            self.recoveries.change(slug, flow_id, Recovery.password_given, now)
            self.told += events

    def by_link(self, slug, link, account, events, now):
        with self.lock:
            if self.links.get(slug, link.digest).used_at:
                raise LinkUsed
            self.accounts.set_password(slug, account)
            self.links.consume(slug, link, now)
            self.told += events

    def by_owner(self, slug, session_id, account, events):
        with self.lock:
            self.accounts.set_password(slug, account)
            self.sessions.carry_over(slug, session_id, account.session_epoch)
            self.told += events
