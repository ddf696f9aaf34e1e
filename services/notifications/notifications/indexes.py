"""`python -m notifications.indexes` creates every operator's indexes; a Job in production."""

from chassis.logging import configure_logging
from chassis.mongo import create_indexes
from chassis.operators import load_operators
from notifications.settings import read_settings
from notifications.store.indexes import INDEXES
from notifications.wiring import SERVICE, databases


def main() -> None:
    settings = read_settings()
    configure_logging(SERVICE, "indexes", settings.common)
    create_indexes(databases(settings), load_operators(settings.common).slugs(), INDEXES)


if __name__ == "__main__":
    main()
