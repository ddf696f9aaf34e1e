"""Make the spoken digits under identity/data/digits once more: `python tools/make_digits.py`.

Needs espeak-ng (Debian package `espeak-ng`); nothing that runs does. The speech is generated
audio: espeak-ng's licence (GPL-3.0-or-later) covers the program, not what it says.
"""

import array
import subprocess
import wave
from io import BytesIO
from pathlib import Path

WORDS = ("zero", "jeden", "dwa", "trzy", "cztery", "pięć", "sześć", "siedem", "osiem", "dziewięć")
DIGITS = Path(__file__).parents[1] / "identity/data/digits"
RATE = 8000
PEAK = 96  # of 127: leaves room for the noise
SILENCE = 500  # of 32767


def main() -> None:
    for digit, word in enumerate(WORDS):
        samples, rate = spoken(word)
        with wave.open(str(DIGITS / f"{digit}.wav"), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(1)
            out.setframerate(RATE)
            out.writeframes(eight_bit(slower(trimmed(samples), rate)))


def spoken(word: str) -> tuple[list[int], int]:
    command = ["espeak-ng", "-v", "pl", "-s", "120", "--stdout", word]
    said = subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603
    # A stream: its header does not know the length.
    with wave.open(BytesIO(said)) as source:
        rate = source.getframerate()
    return list(array.array("h", said[44 : len(said) - len(said) % 2])), rate


def trimmed(samples: list[int]) -> list[int]:
    loud = [at for at, sample in enumerate(samples) if abs(sample) > SILENCE]
    return samples[loud[0] : loud[-1] + 1]


def slower(samples: list[int], rate: int) -> list[float]:
    """Each new sample is the mean of those it stands for, which keeps most hiss out."""
    step = rate / RATE
    spans = [
        samples[int(at * step) : int((at + 1) * step)] for at in range(int(len(samples) / step))
    ]
    return [sum(span) / len(span) for span in spans]


def eight_bit(samples: list[float]) -> bytes:
    loudest = max(abs(sample) for sample in samples)
    return bytes(128 + round(sample / loudest * PEAK) for sample in samples)


if __name__ == "__main__":
    main()
