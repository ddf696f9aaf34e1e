"""The rules of money, invoices and their delivery: pure."""
