"""`python -m billing.indexes` creates every operator's indexes; a Job in production."""

from billing.settings import read_settings
from billing.store.indexes import INDEXES
from billing.wiring import SERVICE, Wiring
from chassis.logging import configure_logging
from chassis.mongo import create_indexes


def main() -> None:
    settings = read_settings()
    configure_logging(SERVICE, "indexes", settings.common)
    wiring = Wiring(settings)
    create_indexes(wiring.databases, wiring.operators.slugs(), INDEXES)


if __name__ == "__main__":
    main()
