"""Events over RabbitMQ: envelope, outbox, relay, consumers, topology."""
