"""The whole suite on one machine, without Docker: make up, down, reset, status, logs and test."""
