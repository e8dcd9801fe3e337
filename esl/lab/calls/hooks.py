"""Commands that a leg's variables give for its answer: ``api_on_answer*``.

Applications (``execute_on_answer*``) are the originator's affair: the leg is not connected before them.
"""

from __future__ import annotations

import logging

from .channel import Channel

log = logging.getLogger(__name__)

VARIABLE = "api_on_answer"


def answered(channel: Channel) -> None:
    """Run them, in the order in which they were set."""
    commands = [
        value
        for name, value in channel.variables.items()
        if name.startswith(VARIABLE) and isinstance(value, str)
    ]
    if commands:
        channel.switch.kernel.spawn(_run(channel, commands))


async def _run(channel: Channel, commands: list[str]) -> None:
    for text in commands:
        name, _, argument = text.partition(" ")
        reply = await channel.switch.registry.execute(name, argument)
        log.debug("%s: %s: %s", channel.uuid, text, reply)
