"""Make the code of a registration and the event that carries it.

For people nobody was found for the same is done, with a digest that no code has and an
event that reaches nobody: only the telephone can tell the difference.
"""

from dataclasses import dataclass
from datetime import datetime

from chassis.messaging.envelope import Event
from identity.codes import Codes
from identity.domain.customer import Finding
from identity.domain.one_time_code import OneTimeCode, issue
from identity.domain.registration import Applicant
from identity.events import Events
from identity.policies import Rules
from identity.store.counters import Counters

SENDS = "registration-code"


@dataclass(frozen=True)
class IssueCode:
    codes: Codes
    counters: Counters
    events: Events

    def __call__(
        self, rules: Rules, flow_id: str, applicant: Applicant, locale: str, now: datetime
    ) -> tuple[OneTimeCode, Event]:
        text = self.codes.fresh(rules.code.digits)
        matched = applicant.finding is Finding.MATCHED
        digest = self.codes.digest_if(matched, rules.slug, flow_id, text)
        code = issue(digest, rules.code, now)
        event = self.events.identification_answered(
            rules.slug, flow_id, applicant, text, locale, code.expires_at
        )
        return code, event

    def count(self, rules: Rules, applicant: Applicant, now: datetime) -> Applicant:
        """Raises TooManyCodes."""
        caps = rules.code.caps
        self.counters.change_sends(
            rules.slug, SENDS, applicant.phone, lambda sends: sends.one_more(caps, now), now
        )
        return applicant

    def take_back(self, rules: Rules, applicant: Applicant, now: datetime) -> None:
        """The send that was counted at `now` did not happen."""
        self.counters.change_sends(
            rules.slug, SENDS, applicant.phone, lambda sends: sends.one_less(now), now
        )
