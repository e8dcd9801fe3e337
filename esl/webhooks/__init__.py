"""Messages to a tenant's own system: an outbox, signed deliveries with retries, and what was given up."""
