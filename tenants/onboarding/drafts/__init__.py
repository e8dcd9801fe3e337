"""Tenants to come, filled in step by step: kept on the server until they are made, or thrown away."""
