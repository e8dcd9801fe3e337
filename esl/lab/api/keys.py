"""``uuid_recv_dtmf``: keys for what reads them next; they start nothing that is bound to a key."""

from __future__ import annotations

from ..calls.keys import queue
from ..switch import Switch


def add(switch: Switch) -> None:
    def uuid_recv_dtmf(argument: str) -> str:
        uuid, _, keys = argument.strip().partition(" ")
        if not keys:
            return "-USAGE: <uuid> <dtmf_data>\n"
        channel = switch.channels.get(uuid)
        if channel is None:
            return "-ERR Cannot locate session!\n"
        queue(channel, keys.partition("@")[0])
        return "+OK\n"

    switch.registry.add("uuid_recv_dtmf", uuid_recv_dtmf)
