"""Tokens by which a tenant's own programs ask for things: ``Authorization: Bearer …``."""
