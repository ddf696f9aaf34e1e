"""The rules of money and invoices: pure."""
