"""A small world for this service's tests: builders, and short words for what people do."""

import threading
from datetime import timedelta

from chassis.messaging.outbox import Outbox
from chassis.messaging.secrets import open_secret
from chassis.sealing import Sealer
from chassis.testing.tokens import PUBLIC_KEYS, SIGNING_KEYS
from chassis.testing.tokens import test_verifier as verifier_for
from identity.domain.customer import Customer
from identity.settings import Settings
from identity.usecases.choose_credentials import Credentials
from identity.usecases.identify import Claim
from identity.usecases.identify_recovery import RecoveryClaim

SLUG = "virtual-operator"
CAPTCHA = "okienko"
NUMBER, PHONE, EMAIL = "10482217", "+48600100200", "jan.probny@poczta.example"
USER_NAME, PASSWORD = "jan.probny", "zielony-parasol-7"
OTHER_PASSWORD = "granatowy-kajak-9"
JAN = Customer(NUMBER, 1, "individual", "Jan Próbny", PHONE, EMAIL, "02070803628")


def settings(common, mongo_uri="mongodb://127.0.0.1:1", amqp_url="amqp://127.0.0.1:1"):
    return Settings(
        common=common,
        mongo_uri=mongo_uri,
        mongo_database_prefix="t",
        amqp_url=amqp_url,
        token_signing_key=SIGNING_KEYS,
        token_public_keys=PUBLIC_KEYS,
        sealing_keys={"wire": b"\x01" * 32},
        store_keys={"rest": b"\x02" * 32},
        captcha_test_answer=CAPTCHA,
        hash_slots=2,
    )


class World:
    """One operator, a clock that stands still, and short words for what people do."""

    def __init__(self, wiring, clock, told=None):
        self.wiring, self.clock, self._told = wiring, clock, told
        self.rules = wiring.rulebook.of(SLUG)

    def told(self, event_type=None):
        """The events that wait for the relay, oldest first."""
        events = self._told
        if events is None:
            pending = Outbox(self.wiring.databases, self.wiring.outbox.collections)
            events = [p.event for p in pending.pending(SLUG, 1000)]
        ours = [e for e in events if event_type in (None, e.type)]
        return sorted(ours, key=lambda event: event.time)

    def secret(self, event):
        return open_secret(Sealer(self.wiring.settings.sealing_keys), event)

    def wait(self, **duration):
        self.clock.advance(timedelta(**duration))

    def knows(self, customer=JAN):
        self.wiring.customers.record(SLUG, [customer])

    def begin(self):
        return self.wiring.registration_steps.begin(self.rules).flow

    def show(self, flow):
        return self.wiring.registration_steps.show(self.rules, flow)

    def identify(self, flow, **said):
        self.wiring.registration_steps.identify(self.rules, flow, claim(**said))

    def confirm(self, flow, code):
        self.wiring.registration_steps.confirm(self.rules, flow, code)

    def resend(self, flow):
        self.wiring.registration_steps.resend(self.rules, flow)

    def code(self):
        """The newest code that was sent."""
        return self.secret(self.told("identity.code-issued.v1")[-1]).values["code"]

    def wrong_code(self):
        return f"{(int(self.code()) + 1) % 1_000_000:06d}"

    def choose(self, flow, user_name=USER_NAME, password=PASSWORD, email=EMAIL):
        chosen = Credentials(user_name, password, email)
        self.wiring.choose_credentials(self.rules, flow, chosen)

    def link(self):
        """The token of the newest link that was mailed."""
        url = self.secret(self.told("identity.link-issued.v1")[-1]).values["url"]
        return url.rpartition("/")[2]

    def activate(self, token):
        return self.wiring.activate_account(self.rules, token)

    def peek(self, token):
        return self.wiring.peek_link(self.rules, token)

    def sign_in(self, identifier=USER_NAME, password=PASSWORD, device=""):
        return self.wiring.sign_in(self.rules, identifier, password, device)

    def at_confirm(self, **said):
        flow = self.begin()
        self.identify(flow, **said)
        return flow

    def at_credentials(self, **said):
        flow = self.at_confirm(**said)
        self.confirm(flow, self.code())
        return flow

    def registered(self):
        """Jan has an active account."""
        self.knows()
        self.choose(self.at_credentials())
        self.activate(self.link())

    # What people do who forgot their password.

    def recover(self):
        return self.wiring.recovery_steps.begin(self.rules).flow

    def recovery(self, flow):
        return self.wiring.recovery_steps.show(self.rules, flow)

    def say_who(self, flow, **said):
        self.wiring.recovery_steps.identify(self.rules, flow, recovery_claim(**said))

    def recovering(self, **said):
        flow = self.recover()
        self.say_who(flow, **said)
        return flow

    def confirm_recovery(self, flow, code):
        self.wiring.recovery_steps.confirm(self.rules, flow, code)

    def resend_recovery(self, flow):
        self.wiring.recovery_steps.resend(self.rules, flow)

    def at_new_password(self, **said):
        flow = self.recovering(**said)
        self.confirm_recovery(flow, self.code())
        return flow

    def reset(self, flow, password=OTHER_PASSWORD):
        self.wiring.recovery_steps.reset(self.rules, flow, password)

    def reset_by_link(self, token, password=OTHER_PASSWORD):
        return self.wiring.reset_by_link(self.rules, token, password)

    def touch(self, session):
        return self.wiring.open_sessions.touch(self.rules, session)

    def change_password(self, session, current=PASSWORD, new=OTHER_PASSWORD):
        """As the routes do: the token names account and session."""
        caller = self.caller(session)
        self.wiring.change_password(self.rules, caller.account, caller.session, current, new)

    def caller(self, session):
        tokens = self.touch(session).tokens
        return verifier_for("identity", self.clock).verify(tokens["identity"])


def recovery_claim(**said):
    usual = {"identifier": USER_NAME, "captcha": CAPTCHA, "channel": "sms", "locale": "pl"}
    return RecoveryClaim(**usual | said)


def claim(**said):
    usual = {
        "customer_number": NUMBER,
        "phone": "600 100 200",
        "captcha": CAPTCHA,
        "consents": ("phone-processing",),
        "locale": "pl",
    }
    return Claim(**usual | said)


def at_once(count, work):
    """What `work(i)` answered or raised, for `count` threads that start together."""
    outcomes, start = [None] * count, threading.Barrier(count)

    def run(i):
        start.wait()
        try:
            outcomes[i] = work(i)
        except Exception as problem:  # noqa: BLE001  whatever it is, it is the outcome
            outcomes[i] = problem

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


class Counting:
    """Stands before a method and counts its calls."""

    def __init__(self, method):
        self._method, self._lock, self.calls = method, threading.Lock(), 0

    def __call__(self, *args):
        with self._lock:
            self.calls += 1
        return self._method(*args)
