"""The gateway: the only process a browser talks to. It owns no data."""
