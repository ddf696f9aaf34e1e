"""Programs for people who work on the suite; nothing here runs in production."""
