"""E-mails to tenants: written in the transaction of what they tell of, sent afterwards, and kept."""
