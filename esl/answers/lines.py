"""Lines in use, counted by the switch itself: each carrier's leg holds what it uses until it ends.

The count is tied to a channel (``limit``, mod_hash) and goes with it, however it ends. An outgoing call's is
held by the caller's leg until the called answers, so that going on to the next carrier keeps it; from then
on by the carrier's own leg, which may outlive the caller's in a transfer. ``limit_ignore_transfer`` keeps a
channel's counts when it is sent to another extension, which would otherwise give them up.

A carrier's leg says in ``accountcode`` what it is counted as: ``show channels`` tells it, so that a count
can be held against the channels that exist (``esl.limits``).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..flows.xml import Element, action

REALM = "seatyard"
AGAIN = "seatyard_again_"
"""A global variable of the node, by counter: what is added to its name once it was counted anew."""
NO_LIMIT = "-1"
ACCOUNT = "accountcode"
SEPARATOR = ";"
PLACER = "seatyard_placer"
"""The leg that holds the counts of a call until it is answered; ``none`` where that leg is a line itself."""
RATE = "-rate"
"""The end of the name of what counts calls in a second."""


def carrier(name: str) -> str:
    """The counter of the calls placed over a carrier."""
    return f"carrier-{name}"


def tenant(tenant_id: int) -> str:
    """The counter of a tenant's calls, in and out."""
    return f"tenant-{tenant_id}"


def number(e164: str) -> str:
    """The counter of the calls to a number, and of those that show it."""
    return f"number-{e164}"


def named(counter: str) -> str:
    """The counter as the dialplan names it."""
    return f"{counter}${{{AGAIN}{counter}}}"


def account(counters: Sequence[str]) -> str:
    """What a carrier's leg is counted as."""
    return SEPARATOR.join(counters)


def counted(counter: str, most: int | None = None, over: str = "") -> Element:
    """Count the channel in; with ``most`` there already, end it with the cause ``over``."""
    end = f" !{over}" if most else ""
    return action("limit", f"hash {REALM} {named(counter)} {most or NO_LIMIT}{end}")


def at_a_rate(counter: str, most: int, over: str) -> Element:
    """End the channel when it is one too many within this second. Its own counter: a rate is no count."""
    return action("limit", f"hash {REALM} {counter}{RATE} {most}/1 !{over}")


def counted_when_answered(counters: Sequence[str]) -> dict[str, str]:
    """Variables of a carrier's leg: it counts from its answer to its end."""
    counts = {
        f"execute_on_answer_{index}": f"'limit hash {REALM} {named(counter)}'"
        for index, counter in enumerate(counters, start=1)
    }
    return {ACCOUNT: account(counters), "limit_ignore_transfer": "true", **counts}


def held_by_the_called(counters: Sequence[str], placer: str) -> dict[str, str]:
    """Variables of a carrier's leg: answered, it takes the counts over from the caller's, ``placer``."""
    releases = {
        f"api_on_answer_{index}": f"'uuid_limit_release {placer} hash {REALM} {named(counter)}'"
        for index, counter in enumerate(counters, start=1)
    }
    return counted_when_answered(counters) | releases
