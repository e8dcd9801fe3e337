"""``uuid_broadcast`` and ``sched_broadcast``: sound for a leg, now or at a second to come."""

from __future__ import annotations

from ..calls.broadcast import broadcast
from ..calls.channel import Channel
from ..clock import SECOND
from ..switch import Switch

USAGE = "-USAGE: <uuid> <path> [aleg|bleg|holdb|both]\n"
SCHEDULE_USAGE = "-USAGE: [[+]<time>|@time] <uuid> <path> [aleg|bleg|both]\n"


def add(switch: Switch) -> None:
    def uuid_broadcast(argument: str) -> str:
        words = argument.split()
        if len(words) < 2:
            return USAGE
        channel = switch.channels.get(words[0])
        if channel is None:
            return "-ERR invalid uuid\n"
        for leg in _legs(channel, words[2] if len(words) > 2 else "aleg"):
            broadcast(leg, words[1])
        return "+OK Message sent\n"

    def sched_broadcast(argument: str) -> str:
        when, _, rest = argument.strip().partition(" ")
        seconds = when.removeprefix("+").removeprefix("@")
        if not seconds.isdigit() or len(rest.split()) < 2:
            return SCHEDULE_USAGE
        due = int(seconds) + (switch.clock.epoch if when.startswith("+") else 0)
        switch.kernel.at(max(due * SECOND, switch.clock.now), lambda: uuid_broadcast(rest))
        return "+OK Message scheduled\n"

    switch.registry.add("uuid_broadcast", uuid_broadcast)
    switch.registry.add("sched_broadcast", sched_broadcast)


def _legs(channel: Channel, which: str) -> list[Channel]:
    """The leg itself, the one that it talks with, or both."""
    own = [channel] if which in ("aleg", "both") else []
    other = [channel.peer] if channel.peer is not None and which in ("bleg", "both") else []
    return own + other
