"""Tenants whose service stands still: their calls are refused, nothing else of theirs is touched."""
