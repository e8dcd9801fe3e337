"""Web lookups of flows: the gate through which a node asks the tenants' own servers."""
