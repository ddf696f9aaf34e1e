"""The end of a session: told before it comes, and put off by those who stay (L14)."""

import pytest
from gateway_testing import words

ENDED = {"state": "ended"}


@pytest.mark.rule("L14")
def test_looking_tells_the_time_left_and_is_no_sign_of_life(customer, identity):
    identity.touches = 0
    answer = customer.get("/session")
    assert answer.json == {
        "state": "open",
        "seconds_left": 900,
        "ends_at": "10:39",
        "can_stay": True,
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert identity.touches == 0


@pytest.mark.rule("L14")
def test_staying_is_a_sign_of_life(customer, identity):
    customer.get("/")
    identity.touches = 0
    answer = customer.post("/session/stay")
    assert answer.json["state"] == "open"
    assert identity.touches == 1


def test_staying_needs_the_forms_token(customer):
    assert customer.post("/session/stay", csrf=False).status_code == 400


def test_there_is_no_staying_beyond_the_longest_session(customer, identity):
    identity.absolute_expires_at = "2026-11-21T09:25:30.500Z"
    answer = customer.get("/session").json
    assert (answer["seconds_left"], answer["ends_at"]) == (91, "10:25")
    assert answer["can_stay"] is False


@pytest.mark.parametrize("reason", ["idle", "absolute", "revoked"])
def test_an_ended_session_is_told_and_its_cookie_waits_for_a_page(customer, identity, reason):
    identity.ended = reason
    assert customer.get("/session").json == ENDED
    assert customer.cookie("__Host-okienko") is not None
    assert customer.get("/settings").location == f"/sign-in?next=%2Fsettings&ended={reason}"


def test_strangers_have_no_session(browser):
    assert browser.get("/session").json == ENDED
    browser.get("/sign-in")
    assert browser.post("/session/stay").json == ENDED


def test_a_silent_identity_ends_nothing(customer, identity):
    identity.silent = True
    answer = customer.get("/session")
    assert (answer.status_code, answer.json) == (503, {"state": "silent"})


@pytest.mark.rule("L14")
@pytest.mark.parametrize("path", ["/", "/invoices", "/settings", "/help"])
def test_every_page_of_a_person_can_warn_and_waits_closed(customer, path):
    page = customer.get(path)
    assert '<dialog class="ok-dialog" id="idle" role="alertdialog"' in page.text
    assert " open" not in page.text.split("<dialog")[1].split(">")[0]
    assert "Zostaję" in words(page)


def test_strangers_are_not_warned(browser):
    assert "<dialog" not in browser.get("/sign-in").text


def test_a_fault_between_gateway_and_identity_signs_nobody_out(customer, identity):
    identity.misunderstood = True  # as while keys are being rotated
    assert customer.get("/invoices").status_code == 503
    identity.misunderstood = False
    assert customer.get("/invoices").status_code == 200
