"""The indexes of all collections, created by a command."""

from billing.store import bookings, invoices, payers

INDEXES = (*payers.INDEXES, *invoices.INDEXES, *bookings.INDEXES)
