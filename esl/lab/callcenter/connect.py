"""Joins a waiting member and an agent's leg."""

from __future__ import annotations

from ..calls import uuid_bridge
from ..calls.channel import Channel


async def connect(member: Channel, leg: Channel) -> None:
    """From the agent's answer to the bridge; the member's ``callcenter`` application returns meanwhile."""
    member.variables["cc_agent_found"] = "true"
    member.variables["cc_agent_uuid"] = leg.uuid
    await uuid_bridge.connect(member, leg)
