"""An identity service in memory, as far as registration and links go, and a portal before it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from chassis.clock import rfc3339
from chassis.http_client import ProblemResponse
from gateway.app import build_app

CAPTCHA, CODE, EMAIL = "okienko", "123456", "anna@example.org"
BASE_URL = "http://virtual-operator.localhost:8080"
LINK = "L" * 43


def plain(answer):
    """The page with ordinary spaces."""
    return answer.text.replace("\xa0", " ")


def problem(status, type, **facts):
    body = {"type": f"urn:okienko:problem:{type}", "errors": [], **facts}
    return ProblemResponse(status, body, {})


def invalid(**rules):
    errors = [
        {"field": name, "rule": rule, "message": ""}
        for name, broken in rules.items()
        for rule in broken
    ]
    return problem(422, "validation", errors=errors)


@dataclass
class Flow:
    step: str = "identify"
    tries_left: int = 5
    sent_at: Any = None
    challenge: int = 1


@dataclass
class FakeIdentity:
    clock: Any
    flows: dict[str, Flow] = field(default_factory=dict)
    claims: list[dict[str, Any]] = field(default_factory=list)
    chosen: list[dict[str, Any]] = field(default_factory=list)
    link: str = "usable"
    # the next call of a method is refused with this
    refuse: dict[str, ProblemResponse] = field(default_factory=dict)

    def begin_registration(self, operator):
        token = f"flow-{len(self.flows)}-{'x' * 30}"
        self.flows[token] = Flow()
        return self.registration(operator, token)

    def registration(self, _operator, token):
        flow = self._flow(token)
        confirming = flow.step == "confirm"
        sent_at = flow.sent_at
        return {
            "flow": token,
            "step": flow.step,
            "expires_at": rfc3339(self.clock.now() + timedelta(hours=1)),
            "resend_at": rfc3339(sent_at + timedelta(seconds=60)) if confirming else None,
            "code_expires_at": rfc3339(sent_at + timedelta(minutes=5)) if confirming else None,
            "email": EMAIL if flow.step == "credentials" else None,
            "tries_left": flow.tries_left if confirming else None,
        }

    def captcha_image(self, _operator, token):
        return b"\x89PNG image %d" % self._at(token, "identify").challenge

    def captcha_sound(self, _operator, token):
        return b"RIFF sound %d" % self._at(token, "identify").challenge

    def renew_captcha(self, _operator, token):
        self._at(token, "identify").challenge += 1

    def identify(self, operator, token, **claim):
        flow = self._at(token, "identify")
        self._refuse("identify")
        if claim["captcha"] != CAPTCHA:
            flow.challenge += 1
            raise problem(422, "captcha-wrong")
        self.claims.append(claim)
        flow.step, flow.sent_at = "confirm", self.clock.now()
        return self.registration(operator, token)

    def confirm(self, operator, token, code):
        flow = self._at(token, "confirm")
        if flow.tries_left == 0:
            raise problem(410, "code-exhausted")
        if self.clock.now() >= flow.sent_at + timedelta(minutes=5):
            raise problem(410, "code-expired")
        if code != CODE:
            flow.tries_left -= 1
            raise problem(422, "code-wrong", tries_left=flow.tries_left)
        flow.step = "credentials"
        return self.registration(operator, token)

    def resend_code(self, operator, token):
        flow = self._at(token, "confirm")
        self._refuse("resend_code")
        resend_at = flow.sent_at + timedelta(seconds=60)
        if self.clock.now() < resend_at:
            raise problem(429, "resend-too-soon", retry_at=rfc3339(resend_at))
        flow.sent_at = self.clock.now()
        return self.registration(operator, token)

    def choose_credentials(self, operator, token, **chosen):
        flow = self._at(token, "credentials")
        self._refuse("choose_credentials")
        self.chosen.append(chosen)
        flow.step = "activate"
        return self.registration(operator, token)

    def peek_link(self, _operator, token):
        if token != LINK:
            raise problem(404, "link-unknown")
        if self.link != "usable":
            raise problem(410, f"link-{self.link}")
        return {"purpose": "activate-account", "state": "usable"}

    def activate_account(self, operator, token):
        self.peek_link(operator, token)
        self.link = "used"
        return {"user_name": "anna"}

    def _at(self, token, step):
        flow = self._flow(token)
        if flow.step != step:
            raise problem(409, "wrong-step", step=flow.step)
        return flow

    def _flow(self, token):
        if token not in self.flows:
            raise problem(404, "flow-unknown")
        return self.flows[token]

    def _refuse(self, method):
        if method in self.refuse:
            raise self.refuse.pop(method)


def portal(common, operators, identity, clock, *, csrf=False):
    app = build_app(
        operators=operators,
        brands_dir=common.operators_dir,
        identity=identity,
        billing=None,
        notifications=None,
        clock=clock,
        secret_key="a key for tests, long enough to be one",
    )
    app.config["WTF_CSRF_ENABLED"] = csrf
    return app
