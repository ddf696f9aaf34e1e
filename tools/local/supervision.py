"""The suite's processes in the background, watched over by supervisord.

Two groups: `servers`, which the others need, and `suite`. Whether it runs is asked through its
socket, never read from a pid file, so nothing that a restart of the machine left behind misleads.
"""

import hashlib
import os
import resource
import shlex
import subprocess
import sys
import tempfile
import xmlrpc.client
from collections.abc import Iterable, Mapping
from configparser import RawConfigParser
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from chassis.testing.readiness import wait_until
from tools.local.keys import write_private
from tools.local.machine import ROOT
from tools.local.processes import alive
from tools.local.progress import Failed
from tools.local.stack import Stack

# Marks every process of a stack, so that leftovers of one are found and nothing else is.
MARK = "OKIENKO_RUN_DIR"
SERVERS, SUITE = "servers", "suite"
BROKEN = {"FATAL", "EXITED", "BACKOFF", "UNKNOWN"}
LONGEST_SOCKET_PATH = 90


@dataclass(frozen=True)
class Program:
    group: str
    name: str
    command: tuple[str, ...]
    settings: Mapping[str, str]


class Supervisor:
    def __init__(self, stack: Stack) -> None:
        self._stack = stack
        self._config = stack.run_dir / "supervisord.conf"
        self._socket = _socket_path(stack.run_dir)

    def running(self) -> bool:
        try:
            return bool(self._rpc().getIdentification() == str(self._stack.run_dir))
        except (OSError, xmlrpc.client.Error):
            return False

    def launch(self, programs: Iterable[Program]) -> None:
        write_private(self._config, _configuration(self._stack, self._socket, list(programs)))
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(self._config)]
        environment = _environment(self._stack)
        answer = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False
        )
        if answer.returncode or not wait_until(self.running, 10):
            raise Failed(f"supervisord did not start:\n{answer.stdout}{answer.stderr}")

    def start(self, group: str) -> None:
        self._rpc().startProcessGroup(group, False)

    def start_program(self, name: str) -> None:
        self._rpc().startProcess(self._full_name(name))

    def stop_program(self, name: str) -> None:
        self._rpc().stopProcess(self._full_name(name))

    def states(self) -> dict[str, dict[str, Any]]:
        """supervisord's own facts of each program, by its name."""
        return {facts["name"]: facts for facts in self._rpc().getAllProcessInfo()}

    def broken(self) -> list[str]:
        return [name for name, facts in self.states().items() if facts["statename"] in BROKEN]

    def shutdown(self) -> None:
        pid: int = self._rpc().getPID()
        self._rpc().shutdown()
        if not wait_until(lambda: not alive(pid), 90):
            raise Failed(
                f"supervisord (process {pid}) does not stop; end it by hand: kill -9 {pid}"
            )

    def _full_name(self, name: str) -> str:
        return f"{self.states()[name]['group']}:{name}"

    def _rpc(self) -> Any:
        # A transport that once failed to connect never does again, so each call gets a new one.
        transport = SupervisorTransport(None, None, f"unix://{self._socket}")
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor


def _socket_path(run_dir: Path) -> Path:
    """In the stack's directory, unless that is deeper than a socket's path may be long."""
    usual = run_dir / "supervisor.sock"
    if len(str(usual)) <= LONGEST_SOCKET_PATH:
        return usual
    digest = hashlib.sha256(str(run_dir).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"okienko-{os.getuid()}-{digest}.sock"


def _environment(stack: Stack) -> dict[str, str]:
    """No more of the caller's environment than a process needs: settings come from roles.py."""
    kept = {name: os.environ[name] for name in ("HOME", "TMPDIR") if name in os.environ}
    path = f"{Path(sys.executable).parent}:{os.defpath}"
    fixed = {"PATH": path, "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
    return kept | fixed | {MARK: str(stack.run_dir)}


def _configuration(stack: Stack, socket: Path, programs: list[Program]) -> str:
    config = RawConfigParser()
    config["unix_http_server"] = {"file": str(socket), "chmod": "0700"}
    config["supervisord"] = _supervisord(stack)
    factory = "supervisor.rpcinterface:make_main_rpcinterface"
    config["rpcinterface:supervisor"] = {"supervisor.rpcinterface_factory": factory}
    for priority, group in enumerate((SERVERS, SUITE), start=1):
        names = [program.name for program in programs if program.group == group]
        config[f"group:{group}"] = {"programs": ",".join(names), "priority": str(priority)}
    for program in programs:
        config[f"program:{program.name}"] = _program(stack, program)
    text = StringIO()
    config.write(text)
    return text.getvalue()


def _supervisord(stack: Stack) -> dict[str, str]:
    most_files = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    return {
        "directory": str(ROOT),
        "identifier": str(stack.run_dir),
        "logfile": str(stack.log_dir / "supervisord.log"),
        "pidfile": str(stack.run_dir / "supervisord.pid"),
        "minfds": str(min(most_files, 65536)),
        "nocleanup": "true",
        **({"user": "root"} if os.geteuid() == 0 else {}),
    }


def _program(stack: Stack, program: Program) -> dict[str, str]:
    settings = ",".join(f'{name}="{value}"' for name, value in program.settings.items())
    return {
        "command": shlex.join(program.command).replace("%", "%%"),
        "environment": settings.replace("%", "%%"),
        "autostart": "false",
        "autorestart": "true",
        "startretries": "20",
        "stopwaitsecs": "30" if program.group == SERVERS else "10",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": str(stack.log_dir / f"{program.name}.log"),
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "1",
    }
