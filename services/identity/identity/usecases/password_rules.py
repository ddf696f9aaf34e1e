"""Whether a password may be somebody's: the operator's policy, and what others know of them."""

from identity.domain.errors import Fault
from identity.domain.password import context_words, password_faults
from identity.policies import Rules

# The national part of a number, as people write it.
NATIONAL_DIGITS = 9


def faults_of_password(
    rules: Rules,
    field: str,
    password: str,
    user_name: str,
    email: str,
    number: str | None,
    phone: str | None,
) -> tuple[Fault, ...]:
    mailbox = email.partition("@")[0]
    national = phone[-NATIONAL_DIGITS:] if phone else None
    context = context_words(rules.slug, rules.name, user_name, mailbox, number, national)
    return tuple(Fault(field, rule) for rule in password_faults(password, rules.password, context))
