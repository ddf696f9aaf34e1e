"""Invented customers and their invoices, as an operator's CRM and ERP would announce them."""
