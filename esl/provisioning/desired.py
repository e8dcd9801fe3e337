"""What a tenant's part of mod_callcenter should be: a pure function of its rows and registered phones."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tenants.models import Seat, Tenant

from ..answers.callcenter import Agent, wanted
from ..models import AFTER_CALL, BUSY, SIGNED_OUT, SeatState
from .state import AVAILABLE, LOGGED_OUT, ON_BREAK, State

Phone = tuple[str, str]
"""Who registered: (SIP user, domain), which is (a seat's number, its tenant's domain)."""


def desired(
    tenant: Tenant, registered: Collection[Phone], says: Mapping[int, SeatState] | None = None
) -> State:
    """The state in the switch's own words; the same source writes callcenter.conf.

    ``says`` is what the seats say of themselves, by seat id.
    """
    callcenter = wanted(tenant)
    seats = {seat.switch_name: seat for seat in tenant.seats}
    statuses = {
        name: status(is_there(seat, tenant.domain, registered), (says or {}).get(seat.id))
        for name, seat in seats.items()
    }
    return State(
        queues={
            name: {parameter.replace("-", "_"): value for parameter, value in parameters.items()}
            for name, parameters in callcenter.queues.items()
        },
        agents={agent.name: _row(agent, statuses[agent.name]) for agent in callcenter.agents},
        tiers={
            (tier.queue, tier.agent): {"level": str(tier.level), "position": str(tier.position)}
            for tier in callcenter.tiers
        },
    )


def is_there(seat: Seat, domain: str, registered: Collection[Phone]) -> bool:
    return reachable(seat.phone, (seat.number, domain), registered)


def reachable(telephone: str | None, phone: Phone, registered: Collection[Phone]) -> bool:
    """Whether a call can reach the seat: an ordinary telephone always, a SIP phone while it is registered."""
    return telephone is not None or phone in registered


def status(there: bool, says: SeatState | None) -> str:
    """The agent's status: what the seat says, as long as a phone of its is there.

    After-call work with an end stays ``Available``: the switch itself holds calls back until then.
    """
    if not there:
        return LOGGED_OUT
    if says is None:
        return AVAILABLE
    if says.state == SIGNED_OUT:
        return LOGGED_OUT
    unending = says.state == AFTER_CALL and says.until is None
    return ON_BREAK if says.state == BUSY or unending else AVAILABLE


def _row(agent: Agent, status: str) -> dict[str, str]:
    columns = {name: str(value) for name, value in vars(agent).items() if name != "name"}
    return columns | {"status": status}
