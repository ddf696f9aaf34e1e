"""What can be refused, with the facts a caller needs to explain it."""

from dataclasses import dataclass
from datetime import datetime


class IdentityError(Exception):
    """Everything this service refuses by rule."""


@dataclass(eq=False)
class FlowUnknown(IdentityError):
    """No such flow, or it is over: the two are not told apart."""


@dataclass(eq=False)
class WrongStep(IdentityError):
    step: str


@dataclass(eq=False)
class CaptchaWrong(IdentityError):
    """The challenge is spent: a new image waits."""


@dataclass(eq=False)
class CaptchaTaken(IdentityError):
    """Another request is comparing an answer to this very challenge."""


@dataclass(eq=False)
class AlreadyRegistered(IdentityError):
    """The customer has an account; said only to those who may know."""


@dataclass(eq=False)
class ResendTooSoon(IdentityError):
    retry_at: datetime


@dataclass(eq=False)
class TooManyCodes(IdentityError):
    retry_at: datetime


@dataclass(eq=False)
class CodeWrong(IdentityError):
    tries_left: int


@dataclass(eq=False)
class CodeExpired(IdentityError):
    """The code was not compared."""


@dataclass(eq=False)
class CodeExhausted(IdentityError):
    """All tries of this flow are spent; a resend does not refill them."""


@dataclass(eq=False)
class UserNameTaken(IdentityError):
    """Somebody else's account bears this name."""


@dataclass(eq=False)
class LinkUnknown(IdentityError):
    """No such link."""


@dataclass(eq=False)
class LinkUsed(IdentityError):
    """The link has done its work before."""


@dataclass(eq=False)
class LinkExpired(IdentityError):
    """The link outlived its time, or a newer registration replaced it."""


@dataclass(eq=False)
class CredentialsWrong(IdentityError):
    """Unknown name, wrong password, account not yet active: one answer."""


@dataclass(eq=False)
class AttemptsClosed(IdentityError):
    """The gate lets no further try in; `opens_at` is None where time does not open it."""

    opens_at: datetime | None


@dataclass(eq=False)
class AllTriesReserved(IdentityError):
    """Every remaining try is being compared right now."""


@dataclass(eq=False)
class NotYetActive(IdentityError):
    """The password was right; the operator lets new accounts wait."""

    active_at: datetime


@dataclass(eq=False)
class PasswordChangedMeanwhile(IdentityError):
    """Somebody else set a password between the look and the change."""


@dataclass(eq=False)
class Busy(IdentityError):
    retry_after: int


@dataclass(eq=False)
class SessionEnded(IdentityError):
    reason: str


@dataclass(frozen=True)
class Fault:
    """One field that breaks one rule."""

    field: str
    rule: str


@dataclass(eq=False)
class InvalidFields(IdentityError):
    faults: tuple[Fault, ...]
