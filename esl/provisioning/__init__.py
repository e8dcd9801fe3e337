"""Plan and apply: what a tenant should have on its node, what it has, and the commands between the two."""
