"""`python -m identity.indexes` creates every operator's indexes; a Job in production."""

from chassis.logging import configure_logging
from chassis.mongo import create_indexes
from identity.settings import read_settings
from identity.store.indexes import INDEXES
from identity.wiring import SERVICE, Wiring


def main() -> None:
    settings = read_settings()
    configure_logging(SERVICE, "indexes", settings.common)
    wiring = Wiring(settings)
    create_indexes(wiring.databases, wiring.operators.slugs(), INDEXES)


if __name__ == "__main__":
    main()
