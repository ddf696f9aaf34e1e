"""Fakes of the stores, in memory; the use cases' tests run on them and on MongoDB alike."""

import threading
from collections import defaultdict
from dataclasses import replace

from identity_fake_changes import FakeOpenings, FakePasswordChanges

from identity.domain.attempts import Counter
from identity.domain.errors import (
    AlreadyRegistered,
    FlowUnknown,
    LinkUnknown,
    PasswordChangedMeanwhile,
    UserNameTaken,
)
from identity.domain.one_time_code import Sends
from identity.domain.user_name import user_name_key


class FakeFlows:
    def __init__(self, told):
        self._flows, self._told, self._lock = {}, told, threading.RLock()

    def add(self, slug, flow):
        self._flows[slug, flow.id] = flow

    def get(self, slug, id, now):
        flow = self._flows.get((slug, id))
        if flow is None or flow.expires_at <= now:
            raise FlowUnknown
        return flow

    def change(self, slug, id, decide, now, events=()):
        with self._lock:
            self._flows[slug, id] = wanted = decide(self.get(slug, id, now))
            self._told += events
            return wanted


class FakeCustomers:
    def __init__(self):
        self._customers, self.contracts = {}, {}

    def record(self, slug, customers):
        _record(self._customers, slug, customers)

    def record_contracts(self, slug, contracts):
        _record(self.contracts, slug, contracts)

    def find(self, slug, number):
        return self._customers.get((slug, number))

    def is_known(self, slug, number):
        return (slug, number) in self._customers

    def phone_matches(self, slug, number, phone):
        customer = self.find(slug, number)
        return customer is not None and customer.phone == phone

    def names(self, slug, numbers):
        return {n: self.find(slug, n).name for n in numbers if self.is_known(slug, n)}


def _record(known, slug, items):
    for item in items:
        before = known.get((slug, item.number))
        if before is None or before.sequence < item.sequence:
            known[slug, item.number] = item


class FakeAccounts:
    def __init__(self):
        self._accounts = {}

    def find(self, slug, id):
        return self._accounts.get((slug, id))

    def is_registered(self, slug, customer_number):
        return any(a.active and customer_number in a.owned_customers for a in self.all(slug))

    def by_identifier(self, slug, identifiers, text):
        ways = {
            "user_name": lambda a: user_name_key(a.user_name) == user_name_key(text),
            "customer_number": lambda a: text in a.owned_customers,
        }
        found = (a for name in identifiers for a in self.all(slug) if a.active and ways[name](a))
        return next(found, None)

    def name_is_taken(self, slug, user_name, customer_number, now):
        same = [a for a in self.all(slug) if user_name_key(a.user_name) == user_name_key(user_name)]
        return any(a.active or not _leaves(a, customer_number, now) for a in same)

    def all(self, slug):
        return [account for (of, _), account in self._accounts.items() if of == slug]

    def add_pending(self, slug, account):
        number = account.owned_customers[0]
        self._drop_leftovers(slug, account, number)
        if any(number in a.owned_customers for a in self.all(slug)):
            raise AlreadyRegistered
        if self.name_is_taken(slug, account.user_name, number, account.created_at):
            raise UserNameTaken
        self._accounts[slug, account.id] = account

    def _drop_leftovers(self, slug, account, number):
        key = user_name_key(account.user_name)
        for other in self.all(slug):
            named = user_name_key(other.user_name) == key or number in other.owned_customers
            if named and not other.active and _leaves(other, number, account.created_at):
                del self._accounts[slug, other.id]

    def set_password(self, slug, account):
        if self.find(slug, account.id).session_epoch != account.session_epoch - 1:
            raise PasswordChangedMeanwhile
        self._accounts[slug, account.id] = account

    def activate(self, slug, account):
        if not self.find(slug, account.id) or self.find(slug, account.id).active:
            return False
        self._accounts[slug, account.id] = account
        return True


def _leaves(account, customer_number, now):
    """A pending account that gives way: its time is over, or its customer begins anew."""
    return account.pending_until <= now or customer_number in account.owned_customers


class FakeLinks:
    def __init__(self):
        self._links = {}

    def get(self, slug, digest):
        if (slug, digest) not in self._links:
            raise LinkUnknown
        return self._links[slug, digest]

    def add(self, slug, link):
        self._links[slug, link.digest] = link

    def consume(self, slug, link, now):
        if self.get(slug, link.digest).used_at:
            return False
        self._links[slug, link.digest] = replace(link, used_at=now)
        return True


class FakeSessions:
    def __init__(self):
        self.sessions = {}

    def add(self, slug, session, _expires_at):
        self.sessions[slug, session.id] = session

    def find(self, slug, id):
        return self.sessions.get((slug, id))

    def note_seen(self, slug, session):
        self.sessions[slug, session.id] = session

    def carry_over(self, slug, id, epoch):
        self.sessions[slug, id] = replace(self.sessions[slug, id], epoch=epoch)

    def revoke(self, slug, id, now):
        session = self.sessions[slug, id]
        if session.revoked_at is None:
            self.sessions[slug, id] = replace(session, revoked_at=now)


class FakeCounters:
    def __init__(self):
        self._lock = threading.Lock()
        self._counters = defaultdict(Counter)
        self._sends = defaultdict(Sends)

    def get(self, slug, path, identifier):
        return self._counters[slug, path, identifier]

    def change(self, slug, path, identifier, decide, _now):
        return self._changed(self._counters, (slug, path, identifier), decide)

    def clear(self, slug, path, identifier):
        self._counters.pop((slug, path, identifier), None)

    def change_sends(self, slug, kind, recipient, decide, _now):
        changed = self._changed(self._sends, (slug, kind, recipient), decide)
        self._sends[slug, kind, recipient] = Sends(changed.times)
        return changed

    def _changed(self, states, key, decide):
        with self._lock:
            states[key] = decide(states[key])
            return states[key]


def put_fakes(wiring, told):
    flows, customers, accounts = FakeFlows(told), FakeCustomers(), FakeAccounts()
    recoveries, links, sessions = FakeFlows(told), FakeLinks(), FakeSessions()
    wiring.__dict__.update(
        registrations=flows,
        recoveries=recoveries,
        customers=customers,
        accounts=accounts,
        links=links,
        openings=FakeOpenings(flows, accounts, links, told),
        password_changes=FakePasswordChanges(accounts, recoveries, links, sessions, told),
        sessions=sessions,
        counters=FakeCounters(),
    )
