"""The service's HTTP operations."""
