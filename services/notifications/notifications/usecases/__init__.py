"""What the service does, one story a module."""
