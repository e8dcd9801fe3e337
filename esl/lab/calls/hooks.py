"""What a leg's variables have done: commands (``api_on_answer*``, ``api_hangup_hook``, …), applications.

Applications (``execute_on_answer*``) of a leg that is called are its originator's affair: it is not
connected before them.
"""

from __future__ import annotations

import logging

from ..kernel import Outside
from .channel import Channel
from .session import execute

log = logging.getLogger(__name__)

ON_ANSWER, BEFORE_BRIDGE, HANGUP = "api_on_answer", "api_before_bridge", "api_hangup_hook"
APPLICATION = "execute_on_answer"
RING = "execute_on_ring"


def answered(channel: Channel) -> None:
    """In the order in which they were set."""
    _spawn(channel, _texts(channel, ON_ANSWER))
    for text in _texts(channel, APPLICATION) if channel.direction == "inbound" else ():
        name, _, data = text.partition(" ")
        channel.switch.kernel.start(execute(channel, name, data))


def bridged(channel: Channel) -> None:
    """It has been joined to another leg."""
    _spawn(channel, _texts(channel, BEFORE_BRIDGE))


def hung_up(channel: Channel) -> None:
    _spawn(channel, _texts(channel, HANGUP))


def _spawn(channel: Channel, commands: list[str]) -> None:
    if commands:
        channel.switch.kernel.spawn(_run(channel, commands))


def rings(channel: Channel) -> None:
    """At the first 180: ``execute_on_ring*``."""
    for text in _texts(channel, RING):
        name, _, data = text.partition(" ")
        channel.switch.kernel.start(execute(channel, name, data))


def _texts(channel: Channel, prefix: str) -> list[str]:
    found = [value for name, value in channel.variables.items() if name.startswith(prefix)]
    return [value for value in found if isinstance(value, str)]


async def _run(channel: Channel, commands: list[str]) -> None:
    for text in commands:
        name, _, argument = channel.expand(text).partition(" ")
        reply = await Outside(channel.switch.registry.execute(name, argument))
        log.debug("%s: %s: %s", channel.uuid, text, reply)
