"""The only place that speaks to MongoDB."""
