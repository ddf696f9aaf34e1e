"""The indexes of all collections, created by a command, and who of them has an outbox."""

from billing.store import bookings, einvoice, invoices, payers

INDEXES = (*payers.INDEXES, *invoices.INDEXES, *bookings.INDEXES, *einvoice.INDEXES)
OUTBOX_COLLECTIONS = (einvoice.COLLECTION, invoices.COLLECTION)
