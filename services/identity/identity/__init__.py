"""Identity: who may enter an operator's office, and how they prove it."""
