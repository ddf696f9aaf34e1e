"""Real servers, clocks and tokens for tests."""
