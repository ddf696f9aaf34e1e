"""How a provider misbehaves on demand: slow, failing, refusing, or silent after accepting."""

from dataclasses import asdict, dataclass, fields
from threading import Lock
from typing import Any

from tools.sandbox.durations import duration

LANES = ("sms", "smtp")


@dataclass(frozen=True)
class Faults:
    """What the next attempts meet. The counts run down by one for each attempt they hit."""

    delay: str = "0s"
    fail: int = 0
    refuse: int = 0
    lose_answers: int = 0

    @property
    def seconds(self) -> float:
        return duration(self.delay).total_seconds()


class FaultPlan:
    def __init__(self) -> None:
        self._lanes = dict.fromkeys(LANES, Faults())
        self._lock = Lock()

    def set(self, wanted: dict[str, Any]) -> None:
        lanes = {lane: _faults(lane, settings) for lane, settings in wanted.items()}
        with self._lock:
            self._lanes = dict.fromkeys(LANES, Faults()) | lanes

    def show(self) -> dict[str, dict[str, Any]]:
        with self._lock:
            return {lane: asdict(faults) for lane, faults in self._lanes.items()}

    def take(self, lane: str) -> Faults:
        """The faults of one attempt: of the counts only the first that is left, as 1."""
        with self._lock:
            planned = self._lanes[lane]
            hit = next((n for n in ("fail", "refuse", "lose_answers") if getattr(planned, n)), None)
            if hit:
                rest = asdict(planned) | {hit: getattr(planned, hit) - 1}
                self._lanes[lane] = Faults(**rest)
        return Faults(planned.delay, **({hit: 1} if hit else {}))


def _faults(lane: str, settings: Any) -> Faults:
    known = {field.name for field in fields(Faults)}
    if lane not in LANES or not isinstance(settings, dict) or not settings.keys() <= known:
        raise ValueError(f"faults are {', '.join(LANES)} with {', '.join(sorted(known))}")
    for name in settings.keys() - {"delay"}:
        if type(settings[name]) is not int or settings[name] < 0:
            raise ValueError(f"{lane}.{name} is how many attempts: a whole number")
    faults = Faults(**settings)
    duration(faults.delay)
    return faults
