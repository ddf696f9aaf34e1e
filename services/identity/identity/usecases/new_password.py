"""What every way to a new password has in common: its rules, its notice, the locks it opens."""

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.messaging.envelope import Event
from identity.domain.account import Account
from identity.domain.errors import InvalidFields
from identity.events import Events
from identity.hashing import Passwords
from identity.policies import Rules
from identity.store.customers import Customers
from identity.usecases.attempt_gate import AttemptGate
from identity.usecases.password_rules import faults_of_password
from identity.usecases.sign_in import SIGN_IN_PATH, counted_as

PASSWORD_CHANGE_PATH = "password-change"  # noqa: S105  a counter's name


@dataclass(frozen=True)
class NewPassword:
    customers: Customers
    passwords: Passwords
    gate: AttemptGate
    events: Events
    clock: Clock

    def require_valid(self, rules: Rules, account: Account, field: str, password: str) -> None:
        number = next(iter(account.owned_customers), None)
        customer = self.customers.find(rules.slug, number) if number else None
        phone = customer.phone if customer else None
        faults = faults_of_password(
            rules, field, password, account.user_name, account.email, number, phone
        )
        if faults:
            raise InvalidFields(faults)

    def given_to(self, rules: Rules, account: Account, password: str) -> tuple[Account, Event]:
        """The account with it, and the notice to its owner."""
        now = self.clock.now()
        changed = account.with_password(self.passwords.hash(password), now)
        return changed, self.events.password_changed(rules.slug, changed, now)

    def open_locks(self, rules: Rules, account: Account) -> None:
        """Where the operator lets a reset open what wrong passwords closed."""
        if not rules.lockout.opens_with_reset:
            return
        for name in (account.user_name, *account.owned_customers):
            self.gate.clear(rules.slug, SIGN_IN_PATH, counted_as(name))
        self.gate.clear(rules.slug, PASSWORD_CHANGE_PATH, account.id)
