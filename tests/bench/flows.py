"""Registrations and recoveries at identity's door, step by step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.bench.doors import Door, must
from tools.local.roles import CAPTCHA_ANSWER


@dataclass(frozen=True)
class Claim:
    """Who somebody says to be."""

    customer_number: str
    phone: str


class Flows:
    """`name` is the collection of flows: registrations or recoveries."""

    def __init__(self, door: Door, name: str) -> None:
        self._door, self._path = door, f"/{name}"

    def exist(self) -> bool:
        return self._door.post(self._path, {}).status == 201

    def begin(self, number: int) -> list[str]:
        answers = [must(self._door.post(self._path, {}), 201) for _ in range(number)]
        return [str(answer.json()["flow"]) for answer in answers]

    def identifications(
        self, flows: Sequence[str], claims: Sequence[Claim]
    ) -> list[Callable[[], float]]:
        """First steps of registrations, each telling how long it took."""
        about = {"captcha": CAPTCHA_ANSWER, "consents": ["phone-processing"], "locale": "pl"}
        return [
            self._step(flow, "identify", vars(claim) | about)
            for flow, claim in zip(flows, claims, strict=True)
        ]

    def recoveries(
        self, flows: Sequence[str], names: Sequence[str], channel: str
    ) -> list[Callable[[], float]]:
        about = {"captcha": CAPTCHA_ANSWER, "channel": channel, "locale": "pl"}
        return [
            self._step(flow, "identify", {"identifier": name} | about)
            for flow, name in zip(flows, names, strict=True)
        ]

    def confirmation(self, flow: str, wrong_code: str) -> Callable[[], float]:
        return self._step(flow, "confirm", {"code": wrong_code}, 422)

    def _step(
        self, flow: str, step: str, body: Mapping[str, object], status: int = 200
    ) -> Callable[[], float]:
        path = f"{self._path}/{flow}/{step}"
        return lambda: must(self._door.post(path, body), status).seconds
