"""Calls by hand (``lab call``): what has become of them, and what their far ends are told to do."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from .causes import refusal
from .lifecycle import hang_up

if TYPE_CHECKING:
    from .channel import Channel

KEPT = 1000
"""Calls that are over and still told of."""


class Hands:
    """The final SIP status of each call by hand; 0 while there is none."""

    def __init__(self) -> None:
        self._statuses: OrderedDict[str, int] = OrderedDict()

    def made(self, uuid: str) -> None:
        self._statuses[uuid] = 0
        while len(self._statuses) > KEPT:
            self._statuses.popitem(last=False)

    def over(self, uuid: str, status: int) -> None:
        if uuid in self._statuses:
            self._statuses[uuid] = status

    def ended(self, channel: Channel) -> None:
        """A leg's end has been reported."""
        self.over(channel.uuid, status(channel))

    def status(self, uuid: str) -> int | None:
        """None of a call that nobody made by hand, or long ago."""
        return self._statuses.get(uuid)


def status(channel: Channel) -> int:
    """What the caller got at last: 200 when the call was answered, 487 when they gave up themselves.

    What a called party refused with goes on to the caller, whatever the dialplan says after it.
    """
    if channel.answered:
        return 200
    if channel.by_remote:
        return 487
    theirs = (channel.get("last_bridge_proto_specific_hangup_cause") or "").removeprefix("sip:")
    return channel.refused_with or int(theirs or 0) or refusal(channel.cause or "")


def does(channel: Channel, outcome: str) -> bool:
    """The far end of a leg answers (``answer``) or refuses with a cause; false where it does not ring."""
    if channel.far_end is None or channel.answered or not channel.up:
        return False
    channel.far_end(outcome)
    return True


def leaves(channel: Channel) -> None:
    """The far end of a leg hangs up, or cancels its call."""
    if channel.answered:
        cause = "NORMAL_CLEARING"
    else:
        cause = "ORIGINATOR_CANCEL" if channel.direction == "inbound" else "CALL_REJECTED"
    hang_up(channel, cause, by_remote=True)
