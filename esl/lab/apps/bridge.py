"""The ``bridge`` application: call somebody for the caller, and stay with them."""

from __future__ import annotations

from ..calls.bridge import bridge
from ..calls.channel import Channel
from ..calls.lifecycle import POLL, hang_up
from ..calls.order import Order
from ..calls.originate import originate
from ..calls.outgoing import CallerId
from ..calls.transfer import transfer
from ..conf.settings import true
from .registry import application

_ALWAYS_CONTINUE = ("NO_ANSWER", "NO_USER_RESPONSE", "ORIGINATOR_CANCEL")


@application("bridge")
async def bridge_application(channel: Channel, data: str) -> None:
    switch = channel.switch
    plan = channel.remote.plan
    identity = (plan.identity if plan else channel.uuid, "bridge", len(channel.app_log))
    result = await originate(switch, Order(data, CallerId.of(channel), caller=channel, identity=identity))
    if result.channel is None:
        channel.variables["originate_failed_cause"] = result.cause
        _after_failure(channel, result.cause)
        return
    if not channel.up:
        hang_up(result.channel, "ORIGINATOR_CANCEL")
        return
    await bridge(channel, result.channel)
    if channel.moved or channel.bridged_away:
        return
    if channel.up and true(channel.get("hangup_after_bridge")):
        hang_up(channel, result.channel.cause or "NORMAL_CLEARING")
        return
    if channel.up:
        switch.callers.alone(channel)
        park = channel.get("transfer_after_bridge")
        if park:
            transfer(channel, *park.replace(":", " ").split()[:3])
        else:
            await switch.kernel.sleep(POLL)


def _after_failure(channel: Channel, cause: str) -> None:
    """``switch_channel_handle_cause``: go on with the dialplan, or hang up with the cause."""
    if not channel.up or channel.bridged_away or channel.state == "CS_ROUTING":
        return
    on_fail = channel.get("continue_on_fail")
    if on_fail is None:
        if cause in _ALWAYS_CONTINUE:
            return
    elif true(on_fail) or cause.lower() in [each.strip().lower() for each in on_fail.split(",")]:
        return
    hang_up(channel, cause)
