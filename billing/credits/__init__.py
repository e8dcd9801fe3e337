"""Credit notes: what is taken back of a finalised invoice, which itself never changes."""
