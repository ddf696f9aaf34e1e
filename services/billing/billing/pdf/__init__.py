"""The invoice as a document."""
