"""HTTP routes, one module a flow."""
