"""Pure rules: time, policy and state are arguments; a new state returns."""
