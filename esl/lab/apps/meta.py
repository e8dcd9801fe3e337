"""``bind_meta_app``: applications at a star and a digit."""

from __future__ import annotations

from ..calls.channel import Channel
from ..calls.meta import Binding, Meta
from ..calls.session import errand
from .registry import application


@application("bind_meta_app")
async def bind_meta_app(channel: Channel, data: str) -> None:
    """``KEY LISTEN FLAGS APPLICATION[::DATA]``; the lab listens to the leg's own far end alone (``a``)."""
    words = data.split(" ", 3)
    if len(words) < 4 or "a" not in words[1]:
        return
    name, _, argument = words[3].partition("::")
    if channel.meta is None:
        channel.meta = Meta(channel, errand)
        channel.key_takers.append(channel.meta.take)
    channel.meta.bindings[words[0]] = Binding(name, argument, "o" in words[2], "1" in words[2])


@application("unbind_meta_app")
async def unbind_meta_app(channel: Channel, data: str) -> None:
    """One key's, or all of them."""
    if channel.meta is not None and data.strip():
        channel.meta.bindings.pop(data.strip(), None)
    elif channel.meta is not None:
        channel.meta.bindings.clear()
