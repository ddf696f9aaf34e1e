"""The worker roles on real servers: what goes in at the broker comes out at a provider."""

import json
import signal
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from notifications_testing import (
    CODE,
    LINK,
    MAILBOX,
    PHONE,
    USER_NAME,
    code_issued,
    link_issued,
    wait_for,
)

from chassis.clock import SystemClock
from chassis.messaging.topology import dead_queue
from notifications.consumers import CODES, LINKS


def a_code(id, *, age=timedelta(), **about):
    return code_issued(id, at=SystemClock().now() - age, **about)


@pytest.fixture(autouse=True)
def the_log_tells_nobody(post):
    yield
    told = post.log.read_text() if post.log.exists() else ""
    assert told
    assert "Traceback" not in told
    for secret in (CODE, LINK, PHONE, PHONE[3:], MAILBOX, USER_NAME):
        assert secret not in told
    for line in told.splitlines():
        assert json.loads(line)["service"] == "notifications"


def test_a_code_becomes_one_sms_however_often_its_event_comes(post, sms_sink):
    worker = post.start("codes")
    post.publish(a_code("e1"))
    post.wait_for_state("e1", "accepted")
    post.publish(a_code("e1"), a_code("e2"))
    post.wait_for_state("e2", "accepted")
    assert [form["to"] for form in sms_sink.forms] == [PHONE.removeprefix("+")] * 2
    assert Path(post.environment["HEARTBEAT_FILE"]).exists()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0


def test_a_link_becomes_a_mail_and_codes_are_left_to_the_other_role(post, sms_sink, mail_sink):
    post.start("messages")
    post.publish(a_code("code"), link_issued("link", life=timedelta(days=3650)))
    post.wait_for_state("link", "accepted")
    assert mail_sink.mails[0].rcpt_tos == [MAILBOX]
    assert sms_sink.forms == []
    assert post.states("code") == []


def test_kill_9_while_the_provider_has_messages_it_did_not_yet_confirm(post, sms_sink):
    """Nothing is lost, and what is sent twice bears the same key."""
    ids = [f"e{number}" for number in range(24)]
    sms_sink.script.extend([None] * 5 + ["take, then hang"] * 6)
    first = post.start("codes")
    post.publish(*map(a_code, ids))
    wait_for(lambda: len(sms_sink.taken) >= 16, "the worker is in the middle")
    first.kill()
    first.wait(10)
    in_doubt = [one for one in ids if post.states(one) == ["sending"]]
    assert len(in_doubt) >= 6
    sms_sink.released.set()
    post.start("codes")
    for one in ids:
        post.wait_for_state(one, "accepted")
    assert len(sms_sink.taken) == len(ids)
    asked = Counter(form["idx"] for form in sms_sink.forms)
    assert asked.keys() == sms_sink.taken.keys()
    assert sum(count > 1 for count in asked.values()) >= 6


def test_a_lost_answer_climbs_the_ladder_and_is_settled_by_the_same_key(post, sms_sink):
    sms_sink.script.append("take, then 500")
    post.start("codes")
    post.publish(a_code("e1"))
    post.wait_for_state("e1", "sending")
    post.wait_for_state("e1", "accepted")
    assert len({form["idx"] for form in sms_sink.forms}) == 1
    assert len(sms_sink.forms) == 2


def test_an_expired_code_is_not_sent(post, sms_sink):
    post.start("codes")
    post.publish(a_code("old", age=timedelta(minutes=5)), a_code("new"))
    post.wait_for_state("old", "expired")
    post.wait_for_state("new", "accepted")
    assert len(sms_sink.forms) == 1


def test_a_refused_number_is_failed_and_no_dead_letter(post, sms_sink, broker):
    sms_sink.script.append(13)
    post.start("codes")
    post.publish(a_code("bad"))
    post.wait_for_state("bad", "failed")
    post.publish(a_code("good"))
    post.wait_for_state("good", "accepted")
    assert broker.get(dead_queue(CODES.name)) is None


def test_a_secret_of_another_event_is_a_dead_letter_with_its_reason(post, broker):
    post.start("messages")
    event = link_issued("e1")
    event.data["secret"] = link_issued("e2").data["secret"]
    post.publish(event)
    about, document = broker.await_message(dead_queue(LINKS.name))
    assert document["id"] == "e1"
    assert "cannot be opened" in str(about.headers)
    assert post.states("e1") == []
