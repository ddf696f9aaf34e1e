"""Payers, invoices, bookings, ledgers and consents in MongoDB: the only pymongo of the service."""
