"""Behind make up, down, reset, status, logs and test: python3 -m tools.local COMMAND.

Starts on the machine's own Python, brings what is missing, and goes on inside .venv.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

from tools.local import machine
from tools.local.progress import Failed, Progress

# What a command needs: the locked list of libraries, the packages of the servers, of the browser.
NEEDS = {
    "up": ("local", True, False),
    "test": ("dev", True, True),
    "install": ("dev", False, False),
}


def main() -> int:
    options = _options()
    os.chdir(machine.ROOT)
    progress = Progress()
    # To be told to end is a failure like any other: what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        if Path(sys.prefix) != machine.VENV:
            _continue_in_venv(options, progress)
            return 0
        # Only the virtual environment has what this needs.
        from tools.local import commands

        return commands.run(options, progress)
    except Failed as failure:
        progress.say(f"FAILED: {failure}")
        return 1
    except KeyboardInterrupt:
        return 130


def _continue_in_venv(options: argparse.Namespace, progress: Progress) -> None:
    if options.command in NEEDS:
        requirements, servers, browser = NEEDS[options.command]
        machine.prepare(progress, requirements, servers=servers, browser=browser)
    if not machine.venv_python().exists():
        progress.say("nothing is installed here yet, so nothing runs: make up")
        return
    python = str(machine.venv_python())
    os.execv(python, [python, "-m", "tools.local", *sys.argv[1:]])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools.local", description=__doc__)
    parser.add_argument("--run-dir", type=Path, default=machine.ROOT / ".run")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="start everything")
    up.add_argument("--port-base", type=int, help="use the hundred ports from here on")
    up.add_argument("--people", type=int, help="customers of each operator")
    up.add_argument("--no-seed", action="store_const", const=0, dest="people")
    commands.add_parser("down", help="stop everything")
    commands.add_parser("reset", help="stop everything and forget its data")
    commands.add_parser("status", help="what runs, and whether it is healthy")
    logs = commands.add_parser("logs", help="follow what the processes write")
    logs.add_argument("role", nargs="?", default="*", help="of one process only")
    test = commands.add_parser("test", help="run every test")
    test.add_argument("suite", nargs="*", help="only these: identity, chassis, tools, e2e …")
    commands.add_parser("install", help="bring the libraries that tests and lint need")
    for command in commands.choices.values():
        command.add_argument("--run-dir", type=Path, default=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
