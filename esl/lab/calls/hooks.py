"""What a leg's variables have done at its answer: commands (``api_on_answer*``), applications.

Applications (``execute_on_answer*``) of a leg that is called are its originator's affair: it is not
connected before them.
"""

from __future__ import annotations

import logging

from .channel import Channel
from .session import errand

log = logging.getLogger(__name__)

VARIABLE, APPLICATION = "api_on_answer", "execute_on_answer"


def answered(channel: Channel) -> None:
    """In the order in which they were set."""
    commands = _texts(channel, VARIABLE)
    if commands:
        channel.switch.kernel.spawn(_run(channel, commands))
    for text in _texts(channel, APPLICATION) if channel.direction == "inbound" else ():
        name, _, data = text.partition(" ")
        errand(channel, name, data)


def _texts(channel: Channel, prefix: str) -> list[str]:
    found = [value for name, value in channel.variables.items() if name.startswith(prefix)]
    return [value for value in found if isinstance(value, str)]


async def _run(channel: Channel, commands: list[str]) -> None:
    for text in commands:
        name, _, argument = text.partition(" ")
        reply = await channel.switch.registry.execute(name, argument)
        log.debug("%s: %s: %s", channel.uuid, text, reply)
