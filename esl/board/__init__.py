"""The live board of a tenant: its queues, seats and calls as they are at this moment (docs/board.md).

The worker of the tenant's node keeps it from the switch's events and writes what changes, as long as somebody
looks; each web process reads the changes once, however many look at them.
"""
