"""Lines in use, counted by the switch itself: each call on a carrier's leg holds what it uses until it ends.

The count is tied to a channel (``limit``, mod_hash) and goes with it, however it ends. An outgoing call's is
held by the caller's leg until the called answers, so that going on to the next carrier keeps it; from then
on by the carrier's own leg, which may outlive the caller's in a transfer. ``limit_ignore_transfer`` keeps a
channel's counts when it is sent to another extension, which would otherwise give them up.
"""

from __future__ import annotations

REALM = "seatyard"
AGAIN = "seatyard_again_"
"""A global variable of the node, by counter: what is added to its name once it was counted anew."""
NO_LIMIT = "-1"


def carrier(name: str) -> str:
    """The counter of the calls over a carrier."""
    return f"carrier-{name}"


def named(counter: str) -> str:
    """The counter as the dialplan names it."""
    return f"{counter}${{{AGAIN}{counter}}}"


def held_by_the_called(counters: list[str]) -> dict[str, str]:
    """Variables of a carrier's leg: answered, it takes the counts over from the caller's."""
    takes = {
        f"execute_on_answer_{index}": f"'limit hash {REALM} {named(counter)}'"
        for index, counter in enumerate(counters, start=1)
    }
    return takes | {"api_on_answer": "'uuid_limit_release ${uuid} hash'", "limit_ignore_transfer": "true"}
