"""Step one: the same page and the same work for everybody, and nobody guesses the image twice."""

from dataclasses import replace

import pytest
from identity_testing import JAN, PHONE, SLUG, at_once

from identity.domain.errors import (
    AlreadyRegistered,
    CaptchaWrong,
    CodeExhausted,
    CodeWrong,
    InvalidFields,
    TooManyCodes,
    WrongStep,
)
from identity.domain.token import token_digest

UNKNOWN = {"customer_number": "99999999"}
MISMATCHED = {"phone": "+48 600 999 999"}

# Who asks: what they say, and whether Jan has an account.
CASES = [
    pytest.param({}, False, id="matched"),
    pytest.param(UNKNOWN, False, id="unknown"),
    pytest.param(MISMATCHED, False, id="mismatched"),
    pytest.param({}, True, id="registered"),
]


def people(world, registered):
    if registered:
        world.registered()
    else:
        world.knows()


@pytest.mark.parametrize(("said", "registered"), CASES)
def test_everybody_gets_the_same_page(world, said, registered):
    people(world, registered)
    shown, now = world.show(world.at_confirm(**said)), world.clock.now()
    assert (shown.step, shown.tries_left, shown.email) == ("confirm", 5, None)
    assert (shown.resend_at - now).total_seconds() == 60
    assert (shown.code_expires_at - now).total_seconds() == 300


def test_everybody_causes_one_event_of_one_shape_and_size(world):
    events = []
    world.knows()
    for said in ({}, UNKNOWN, MISMATCHED):
        world.at_confirm(**said)
        events.append(world.told()[-1])
        world.wait(seconds=1)
    assert len(world.told()) == 3
    world.registered()
    world.wait(seconds=1)
    world.at_confirm()
    events.append(world.told()[-1])
    assert [event.type for event in events] == [
        "identity.code-issued.v1",
        "identity.identification-refused.v1",
        "identity.identification-refused.v1",
        "identity.already-registered.v1",
    ]
    for event in events:
        assert event.data.keys() == events[0].data.keys()
        assert {name: len(text) for name, text in event.data["secret"].items()} == {
            name: len(text) for name, text in events[0].data["secret"].items()
        }


def test_a_registered_customer_is_told_on_their_own_phone(world):
    world.registered()
    world.at_confirm()
    (event,) = world.told("identity.already-registered.v1")
    told = world.secret(event)
    assert told.recipient == PHONE
    assert "code" not in told.values


@pytest.mark.parametrize("said", [UNKNOWN, MISMATCHED], ids=["unknown", "mismatched"])
def test_nobody_is_told_when_nobody_was_found(world, said):
    world.knows()
    world.at_confirm(**said)
    (event,) = world.told("identity.identification-refused.v1")
    assert set(world.secret(event).recipient) == {"-"}


@pytest.mark.parametrize(("said", "registered"), CASES)
def test_everybody_has_five_tries_and_no_more(world, said, registered):
    people(world, registered)
    flow = world.at_confirm(**said)
    wrong = "not a code"
    left = []
    for _ in range(5):
        with pytest.raises(CodeWrong) as refusal:
            world.confirm(flow, wrong)
        left.append(refusal.value.tries_left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(CodeExhausted):
        world.confirm(flow, wrong)


def test_the_code_made_for_the_sake_of_equal_work_is_not_kept(world):
    flow, made = world.begin(), []
    fresh = world.wiring.codes.fresh
    world.wiring.codes.fresh = lambda digits: made.append(fresh(digits)) or made[-1]
    world.identify(flow, **UNKNOWN)
    kept = stored(world, flow).code.digest
    assert len(made) == 1
    assert not world.wiring.codes.matches(SLUG, token_digest(flow), made[0], kept)


def test_not_even_a_right_code_lets_in_whom_nobody_was_found_for(world):
    """The second lock behind the first: the flow itself knows that nobody matched."""
    flow = world.at_confirm(**UNKNOWN)
    digest = world.wiring.codes.digest(SLUG, token_digest(flow), "123456")
    known = replace(stored(world, flow).code, digest=digest)
    world.wiring.registrations.change(
        SLUG, token_digest(flow), lambda flow: replace(flow, code=known), world.clock.now()
    )
    with pytest.raises(CodeWrong):
        world.confirm(flow, "123456")


def stored(world, flow):
    return world.wiring.registrations.get(SLUG, token_digest(flow), world.clock.now())


def test_an_operator_may_say_who_is_registered(world):
    """R27, for operators whose file asks for it."""
    world.registered()
    frank = replace(world.rules.registration, reveal_registered=True)
    world.rules = replace(world.rules, registration=frank)
    with pytest.raises(AlreadyRegistered):
        world.at_confirm()
    world.at_confirm(**MISMATCHED)  # but only to who knows the phone on file


@pytest.mark.rule("R3")
def test_a_wrong_answer_spends_the_image(world):
    world.knows()
    flow = world.begin()
    with pytest.raises(CaptchaWrong):
        world.identify(flow, captcha="nie wiem")
    assert world.show(flow).step == "identify"
    assert world.told() == []
    world.identify(flow)
    assert world.show(flow).step == "confirm"


def test_an_operator_may_do_without_an_image(world):
    plain = replace(world.rules.registration, captcha=False)
    world.rules = replace(world.rules, registration=plain)
    world.knows()
    assert world.show(world.at_confirm(captcha="")).step == "confirm"


def test_the_image_may_be_read_in_capitals_and_with_spaces(world):
    world.knows()
    flow = world.at_confirm(captcha=" OKI enko")
    assert world.show(flow).step == "confirm"


def test_of_many_answers_at_once_one_is_compared(world):
    world.knows()
    flow = world.begin()
    outcomes = at_once(8, lambda _: world.identify(flow, captcha="nie wiem"))
    assert all(isinstance(outcome, CaptchaWrong) for outcome in outcomes)
    assert world.show(flow).step == "identify"
    assert world.told() == []


def test_a_double_submit_is_one_identification(world):
    world.knows()
    flow = world.begin()
    outcomes = at_once(6, lambda _: world.identify(flow))
    assert outcomes.count(None) == 1
    refusals = [outcome for outcome in outcomes if outcome is not None]
    assert all(isinstance(refusal, WrongStep) for refusal in refusals), outcomes
    assert {refusal.step for refusal in refusals} == {"confirm"}
    assert len(world.told()) == 1


def test_a_request_that_died_holding_the_image_does_not_hold_it_for_ever(world):
    world.knows()
    flow = world.begin()
    world.wiring.captchas.take(world.rules, token_digest(flow))
    with pytest.raises(CaptchaWrong):
        world.identify(flow)
    world.identify(flow)
    assert world.show(flow).step == "confirm"


@pytest.mark.rule("R4")
@pytest.mark.parametrize(
    ("said", "field", "rule"),
    [
        pytest.param({"consents": ()}, "consents", "consent.required", id="no consent"),
        pytest.param(
            {"consents": ("phone-processing", "marketing")},
            "consents",
            "consent.unknown",
            id="a consent nobody asked for",
        ),
        pytest.param({"phone": "12"}, "phone", "phone.invalid", id="no telephone number"),
        pytest.param(
            {"customer_number": "12AB"}, "customer_number", "customer-number.format", id="number"
        ),
        pytest.param({"locale": "de"}, "locale", "locale.unknown", id="language"),
    ],
)
def test_a_form_that_nobody_could_mean_costs_nothing(world, said, field, rule):
    world.knows()
    flow = world.begin()
    with pytest.raises(InvalidFields) as refusal:
        world.identify(flow, **said)
    assert [(fault.field, fault.rule) for fault in refusal.value.faults] == [(field, rule)]
    world.identify(flow)  # the image is still good
    assert world.show(flow).step == "confirm"


@pytest.mark.parametrize("said", [{}, UNKNOWN], ids=["known", "unknown"])
def test_one_number_gets_five_codes_an_hour(world, said):
    world.knows()
    for _ in range(5):
        world.at_confirm(**said)
    began = world.clock.now()
    world.wait(minutes=10)
    with pytest.raises(TooManyCodes) as refusal:
        world.at_confirm(**said)
    assert (refusal.value.retry_at - began).total_seconds() == 3600
    assert len(world.told()) == 5
    world.wait(minutes=50)
    world.at_confirm(**said)


def test_the_same_phone_in_any_spelling(world):
    world.knows(JAN)
    for phone in ("600100200", "+48 600-100-200", "0048 600 100 200"):
        world.at_confirm(phone=phone)
    assert len(world.told("identity.code-issued.v1")) == 3
