"""Outages of nodes: noticed by the worker, kept as spans that credits are computed from."""
