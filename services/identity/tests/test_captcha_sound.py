"""The spoken challenge: the digits are in it, and it is never twice the same."""

import wave
from io import BytesIO
from itertools import pairwise

import pytest

from identity.captcha_sound import MIDDLE, NOISE, RATE, captcha_wav


def samples(sound):
    with wave.open(BytesIO(sound)) as source:
        assert (source.getnchannels(), source.getsampwidth()) == (1, 1)
        assert source.getframerate() == RATE
        return source.readframes(source.getnframes())


def spoken_parts(sound):
    """How many stretches louder than the noise there are, a quarter of a second apart."""
    loud = [at for at, sample in enumerate(samples(sound)) if abs(sample - MIDDLE) > NOISE + 4]
    return 1 + sum(later - earlier > RATE // 4 for earlier, later in pairwise(loud))


@pytest.mark.parametrize("digit", "0123456789")
def test_every_digit_is_said_once(digit):
    assert spoken_parts(captcha_wav(digit)) == 1


def test_six_digits_are_heard_apart():
    for digits in ("314159", "000000", "789465"):
        assert spoken_parts(captcha_wav(digits)) == 6


def test_no_two_are_alike():
    first, second = captcha_wav("123456"), captcha_wav("123456")
    assert len(first) != len(second)
    assert first[100:2000] != second[100:2000]


def test_silence_is_never_pure():
    start = samples(captcha_wav("1"))[:2000]
    assert len(set(start)) > NOISE
    assert max(abs(sample - MIDDLE) for sample in start) <= NOISE


def test_it_is_small():
    """As large as a photograph on a page: a phone on a train can load it."""
    assert len(captcha_wav("999999")) < 150_000
