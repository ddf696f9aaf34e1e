"""The HTTP contents page: which routes there are, and which refusal becomes which answer."""

from collections.abc import Sequence

from flask import Flask

from chassis.health import Check
from chassis.operators import Operators
from chassis.problems import FieldError, Problem, Problems
from chassis.tokens import TokenVerifier
from chassis.web import create_service_app
from identity.domain import errors
from identity.policies import Rulebook
from identity.routes.account import account_routes
from identity.routes.links import link_routes
from identity.routes.recoveries import RecoverySteps, recovery_routes
from identity.routes.registrations import RegistrationSteps, registration_routes
from identity.routes.sessions import session_routes
from identity.routes.sign_in import sign_in_routes
from identity.usecases.change_password import ChangePassword
from identity.usecases.links import ActivateAccount, PeekLink
from identity.usecases.reset_password import ResetByLink
from identity.usecases.sessions import OpenSessions
from identity.usecases.show_account import ShowAccount
from identity.usecases.sign_in import SignIn

# What a field's rule means, in words for developers; pages translate the rule's name.
RULES = {
    "customer-number.format": "Does not look like a customer number of this operator",
    "phone.invalid": "Is not a telephone number",
    "channel.unknown": "Is not a way this operator offers",
    "locale.unknown": "Is not a language of this operator",
    "consent.required": "A required consent is missing",
    "consent.unknown": "Is not a consent of this operator",
    "user-name.taken": "Belongs to somebody else",
    "user-name.too-short": "Is too short",
    "user-name.too-long": "Is too long",
    "user-name.characters": "Begins with a letter; then letters, digits and . _ - + @",
    "user-name.reserved": "Cannot be chosen",
    "password.wrong": "Is not the current password",
    "password.too-short": "Is too short",
    "password.too-long": "Is too long",
    "password.common": "Is among the first that are tried",
    "password.contains-context": "Contains your name, number, address or the operator's name",
    "password.missing-upper": "Needs an upper-case letter",
    "password.missing-lower": "Needs a lower-case letter",
    "password.missing-digit": "Needs a digit",
    "password.missing-special": "Needs a special character",
    "email.invalid": "Is not an e-mail address",
}

PROBLEMS: Problems = {
    errors.FlowUnknown: lambda _: Problem(
        404, "flow-unknown", "No such flow, or it is over", "OKN-1001"
    ),
    errors.WrongStep: lambda e: Problem(
        409, "wrong-step", "The flow is at another step", "OKN-1002", {"step": e.step}
    ),
    errors.CaptchaWrong: lambda _: Problem(
        422, "captcha-wrong", "Neither the text nor the digits; there are new ones", "OKN-1003"
    ),
    errors.AlreadyRegistered: lambda _: Problem(
        409, "already-registered", "This customer has an account already", "OKN-1004"
    ),
    errors.ResendTooSoon: lambda e: Problem(
        429, "resend-too-soon", "A new code can be sent later", "OKN-1005", {"retry_at": e.retry_at}
    ),
    errors.TooManyCodes: lambda e: Problem(
        429,
        "too-many-codes",
        "Too many codes or links for one person",
        "OKN-1006",
        {"retry_at": e.retry_at},
    ),
    errors.CodeWrong: lambda e: Problem(
        422, "code-wrong", "The code is not right", "OKN-1007", {"tries_left": e.tries_left}
    ),
    errors.CodeExpired: lambda _: Problem(
        410, "code-expired", "The code's time is over", "OKN-1008"
    ),
    errors.CodeExhausted: lambda _: Problem(
        410, "code-exhausted", "All tries are used up", "OKN-1009"
    ),
    errors.LinkUnknown: lambda _: Problem(404, "link-unknown", "No such link", "OKN-1101"),
    errors.LinkUsed: lambda _: Problem(410, "link-used", "The link was used before", "OKN-1102"),
    errors.LinkExpired: lambda _: Problem(
        410, "link-expired", "The link's time is over", "OKN-1103"
    ),
    errors.CredentialsWrong: lambda _: Problem(
        401, "credentials-wrong", "Name or password is not right", "OKN-1201"
    ),
    errors.AttemptsClosed: lambda e: Problem(
        423, "sign-in-closed", "Too many wrong passwords", "OKN-1202", {"opens_at": e.opens_at}
    ),
    errors.Busy: lambda e: Problem(
        429, "busy", "Too much at once", "OKN-1203", headers={"Retry-After": str(e.retry_after)}
    ),
    errors.NotYetActive: lambda e: Problem(
        403, "not-yet-active", "The account opens later", "OKN-1204", {"active_at": e.active_at}
    ),
    errors.SessionEnded: lambda e: Problem(
        401, "session-ended", "The session has ended", "OKN-1301", {"reason": e.reason}
    ),
    errors.InvalidFields: lambda e: Problem(
        422, "validation", "Some fields are wrong", "OKN-0422", errors=field_errors(e.faults)
    ),
}


def field_errors(faults: Sequence[errors.Fault]) -> list[FieldError]:
    return [FieldError(fault.field, fault.rule, RULES[fault.rule]) for fault in faults]


def build_app(
    *,
    operators: Operators,
    verifier: TokenVerifier,
    rulebook: Rulebook,
    registration: RegistrationSteps,
    recovery: RecoverySteps,
    peek_link: PeekLink,
    activate_account: ActivateAccount,
    reset_by_link: ResetByLink,
    sign_in: SignIn,
    sessions: OpenSessions,
    show_account: ShowAccount,
    change_password: ChangePassword,
    checks: Sequence[Check],
) -> Flask:
    return create_service_app(
        "identity",
        operators=operators,
        verifier=verifier,
        blueprints=[
            registration_routes(rulebook, registration),
            recovery_routes(rulebook, recovery),
            link_routes(rulebook, peek_link, activate_account, reset_by_link),
            sign_in_routes(rulebook, sign_in),
            session_routes(rulebook, sessions),
            account_routes(rulebook, show_account, change_password),
        ],
        problems=PROBLEMS,
        checks=checks,
    )
