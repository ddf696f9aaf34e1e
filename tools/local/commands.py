"""The commands, inside the virtual environment."""

import argparse
import os

from tools.local.down import down, reset
from tools.local.progress import Failed, Progress
from tools.local.stack import Ports, Stack
from tools.local.summary import print_status
from tools.local.testing import run_tests
from tools.local.up import up


def run(options: argparse.Namespace, progress: Progress) -> int:
    stack = Stack.load(options.run_dir)
    if options.command == "up":
        up(_on_ports(stack, options.port_base), progress, options.people)
    elif options.command == "down":
        down(stack, progress)
    elif options.command == "reset":
        reset(stack, progress)
    elif options.command == "status":
        return 0 if print_status(stack) else 3
    elif options.command == "logs":
        _follow(stack, options.role)
    elif options.command == "test":
        return run_tests(stack.run_dir / "test", options.suite)
    return 0


def _on_ports(stack: Stack, base: int | None) -> Stack:
    return stack if base is None else Stack(stack.run_dir, Ports.from_base(base))


def _follow(stack: Stack, role: str) -> None:
    files = sorted(stack.log_dir.glob(f"{role}.log"))
    if not files:
        names = ", ".join(sorted(file.stem for file in stack.log_dir.glob("*.log")))
        raise Failed(f"there is no log of {role}; there is: {names or 'none'}")
    os.execvp("tail", ["tail", "-n", "40", "-F", *map(str, files)])
