"""What the suite occupies while nobody asks anything of it."""

from tests.bench.bench import Bench
from tests.bench.figures import Figure, Sizes

LIMIT_MB = 800
MEGABYTE = 1_000_000
SERVERS = ("mongo", "rabbit")
SANDBOX = "sandbox"


def run(bench: Bench, sizes: Sizes) -> list[Figure]:
    bench.wait_quiet()
    memory = {name: bytes_ / MEGABYTE for name, bytes_ in bench.memory().items()}
    roles = {name: mb for name, mb in memory.items() if name not in (*SERVERS, SANDBOX)}
    total = sum(roles.values())
    largest = sorted(roles, key=lambda name: -roles[name])
    return [
        Figure(
            f"Suite at rest, proportional set size of its {len(roles)} roles",
            f"{total:.0f} MB ({', '.join(f'{name} {roles[name]:.0f}' for name in largest)})",
            f"≤ {LIMIT_MB} MB",
            total <= LIMIT_MB,
        ),
        Figure(
            "Beside them: MongoDB, RabbitMQ, the sandbox",
            ", ".join(f"{memory[name]:.0f} MB" for name in (*SERVERS, SANDBOX)),
        ),
    ]
