"""The captcha challenge of a flow: show it, say it, renew it, let one request compare an answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic

from chassis.clock import Clock
from identity.captcha_image import captcha_png
from identity.captcha_sound import captcha_wav
from identity.domain.captcha import Challenge
from identity.domain.errors import CaptchaTaken, CaptchaWrong, IdentityError
from identity.domain.flow import IDENTIFY
from identity.domain.token import token_digest
from identity.policies import Rules
from identity.randomness import Randomness
from identity.store.flows import AnyFlow, Flows

POLL_SECONDS = 0.02
POLLS = 50


@dataclass(frozen=True)
class Captchas(Generic[AnyFlow]):
    flows: Flows[AnyFlow]
    clock: Clock
    randomness: Randomness
    pause: Callable[[float], None]

    def image(self, rules: Rules, token: str) -> bytes:
        return captcha_png(self._shown(rules, token).text)

    def sound(self, rules: Rules, token: str) -> bytes:
        """Other digits than the image's text; either answer is right."""
        return captcha_wav(self._shown(rules, token).spoken)

    def another(self, rules: Rules, token: str) -> None:
        self.renew(rules, token_digest(token))

    def challenge(self) -> Challenge:
        randomness = self.randomness
        text, spoken = randomness.captcha_text(), randomness.captcha_digits()
        return Challenge(randomness.id(), text, spoken=spoken)

    def renew(self, rules: Rules, flow_id: str) -> None:
        challenge = self.challenge()
        self.flows.change(
            rules.slug, flow_id, lambda flow: flow.captcha_renewed(challenge), self.clock.now()
        )

    @contextmanager
    def answered(self, rules: Rules, flow_id: str, answer: str, asked: bool) -> Iterator[AnyFlow]:
        """The flow whose challenge this answers; what is refused inside spends the challenge."""
        flow = self.take(rules, flow_id)
        try:
            if asked and not flow.captcha.answered_by(answer):
                raise CaptchaWrong
            yield flow
        except IdentityError:
            self.renew(rules, flow_id)
            raise

    def take(self, rules: Rules, flow_id: str) -> AnyFlow:
        """Only who takes a challenge may answer it; a double submit waits for the first one."""
        now = self.clock.now()
        try:
            return self.flows.change(rules.slug, flow_id, lambda flow: flow.captcha_taken(now), now)
        except CaptchaTaken:
            self._wait(rules, flow_id)
            raise CaptchaWrong from None

    def _shown(self, rules: Rules, token: str) -> Challenge:
        flow = self.flows.get(rules.slug, token_digest(token), self.clock.now())
        flow.require(IDENTIFY)
        return flow.captcha

    def _wait(self, rules: Rules, flow_id: str) -> None:
        """Until the other request is done: raises WrongStep when it moved the flow on."""
        taken = self.flows.get(rules.slug, flow_id, self.clock.now()).captcha.id
        for _ in range(POLLS):
            flow = self.flows.get(rules.slug, flow_id, self.clock.now())
            flow.require(IDENTIFY)
            if flow.captcha.id != taken:
                return
            self.pause(POLL_SECONDS)
        self.renew(rules, flow_id)  # the other request died
