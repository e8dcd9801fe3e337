"""Contracts: the templates that ship (the YAML files here), and the ones that tenants have signed."""
