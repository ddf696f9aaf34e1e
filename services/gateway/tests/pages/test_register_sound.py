"""The second way through the captcha of registration: spoken (R3)."""

import pytest


@pytest.mark.rule("R3")
def test_the_captcha_can_be_heard_without_any_script(browser):
    text = browser("GET", "/register").text
    assert 'href="/register/captcha.wav" target="_blank"' in text
    sound = browser("GET", "/register/captcha.wav")
    assert (sound.status_code, sound.mimetype) == (200, "audio/wav")
    assert sound.data == b"RIFF sound 1"
    assert sound.headers["Cache-Control"] == "no-store"


@pytest.mark.rule("R3")
def test_a_new_image_is_a_new_sound(browser):
    browser("GET", "/register")
    browser("POST", "/register/captcha")
    assert browser("GET", "/register/captcha.wav").data == b"RIFF sound 2"


def test_there_is_no_sound_without_a_flow(browser):
    assert browser("GET", "/register/captcha.wav").status_code == 404


def test_there_is_no_sound_at_another_step(browser, identity):
    browser("GET", "/register")
    [flow] = identity.flows.values()
    flow.step = "confirm"
    assert browser("GET", "/register/captcha.wav").status_code == 404
