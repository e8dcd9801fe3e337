"""What every resource of ``/api/v1`` stands in: its description (OpenAPI 3.1, made from the code), errors,
pages by cursor, idempotency keys, limits of rate. Who may ask is ``tenants.tokens.door``'s matter."""
