"""SMS over HTTP against a server that misbehaves on demand."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from notifications_testing import an_sms
from provider_sinks import free_port

from notifications.channels.base import ProviderAlarm, TryAgain, Undeliverable
from notifications.channels.sms_http import SmsHttp

TEXT = "Kod SMS: 730518. Zażółć gęślą jaźń.\n@ebok.example #730518"


@pytest.fixture
def sms(sms_sink):
    return SmsHttp(sms_sink.url, "a-token", timeout=(1.0, 0.3))


def test_a_message_reaches_the_provider_whole(sms, sms_sink):
    reference = sms.send(an_sms(text=TEXT))
    assert reference == "A1"
    assert sms_sink.tokens == ["Bearer a-token"]
    assert sms_sink.forms == [
        {
            "to": "48600100417",
            "from": "VirtualOper",
            "message": TEXT,
            "encoding": "utf-8",
            "format": "json",
            "idx": "key-1",
            "check_idx": "1",
        }
    ]


def test_a_500_after_the_message_was_taken_is_settled_by_the_same_key(sms, sms_sink):
    sms_sink.script.append("take, then 500")
    with pytest.raises(TryAgain, match="sms-http-500"):
        sms.send(an_sms())
    assert sms.send(an_sms()) is None  # error 53: it has it already
    assert [form["idx"] for form in sms_sink.forms] == ["key-1", "key-1"]
    assert len(sms_sink.taken) == 1


def test_a_connection_lost_after_the_message_was_taken_is_settled_at_once(sms, sms_sink):
    sms_sink.script.append("take, then drop")
    assert sms.send(an_sms()) is None
    assert len(sms_sink.forms) == 2
    assert len(sms_sink.taken) == 1


def test_a_silent_provider_is_given_up_after_the_time_limit(sms, sms_sink):
    sms_sink.script.append("hang")
    with pytest.raises(TryAgain, match="sms-timeout"):
        sms.send(an_sms())
    assert len(sms_sink.forms) == 1  # a time-out is not repeated on the spot


def test_an_absent_provider_means_try_again():
    nobody = SmsHttp(f"http://127.0.0.1:{free_port()}", "a-token")
    with pytest.raises(TryAgain, match="sms-unreachable"):
        nobody.send(an_sms())


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        *((error, Undeliverable) for error in (11, 13, 14, 27, 57)),
        *((error, TryAgain) for error in (52, 201, 429, 500, 502, 503, "garbage")),
        *((error, ProviderAlarm) for error in (8, 101, 102, 103, 105, 299, 302, 401, 404)),
    ],
)
def test_each_refusal_has_its_meaning(sms, sms_sink, answer, problem):
    sms_sink.script.append(answer)
    with pytest.raises(problem) as caught:
        sms.send(an_sms())
    assert type(caught.value) is problem
    assert "600100417" not in caught.value.reason


@pytest.mark.parametrize(
    "number", ["600100417", "+48 600 100 417", "+48600100417,+48600100418", "", "+0600100417"]
)
def test_what_is_not_one_full_number_is_never_sent(sms, sms_sink, number):
    with pytest.raises(Undeliverable):
        sms.send(an_sms(recipient=number))
    assert sms_sink.forms == []


def test_a_thread_keeps_its_connection_and_shares_it_with_no_other(sms, sms_sink):
    def three(name):
        for number in range(3):
            sms.send(an_sms(key=f"{name}-{number}"))

    with ThreadPoolExecutor(1) as one:
        one.submit(three, "a").result()
    assert sms_sink.connections == 1
    with ThreadPoolExecutor(1) as other:
        other.submit(three, "b").result()
    assert sms_sink.connections == 2


def test_a_proxy_of_the_environment_is_not_used(sms, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert sms.send(an_sms()) == "A1"
