"""Test calls: the operator has a node call a tenant's number, and sees how far the call comes."""
