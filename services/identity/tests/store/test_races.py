"""Many at once on one document: each change is decided on what is there, and none is lost."""

from dataclasses import replace

from identity_testing import SLUG, at_once

from identity.domain.attempts import Counter
from identity.domain.errors import CaptchaTaken
from identity.domain.token import token_digest


def test_no_counted_failure_is_lost(real_world):
    counters, now = real_world.wiring.counters, real_world.clock.now()

    def fail(_):
        return counters.change(
            SLUG, "sign-in", "jan", lambda c: replace(c, failures=c.failures + 1), now
        )

    counted = at_once(20, fail)
    assert sorted(counter.failures for counter in counted) == list(range(1, 21))
    assert counters.get(SLUG, "sign-in", "jan") == Counter(failures=20)


def test_one_of_many_takes_a_challenge(real_world):
    world = real_world
    flows, now = world.wiring.registrations, world.clock.now()
    for _ in range(5):
        flow_id = token_digest(world.begin())

        def take(_, flow_id=flow_id):
            return flows.change(SLUG, flow_id, lambda flow: flow.captcha_taken(now), now)

        outcomes = at_once(12, take)
        assert sum(isinstance(outcome, CaptchaTaken) for outcome in outcomes) == 11


def test_a_flows_change_and_its_events_are_one_update(real_world):
    """Who loses the race decides anew; the events of a change that was not made are not told."""
    world = real_world
    world.knows()
    flow = world.at_confirm()
    world.wait(minutes=1)
    at_once(6, lambda _: world.resend(flow))
    assert len(world.told("identity.code-issued.v1")) == 2
