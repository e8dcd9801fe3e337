"""``uuid_recv_dtmf``: keys as if the leg's far end had pressed them."""

from __future__ import annotations

from ..calls.keys import press
from ..switch import Switch


def add(switch: Switch) -> None:
    def uuid_recv_dtmf(argument: str) -> str:
        uuid, _, keys = argument.strip().partition(" ")
        if not keys:
            return "-USAGE: <uuid> <dtmf_data>\n"
        channel = switch.channels.get(uuid)
        if channel is None:
            return "-ERR Cannot locate session!\n"
        press(channel, keys.partition("@")[0])
        return "+OK\n"

    switch.registry.add("uuid_recv_dtmf", uuid_recv_dtmf)
