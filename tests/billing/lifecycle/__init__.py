"""The end of a tenant: export, hold, deletion."""
