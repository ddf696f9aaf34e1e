"""Billing: what customers are charged, what they have paid, and the documents of both."""
