"""Payers, invoices, bookings and ledgers in MongoDB: the only pymongo of the service."""
