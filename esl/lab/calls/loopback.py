"""``loopback/NUMBER/CONTEXT``: a leg whose far end is one more leg, which dials by the dialplan."""

from __future__ import annotations

from dataclasses import replace

from ..eventsocket.encoding import joined
from .channel import Channel
from .lifecycle import hang_up
from .outgoing import Leg
from .profile import Times
from .session import run

EXPORT = "loopback_export"


def begin(first: Channel, leg: Leg) -> None:
    """The second leg comes in and is routed; what becomes of it becomes of the first (``Channel.twin``)."""
    assert leg.loopback is not None
    context, dialplan = leg.loopback
    switch = first.switch
    profile = replace(
        first.profile,
        uuid=switch.chance.uuid(first.uuid, "loopback"),
        chan_name=f"loopback/{leg.destination}-b",
        context=context,
        dialplan=dialplan,
        direction="inbound",
        originators=[],
        originatees=[],
        times=Times(),
    )
    second = Channel(switch, "inbound", profile, first.remote)
    second.conversation = first.conversation
    first.twin, second.twin = second, first
    first.variables.update(channel_name=first.name, other_loopback_leg_uuid=second.uuid, loopback_leg="A")
    second.variables.update(_handed_on(first))
    second.variables.update(
        channel_name=second.name,
        other_loopback_leg_uuid=first.uuid,
        other_loopback_from_uuid=str(first.variables.get("originator", "")),
        loopback_leg="B",
    )
    first.on_hangup.append(lambda: hang_up(second, first.cause or "NORMAL_CLEARING"))
    second.on_hangup.append(lambda: hang_up(first, second.cause or "NORMAL_CLEARING"))
    switch.started(second)
    switch.kernel.spawn(run(second))


def _handed_on(first: Channel) -> dict[str, str]:
    """What ``export_vars`` and ``loopback_export`` name, and the list itself."""
    names = [name for key in ("export_vars", EXPORT) for name in (first.get(key) or "").split(",")]
    names += ["export_vars", EXPORT, "loopback_bowout"]
    return {name: joined(first.variables[name]) for name in names if name in first.variables}
