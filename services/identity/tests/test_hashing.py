"""Hash slots: so many at once, a short queue behind them, then a polite refusal."""

import queue
import threading
import timeit

import pytest

from identity.domain.errors import Busy
from identity.hashing import HashSlots, Passwords


def test_so_many_run_and_so_many_wait_and_the_next_is_refused():
    """Two slots, a queue of three: of six that come while nobody leaves, one is sent away."""
    slots, release, outcomes = HashSlots(2, longest_queue=3), threading.Event(), queue.Queue()

    def work():
        try:
            with slots.one():
                outcomes.put("runs")
                release.wait(10)
        except Busy:
            outcomes.put("busy")

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    assert sorted(outcomes.get(timeout=10) for _ in range(3)) == ["busy", "runs", "runs"]
    with pytest.raises(queue.Empty):
        outcomes.get(timeout=0.1)  # the others wait
    release.set()
    for thread in threads:
        thread.join(10)
    assert sorted(outcomes.get_nowait() for _ in range(3)) == ["runs"] * 3


def test_a_slot_is_free_again_after_an_error():
    slots = HashSlots(1, longest_queue=0)
    with pytest.raises(RuntimeError), slots.one():
        raise RuntimeError
    with slots.one():
        pass


def test_nobodys_password_is_never_right():
    passwords = Passwords(HashSlots(1))
    assert passwords.verify(None, "nobody signs in with this") is False


def test_the_parameters_are_the_ones_promised():
    passwords = Passwords(HashSlots(1))
    hashed = passwords.hash("zielony-parasol-7")
    assert hashed.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.verify(hashed, "zielony-parasol-7") is True
    assert passwords.verify(hashed, "zielony-parasol-8") is False


def test_nobodys_password_costs_as_much_as_somebodys():
    passwords = Passwords(HashSlots(1))
    somebody = passwords.hash("zielony-parasol-7")
    cost = {who: seconds(lambda h=who: passwords.verify(h, "wrong")) for who in (somebody, None)}
    assert 0.5 < cost[None] / cost[somebody] < 2


def seconds(work):
    """The quickest of several, so that a busy machine does not decide."""
    return min(timeit.repeat(work, number=1, repeat=7))
