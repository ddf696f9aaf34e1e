"""The same challenge for those who do not see the image: six digits, spoken in Polish.

The digits are small recordings (8 kHz, 8 bits, mono; `tools/make_digits.py`). Each time they
are said at another pace, loudness and distance from each other, over a light noise.
"""

import secrets
import wave
from functools import cache
from importlib.resources import files
from io import BytesIO

RATE = 8000
MIDDLE = 128
PACES = (0.9, 1.08)
LOUDNESS = (0.65, 1.0)
GAPS = (0.45, 1.1)
NOISE = 6

_random = secrets.SystemRandom()


def captcha_wav(digits: str) -> bytes:
    parts = [_silence()]
    for digit in digits:
        parts += [_said(_recording(digit)), _silence()]
    return _wav(_noisy(b"".join(parts)))


@cache
def _recording(digit: str) -> bytes:
    sound = files("identity").joinpath(f"data/digits/{digit}.wav").read_bytes()
    with wave.open(BytesIO(sound)) as source:
        return source.readframes(source.getnframes())


def _said(recording: bytes) -> bytes:
    pace, loudness = _random.uniform(*PACES), _random.uniform(*LOUDNESS)
    length = int(len(recording) / pace)
    louder = bytes(MIDDLE + round((sample - MIDDLE) * loudness) for sample in range(256))
    return bytes(recording[int(at * pace)] for at in range(length)).translate(louder)


def _silence() -> bytes:
    return bytes([MIDDLE]) * int(_random.uniform(*GAPS) * RATE)


def _noisy(samples: bytes) -> bytes:
    """The recordings leave room for it above and below."""
    hiss = [value % (2 * NOISE + 1) - NOISE for value in range(256)]
    noise = secrets.token_bytes(len(samples))
    return bytes(sample + hiss[value] for sample, value in zip(samples, noise, strict=True))


def _wav(samples: bytes) -> bytes:
    made = BytesIO()
    with wave.open(made, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(1)
        out.setframerate(RATE)
        out.writeframes(samples)
    return made.getvalue()
