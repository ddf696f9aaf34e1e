"""Every index of this service, and the collections whose documents have an outbox."""

from identity.store import accounts, counters, customers, links, recoveries, registrations, sessions

INDEXES = (
    *accounts.INDEXES,
    *counters.INDEXES,
    *customers.INDEXES,
    *links.INDEXES,
    *recoveries.INDEXES,
    *registrations.INDEXES,
    *sessions.INDEXES,
)
OUTBOX_COLLECTIONS = (registrations.COLLECTION, recoveries.COLLECTION, accounts.COLLECTION)
