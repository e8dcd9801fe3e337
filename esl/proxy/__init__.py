"""Kamailio in front of the nodes: sends each tenant's traffic to its home node (docs/proxy.md)."""
