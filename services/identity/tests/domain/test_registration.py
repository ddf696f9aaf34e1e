"""The flow object: its steps come from the profile, and each is taken in its turn."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from identity.domain.captcha import Challenge
from identity.domain.customer import Finding
from identity.domain.errors import CaptchaWrong, WrongStep
from identity.domain.one_time_code import OneTimeCode
from identity.domain.registration import Applicant, Registration

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
FIRST = Challenge("c1", "kot7")
CODE = OneTimeCode("digest", LATER, NOON)
STEPS = ("identify", "confirm", "credentials", "activate")
FLOW = Registration("f1", STEPS, "identify", "pl", LATER, FIRST)
JAN = Applicant(Finding.MATCHED, "10482217", "+48600100200")


def identified(applicant=JAN, flow=FLOW):
    return flow.identified(flow.captcha, applicant, CODE, (), "en")


def test_the_steps_follow_each_other():
    flow = identified()
    assert (flow.step, flow.locale) == ("confirm", "en")
    flow = flow.confirmed()
    assert (flow.step, flow.code) == ("credentials", None)
    assert flow.credentials_given().step == "activate"


def test_the_list_of_steps_is_the_profiles():
    short = replace(FLOW, steps=("identify", "confirm", "activate"))
    assert identified(flow=short).confirmed().step == "activate"


@pytest.mark.parametrize("found", [Finding.REGISTERED, Finding.REFUSED])
def test_whatever_was_found_the_flow_looks_alike(found):
    other = identified(replace(JAN, finding=found))
    assert replace(other, applicant=JAN) == identified()


@pytest.mark.parametrize("found", [Finding.REGISTERED, Finding.REFUSED])
def test_only_who_matched_gets_further(found):
    flow = identified(replace(JAN, finding=found))
    with pytest.raises(WrongStep):
        flow.confirmed()
    with pytest.raises(WrongStep):
        flow.customer_number()


def test_an_answer_to_an_image_that_is_gone_does_not_count():
    renewed = FLOW.captcha_taken(NOON).captcha_renewed(Challenge("c2", "pies"))
    with pytest.raises(CaptchaWrong):
        renewed.identified(FIRST, JAN, CODE, (), "pl")


@pytest.mark.parametrize(
    "act",
    [
        lambda flow: flow.confirmed(),
        lambda flow: flow.credentials_given(),
        lambda flow: flow.code_replaced(CODE, NOON),
        lambda flow: flow.pending_code(),
    ],
)
def test_a_step_out_of_turn_names_the_step_there_is(act):
    with pytest.raises(WrongStep) as refusal:
        act(FLOW)
    assert refusal.value.step == "identify"


def test_identification_happens_once():
    with pytest.raises(WrongStep) as refusal:
        identified().captcha_taken(NOON)
    assert refusal.value.step == "confirm"
