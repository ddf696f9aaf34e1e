"""make faults: python -m tests.faults"""

import sys
from pathlib import Path

import pytest
from tools.local import machine
from tools.local.progress import Progress

if __name__ == "__main__":
    machine.prepare(Progress(), "dev", servers=True, browser=False)
    sys.exit(pytest.main(["-s", str(Path(__file__).parent)]))
