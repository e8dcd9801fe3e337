"""Durable intake of call records: each stored word for word, once per (node, uuid, leg)."""
