"""E-mails to tenants and people: written in the transaction of what they tell of, sent afterwards, kept."""
