"""A number's limit of calls at once, counted from the channels that exist."""

from __future__ import annotations

from .node import Node, Phone
from .tenants import Tenant


def test_one_call_too_many_is_refused(node: Node, alpha: Tenant, quiet: Phone) -> None:
    number = alpha.number("limited")
    before = len(quiet.incoming)
    first = node.call_in(number)
    node.rung(quiet, before)
    node.until("one counts", lambda: node.api(f"limit_usage hash seatyard number-{number}") == "1")
    second = node.call_in(number)
    record = node.until("the refusal", lambda: second.over and second.uuid)
    assert second.status == 486
    first.hang_up()
    assert node.ended(second)["variables"]["hangup_cause"] == "USER_BUSY"
    assert record
    node.until("none counts", lambda: node.api(f"limit_usage hash seatyard number-{number}") == "0")


def test_the_other_tenants_number_is_free(node: Node, alpha: Tenant, beta: Tenant, quiet: Phone) -> None:
    before = len(quiet.incoming)
    node.call_in(alpha.number("limited"))
    node.rung(quiet, before)
    theirs = node.call_in(beta.number("limited"))
    node.until(
        "it is counted", lambda: node.api(f"limit_usage hash seatyard number-{beta.number('limited')}")
    )
    node.until("its end or ring", lambda: theirs.over or theirs.uuid)
    assert theirs.status != 486


def test_a_count_follows_a_call_that_is_killed(node: Node, alpha: Tenant, quiet: Phone) -> None:
    number, before = alpha.number("limited"), len(quiet.incoming)
    caller = node.call_in(number)
    node.rung(quiet, before)
    assert node.api(f"uuid_kill {caller.uuid}") == "+OK\n"
    node.until("it is over", lambda: caller.over)
    node.until("none counts", lambda: node.api(f"limit_usage hash seatyard number-{number}") == "0")
