"""This floor's ``seatyard`` commands, and where each is."""

from __future__ import annotations

from seatyard.cli.later import Later

COMMANDS = (
    Later("tenant", "tenants.onboarding.cli:tenant", "Tenants: who leases seats here."),
    Later("tenant token", "tenants.tokens.cli:of_tenants", "Tokens of a tenant's own programs."),
    Later("number", "tenants.numbers.cli:number", "The operator's pool of telephone numbers."),
)
