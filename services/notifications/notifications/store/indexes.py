"""The indexes of all collections, created by a command."""

from notifications.store import contacts, deliveries

INDEXES = (*deliveries.INDEXES, *contacts.INDEXES)
