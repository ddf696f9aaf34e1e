"""The chassis' own tests use the fixtures that it offers to services."""
