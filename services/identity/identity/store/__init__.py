"""The only code of this service that speaks to MongoDB."""
