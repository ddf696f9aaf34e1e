"""Operator files become rules; what cannot be followed stops the process."""

from dataclasses import replace
from datetime import timedelta

import pytest
from identity_testing import SLUG

from identity.policies import Rulebook, UnsupportedProfile, word_list


def test_the_shipped_operator(operators):
    rules = Rulebook(operators.all()).of(SLUG)
    assert rules.registration.steps == ("identify", "confirm", "credentials", "activate")
    assert rules.registration.reveal_registered is False
    assert rules.registration.activation_link_life == timedelta(hours=24)
    assert (rules.code.digits, rules.code.tries) == (6, 5)
    assert (rules.code.life, rules.code.resend_after) == (
        timedelta(minutes=5),
        timedelta(minutes=1),
    )
    assert rules.recovery.channels == ("sms", "email")
    assert rules.recovery.captcha
    assert (rules.recovery.life, rules.recovery.link_life) == (timedelta(hours=1),) * 2
    assert rules.lockout.opens_with_reset
    assert rules.identifiers == ("user_name", "customer_number")
    assert rules.lockout.max_failures == 5
    assert rules.lockout.opens_with_time
    assert (rules.session.idle, rules.session.absolute) == (
        timedelta(minutes=15),
        timedelta(hours=12),
    )


def test_steps_that_cannot_be_walked_stop_the_process(operators):
    operator = operators.get(SLUG)
    registration = {**operator.section("registration"), "steps": ["identify", "credentials"]}
    changed = replace(operator, profile={**operator.profile, "registration": registration})
    with pytest.raises(UnsupportedProfile, match=r"virtual-operator: registration\.steps"):
        Rulebook([changed])


def test_a_consent_without_a_translation_keeps_its_first_language(operators):
    operator = operators.get(SLUG)
    consents = {"phone-processing": {**operator.section("consents")["phone-processing"]}}
    consents["phone-processing"]["text"] = {"pl": "Tylko po polsku"}
    changed = replace(operator, profile={**operator.profile, "consents": consents})
    terms = Rulebook([changed]).of(SLUG).registration.consents[0]
    assert terms.texts["en"].startswith("Tylko po polsku")


def test_the_common_passwords_are_a_list_of_hundreds_in_two_languages():
    words = word_list("common_passwords")
    assert len(words) > 500
    assert {"password123", "hasło123", "qwerty123", "kochamcie123"} <= words
    assert sum(len(word) >= 12 for word in words) > 100
