"""Equal numbers of two tenants, and nothing that crosses from one to the other."""

from __future__ import annotations

import pytest

from .node import Node, Phone
from .tenants import BOSS, QUIET, SELLER, Tenant


def test_a_number_rings_at_home(node: Node, alpha: Tenant, beta: Tenant) -> None:
    homes = {tenant.name: (node.ready(tenant, SELLER), node.ready(tenant, QUIET)) for tenant in (alpha, beta)}
    for home, (seller, quiet) in homes.items():
        away = homes["beta" if home == "alpha" else "alpha"][1]
        before, elsewhere = len(quiet.incoming), len(away.incoming)
        mine = seller.dial(QUIET)
        node.rung(quiet, before)
        assert len(away.incoming) == elsewhere
        mine.hang_up()
        node.ended(mine)


def test_legs_carry_their_own_tenant(node: Node, alpha: Tenant, beta: Tenant) -> None:
    seen = set()
    for tenant in (alpha, beta):
        quiet = node.ready(tenant, QUIET)
        before = len(quiet.incoming)
        caller = node.call_in(tenant.number("desk"))
        theirs = node.answered(quiet, before)
        caller.hang_up()
        legs = [node.ended(caller), node.record(theirs.uuid)]
        (of,) = {leg["variables"]["seatyard_tenant"] for leg in legs}
        seen.add(of)
    assert len(seen) == 2


@pytest.mark.parametrize(
    "number", [SELLER, "13900138000", "queue-1", "seat-1", "flow-1-first", "*62", "120", "%0A"]
)
def test_a_caller_from_outside_gets_no_further_than_the_numbers(node: Node, number: str) -> None:
    before = len(node.carrier.incoming)
    stranger = node.call_in(number)
    node.until("the refusal", lambda: stranger.over)
    assert stranger.status == 404
    assert len(node.carrier.incoming) == before


def test_a_seat_reaches_no_inner_name_of_the_other_tenant(node: Node, beta: Tenant, seller: Phone) -> None:
    (flow,) = node.seatyard.rows(
        "SELECT f.id FROM flows f JOIN tenants t ON t.id = f.tenant_id"
        " WHERE t.name = 'beta' AND f.name = 'desk'"
    )
    names = [node.queue(beta), node.agent(beta, QUIET)["name"]]
    inner = [name.partition("@")[0] for name in names] + [f"flow-{flow['id']}-first", "2999"]
    for name in inner:
        refused = seller.dial(name)
        node.until(f"the end of {name}", lambda call=refused: call.over)
        assert (name, refused.status) == (name, 404)


@pytest.mark.parametrize(("number", "status"), [("+8690012345678", 403), ("0012125550123", 403)])
def test_a_seat_dials_what_its_tenant_allows(node: Node, seller: Phone, number: str, status: int) -> None:
    before = len(node.carrier.incoming)
    refused = seller.dial(number)
    node.until("the refusal", lambda: refused.over)
    assert (refused.status, len(node.carrier.incoming)) == (status, before)


@pytest.mark.parametrize("number", ["110", "120"])
def test_help_is_reached_from_every_seat(node: Node, quiet: Phone, number: str) -> None:
    before = len(node.carrier.incoming)
    mine = quiet.dial(number)
    theirs = node.rung(node.carrier, before)
    assert theirs.number == number
    mine.hang_up()
    node.ended(mine)


def test_an_agent_is_offered_its_own_tenants_callers(node: Node, alpha: Tenant, beta: Tenant) -> None:
    phone = node.ready(beta, BOSS)
    agent = node.agent(beta, SELLER)["name"]
    node.ready(beta, SELLER)
    before = len(phone.incoming)
    node.api(f"callcenter_config agent set status {agent} Available")
    caller = node.call_in(alpha.number("sales"))
    node.until("it waits", lambda: caller.uuid and node.executed(caller, "callcenter"))
    node.later(2)
    node.api(f"callcenter_config agent set status {agent} 'Logged Out'")
    offers = node.since(0, "callcenter::info", CC_Action="agent-offering", CC_Member_Session_UUID=caller.uuid)
    assert (offers, len(phone.incoming)) == ([], before)
