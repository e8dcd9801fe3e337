"""Recordings in bulk, to a tenant's own server (002:B7): by HTTPS, read-only, its own alone."""
