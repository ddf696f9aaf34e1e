"""make up: from nothing to a healthy suite with demo people, or to nothing and a reason."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools.local.down import stop
from tools.local.health import Check, check_of, wait_healthy
from tools.local.keys import broker_users, local_secrets
from tools.local.machine import ROOT, run_logged
from tools.local.ports import owner, taken
from tools.local.progress import Failed, Progress
from tools.local.roles import Role, indexes, roles, sandbox, service_settings, topology
from tools.local.stack import Stack
from tools.local.summary import print_summary
from tools.local.supervision import SERVERS, SUITE, Program, Supervisor

SERVICES_WITH_STORE = ("identity", "billing", "notifications")


def up(stack: Stack, progress: Progress, people: int | None) -> None:
    """`people` is how many each operator gets; None is the usual number, 0 is none."""
    stack.run_dir.mkdir(parents=True, exist_ok=True)
    with _alone(stack), _all_or_nothing(stack, progress):
        launch = Launch(stack, progress)
        if launch.is_healthy():
            progress.say("everything runs already; changed code comes in with: make down up")
        else:
            stop(stack)
            launch.run()
        _seed(stack, progress, people)
    print_summary(stack)
    progress.say("done")


class Launch:
    """The steps from free ports to healthy roles."""

    def __init__(self, stack: Stack, progress: Progress) -> None:
        self._stack, self._progress = stack, progress
        self._supervisor = Supervisor(stack)
        secrets, users = local_secrets(stack), broker_users(stack)
        self._settings = service_settings(stack, secrets, users)
        self._roles = roles(stack, secrets, users)
        self._sandbox = sandbox(stack, secrets)
        self._rabbit = stack.rabbit(secrets["BROKER_ADMIN_PASSWORD"])

    def is_healthy(self) -> bool:
        if not self._supervisor.running() or self._supervisor.broken():
            return False
        return all(check_of(role)() for role in (*self._roles, self._sandbox))

    def run(self) -> None:
        check_ports(self._stack)
        self._stack.save()
        self._start_servers()
        self._prepare_stores()
        self._start_suite()

    def _start_servers(self) -> None:
        with self._progress.step("starting MongoDB, RabbitMQ and the sandbox"):
            self._stack.mongo.prepare()
            self._rabbit.prepare()
            self._supervisor.launch(self._programs())
            self._supervisor.start(SERVERS)
            self._wait({"mongo": self._stack.mongo.is_ready, "sandbox": check_of(self._sandbox)})

    def _prepare_stores(self) -> None:
        """RabbitMQ needs some seconds; the indexes are made meanwhile."""
        with self._progress.step("creating indexes"):
            for service in SERVICES_WITH_STORE:
                self._run(indexes(service, self._settings[service]))
        self._wait({"rabbit": self._rabbit.is_ready})
        with self._progress.step("declaring exchanges, queues and broker users"):
            self._run(topology(self._stack, self._rabbit.management_url))

    def _start_suite(self) -> None:
        with self._progress.step("starting the services"):
            for role in self._roles:
                # A heartbeat of an earlier run says nothing about this one.
                if role.heartbeat:
                    role.heartbeat.unlink(missing_ok=True)
            self._supervisor.start(SUITE)
            self._wait({role.name: check_of(role) for role in self._roles})

    def _programs(self) -> Iterator[Program]:
        for name, server in (("mongo", self._stack.mongo), ("rabbit", self._rabbit)):
            yield Program(SERVERS, name, tuple(server.command()), server.environment())
        yield _program(SERVERS, self._sandbox)
        for role in self._roles:
            yield _program(SUITE, role)

    def _wait(self, checks: dict[str, Check]) -> None:
        wait_healthy(self._stack, self._supervisor, self._progress, checks)

    def _run(self, role: Role) -> None:
        run_logged(list(role.command), role.name, role.settings)


def check_ports(stack: Stack) -> None:
    found = taken(vars(stack.ports))
    if not found:
        return
    lines = [f"port {port} ({name}) is taken by {owner(port)}" for name, port in found.items()]
    advice = "Stop that, or choose other ports, for example: make up PORT_BASE=18000"
    raise Failed("\n".join([*lines, advice]))


def _seed(stack: Stack, progress: Progress, people: int | None) -> None:
    if people == 0 or stack.demo_file.exists():
        return
    with progress.step("publishing demo customers and registering some of them"):
        command = [sys.executable, "-m", "tools.seed_demo", "--run-dir", str(stack.run_dir)]
        number = [] if people is None else ["--people", str(people)]
        if subprocess.run([*command, *number], cwd=ROOT, check=False).returncode:
            raise Failed("there are no demo people; the reason stands above")


def _program(group: str, role: Role) -> Program:
    return Program(group, role.name, role.command, role.settings)


@contextmanager
def _alone(stack: Stack) -> Iterator[None]:
    with (stack.run_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failed(f"another `make up` is at work in {stack.run_dir}") from None
        yield


@contextmanager
def _all_or_nothing(stack: Stack, progress: Progress) -> Iterator[None]:
    try:
        yield
    except BaseException:
        if stop(stack):
            progress.say("stopped what had started")
        raise
