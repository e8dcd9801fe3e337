"""What tenants owe today: the bills that are open, how late they are, and what comes next."""
