"""Notifications: the messages that were sent to a person. The caller's token says whose."""

from typing import Any

from chassis.http_client import ServiceClient

AUDIENCE = "notifications"
Answer = dict[str, Any]


class Notifications:
    def __init__(self, client: ServiceClient) -> None:
        self._client = client

    def messages(self, token: str, limit: int) -> Answer:
        """The latest first."""
        return dict(self._client.get("/messages", token, {"limit": limit}).json())
