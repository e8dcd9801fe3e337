"""Which tenants need somebody's attention, and why: their switch, their findings, their money."""
