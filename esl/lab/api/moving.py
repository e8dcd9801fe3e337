"""Commands that move legs: ``uuid_transfer``, ``uuid_bridge``."""

from __future__ import annotations

from ..calls.transfer import transfer_legs
from ..calls.uuid_bridge import uuid_bridge
from ..switch import Switch
from .channels import NO_CHANNEL

TRANSFER_USAGE = "-USAGE: <uuid> [-bleg|-both] <dest-exten> [<dialplan>] [<context>]\n"
BRIDGE_USAGE = "-USAGE: <uuid> <other_uuid>\n"


def add(switch: Switch) -> None:
    def uuid_transfer(argument: str) -> str:
        words = argument.split()
        if len(words) < 2:
            return TRANSFER_USAGE
        channel = switch.channels.get(words[0])
        if channel is None or not channel.up:
            return NO_CHANNEL
        transfer_legs(channel, words[1:])
        return "+OK\n"

    def bridge(argument: str) -> str:
        words = argument.split()
        if len(words) != 2:
            return BRIDGE_USAGE
        first, second = (switch.channels.get(uuid) for uuid in words)
        if first is None or second is None or first is second or not (first.up and second.up):
            return "-ERR Invalid uuid\n"
        uuid_bridge(first, second)
        return f"+OK {second.uuid}\n"

    switch.registry.add("uuid_transfer", uuid_transfer)
    switch.registry.add("uuid_bridge", bridge)
