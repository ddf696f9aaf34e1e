"""What a person sees while it works: one line for each step, with the seconds since the start."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

# The first process hands the time of its start on to the one inside the virtual environment.
STARTED = "OKIENKO_STARTED"


class Failed(Exception):
    """A step that cannot go on; the text says what happened and how to mend it."""


class Progress:
    def __init__(self) -> None:
        self._started = float(os.environ.setdefault(STARTED, str(time.time())))

    @property
    def seconds(self) -> float:
        return time.time() - self._started

    def say(self, text: str) -> None:
        print(f"[{self.seconds:6.1f} s] {text}", flush=True)

    @contextmanager
    def step(self, text: str) -> Iterator[None]:
        """The line appears when the step begins, so that a slow one is known by name."""
        self.say(f"{text} …")
        yield
