"""The sandbox as an SMS provider: what SMSAPI's clients rely on."""

import pytest
import requests
from tests.tools.sandbox_client import Sandbox
from tools.sandbox.sms_text import parts


def test_an_accepted_sms_is_visible_at_once(sandbox: Sandbox) -> None:
    answer = sandbox.sms(idx="n-1", **{"from": "Okienko"}).json()
    assert (answer["count"], answer["list"][0]["status"]) == (1, "QUEUE")
    [message] = sandbox.get("/api/sms", to="+48 600 100 200").json()
    assert message["to"] == "+48600100200"
    assert (message["text"], message["idx"], message["from"]) == ("Kod: 123456", "n-1", "Okienko")


def test_the_newest_sms_of_a_number_comes_first(sandbox: Sandbox) -> None:
    for text in ("first", "second"):
        sandbox.sms(message=text)
    sandbox.sms(to="500100100", message="somebody else's")
    texts = [message["text"] for message in sandbox.get("/api/sms", to="600100200").json()]
    assert texts == ["second", "first"]


def test_a_key_that_was_accepted_is_refused_with_error_53(sandbox: Sandbox) -> None:
    first = sandbox.sms(idx="n-1", check_idx="1")
    second = sandbox.sms(idx="n-1", check_idx="1")
    assert "error" not in first.json()
    assert (second.status_code, second.json()["error"]) == (200, 53)
    assert len(sandbox.get("/api/sms").json()) == 1
    results = [attempt["result"] for attempt in sandbox.get("/api/attempts").json()]
    assert results == ["accepted", "duplicate"]


def test_a_repeated_key_is_taken_when_nobody_asks_for_the_check(sandbox: Sandbox) -> None:
    for _ in range(2):
        assert "error" not in sandbox.sms(idx="n-1").json()


def test_a_key_may_come_again_after_a_day(sandbox: Sandbox) -> None:
    sandbox.sms(idx="n-1", check_idx="1")
    sandbox.post("/api/clock", {"advance": "25h"})
    assert "error" not in sandbox.sms(idx="n-1", check_idx="1").json()


def test_forgetting_messages_forgets_no_key(sandbox: Sandbox) -> None:
    sandbox.sms(idx="n-1", check_idx="1")
    requests.delete(f"{sandbox.url}/api/messages", timeout=10)
    assert sandbox.get("/api/sms").json() == []
    assert sandbox.sms(idx="n-1", check_idx="1").json()["error"] == 53


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"message": ""}, 11),
        ({"message": "zażółć", "nounicode": "1"}, 11),
        ({"message": "a" * 161, "max_parts": "1"}, 12),
        ({"to": "12"}, 13),
        ({"to": ""}, 13),
        ({"from": "longer than eleven"}, 14),
        ({"idx": "a|b"}, 54),
    ],
)
def test_wrong_parameters_have_the_providers_numbers(
    sandbox: Sandbox, form: dict[str, str], error: int
) -> None:
    assert sandbox.sms(**form).json()["error"] == error
    assert sandbox.get("/api/sms").json() == []


def test_a_wrong_token_is_not_let_in(sandbox: Sandbox) -> None:
    answer = sandbox.sms(token="another")
    assert (answer.status_code, answer.json()["error"]) == (401, 101)


def test_without_format_json_the_provider_answers_in_text(sandbox: Sandbox) -> None:
    assert sandbox.sms(format="").text.startswith("OK:")
    assert sandbox.sms(format="", to="12").text == "ERROR:13"


def test_several_recipients_have_a_key_each(sandbox: Sandbox) -> None:
    sandbox.sms(to="600100200,500100100", idx="a|b")
    keys = {message["to"]: message["idx"] for message in sandbox.get("/api/sms").json()}
    assert keys == {"+48600100200": "a", "+48500100100": "b"}


def test_a_failing_provider_recovers_after_as_many_attempts_as_told(sandbox: Sandbox) -> None:
    sandbox.post("/api/faults", {"sms": {"fail": 2}})
    statuses = [sandbox.sms(idx="n-1", check_idx="1").status_code for _ in range(3)]
    assert statuses == [503, 503, 200]


def test_a_lost_answer_was_an_accepted_message(sandbox: Sandbox) -> None:
    sandbox.post("/api/faults", {"sms": {"lose_answers": 1}})
    with pytest.raises(requests.ConnectionError):
        sandbox.sms(idx="n-1", check_idx="1")
    assert sandbox.sms(idx="n-1", check_idx="1").json()["error"] == 53
    assert len(sandbox.get("/api/sms").json()) == 1
    results = [attempt["result"] for attempt in sandbox.get("/api/attempts").json()]
    assert results == ["accepted, answer lost", "duplicate"]


def test_a_slow_provider_takes_its_time(sandbox: Sandbox) -> None:
    sandbox.post("/api/faults", {"sms": {"delay": "0.3s"}})
    assert sandbox.sms().elapsed.total_seconds() >= 0.3


@pytest.mark.parametrize(
    "faults",
    [{"fax": {}}, {"sms": {"fails": 1}}, {"sms": {"fail": -1}}, {"sms": {"delay": "2"}}],
)
def test_a_fault_that_nobody_knows_is_refused(sandbox: Sandbox, faults: object) -> None:
    answer = sandbox.post("/api/faults", faults)
    assert answer.status_code == 422
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a" * 160, 1, id="one part holds 160 plain characters"),
        pytest.param("a" * 161, 2, id="more than that are parts of 153"),
        pytest.param("a" * 159 + "€", 2, id="an escaped character counts twice"),
        pytest.param("a" * 152 + "€" + "a" * 152, 3, id="and is never split"),
        pytest.param("ł" * 70, 1, id="one part holds 70 Polish letters"),
        pytest.param("ł" * 71, 2, id="more than that are parts of 67"),
    ],
)
def test_parts(text: str, expected: int) -> None:
    assert parts(text) == expected
