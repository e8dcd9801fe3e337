"""What a tenant's part of mod_callcenter should be: a pure function of its rows and registered phones."""

from __future__ import annotations

from collections.abc import Collection

from tenants.models import Tenant

from ..answers.callcenter import Agent, wanted
from .state import AVAILABLE, LOGGED_OUT, State

Phone = tuple[str, str]
"""Who registered: (SIP user, domain), which is (a seat's number, its tenant's domain)."""


def desired(tenant: Tenant, registered: Collection[Phone]) -> State:
    """The state in the switch's own words; the same source writes callcenter.conf."""
    callcenter = wanted(tenant)
    phones = {seat.switch_name: (seat.number, tenant.domain) for seat in tenant.seats}
    return State(
        queues={
            name: {parameter.replace("-", "_"): value for parameter, value in parameters.items()}
            for name, parameters in callcenter.queues.items()
        },
        agents={agent.name: _row(agent, phones[agent.name] in registered) for agent in callcenter.agents},
        tiers={
            (tier.queue, tier.agent): {"level": str(tier.level), "position": str(tier.position)}
            for tier in callcenter.tiers
        },
    )


def _row(agent: Agent, registered: bool) -> dict[str, str]:
    columns = {name: str(value) for name, value in vars(agent).items() if name != "name"}
    return columns | {"status": AVAILABLE if registered else LOGGED_OUT}
