"""What the gateway asks of the other services, one method for each of their routes."""
