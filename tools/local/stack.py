"""One description of a running suite: where its files are, and on which ports it answers.

Two stacks with different directories and ports run side by side; whatever works on a stack
takes one of these instead of knowing a path or a port itself.
"""

import json
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

from chassis.testing.private_servers import MongoServer, RabbitServer
from tools.local.machine import ROOT

BROKER_ADMIN = "admin"


@dataclass(frozen=True)
class Ports:
    gateway: int = 8080
    sandbox: int = 8090
    sandbox_smtp: int = 1025
    identity: int = 8101
    billing: int = 8102
    notifications: int = 8103
    mongo: int = 27117
    rabbit: int = 5772
    rabbit_distribution: int = 5773
    rabbit_epmd: int = 5774
    rabbit_management: int = 15772

    @classmethod
    def from_base(cls, base: int) -> "Ports":
        """Everything within a hundred ports, for a stack beside the usual one."""
        return cls(
            gateway=base + 80,
            sandbox=base + 90,
            sandbox_smtp=base + 25,
            identity=base + 1,
            billing=base + 2,
            notifications=base + 3,
            mongo=base + 17,
            rabbit=base + 72,
            rabbit_distribution=base + 73,
            rabbit_epmd=base + 74,
            rabbit_management=base + 75,
        )


@dataclass(frozen=True)
class Stack:
    run_dir: Path
    ports: Ports

    @classmethod
    def load(cls, run_dir: Path) -> "Stack":
        """The stack that was last started in the directory, or one on the usual ports."""
        run_dir = run_dir.absolute()
        described = run_dir / "stack.json"
        ports = json.loads(described.read_text()) if described.exists() else {}
        return cls(run_dir, Ports(**ports))

    def save(self) -> None:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        self.heartbeat_dir.mkdir(exist_ok=True)
        (self.run_dir / "stack.json").write_text(json.dumps(asdict(self.ports), indent=1) + "\n")

    @property
    def log_dir(self) -> Path:
        return self.run_dir / "log"

    @property
    def heartbeat_dir(self) -> Path:
        return self.run_dir / "heartbeat"

    @property
    def clock_file(self) -> Path:
        return self.run_dir / "clock"

    @property
    def demo_file(self) -> Path:
        return self.run_dir / "demo.json"

    @property
    def broker_users_file(self) -> Path:
        return self.run_dir / "broker-users.json"

    @property
    def sandbox_url(self) -> str:
        return f"http://127.0.0.1:{self.ports.sandbox}"

    def base_url(self, slug: str) -> str:
        return f"http://{slug}.localhost:{self.ports.gateway}"

    @property
    def operators_dir(self) -> Path:
        """The shipped operators, unless this stack was given a folder of its own."""
        own = self.run_dir / "operators"
        return own if own.is_dir() else ROOT / "deploy" / "operators"

    @property
    def slugs(self) -> list[str]:
        return sorted(file.stem for file in self.operators_dir.glob("*.yaml"))

    @cached_property
    def mongo(self) -> MongoServer:
        return MongoServer(self.run_dir / "mongo", self.ports.mongo)

    def rabbit(self, admin_password: str) -> RabbitServer:
        return RabbitServer(
            self.run_dir / "rabbit",
            self.ports.rabbit,
            self.ports.rabbit_management,
            (BROKER_ADMIN, admin_password),
        )

    def amqp_url(self, user: str, password: str) -> str:
        return f"amqp://{user}:{password}@127.0.0.1:{self.ports.rabbit}/%2F"
