"""``att_xfer``: consult somebody while the other party waits, then join whom one wants."""

from __future__ import annotations

from functools import partial

from ..calls import keys
from ..calls.bridge import announce, join, leave
from ..calls.channel import Channel, Held
from ..calls.lifecycle import hang_up
from ..calls.order import Order
from ..calls.originate import originate
from ..calls.outgoing import CallerId
from ..calls.session import execute_alone
from ..calls.uuid_bridge import uuid_bridge
from .registry import application

CANCEL, HANG_UP, CONFERENCE = "attxfer_cancel_key", "attxfer_hangup_key", "attxfer_conf_key"
KEYS = {CANCEL: "#", HANG_UP: "*", CONFERENCE: "0"}
HELD = "soft_holding_uuid"


@application("att_xfer")
async def att_xfer(channel: Channel, data: str) -> None:
    """Whom it talks with waits meanwhile, and is joined to it again, or to the one it consulted."""
    waiting = channel.peer
    if waiting is None:
        return
    held = channel.held = Held(waiting, channel.switch.kernel.waiter())
    channel.variables[HELD] = waiting.uuid
    identity = (channel.uuid, "att_xfer", len(channel.app_log))
    order = Order(data, CallerId.of(channel), caller=channel, identity=identity)
    result = await originate(channel.switch, order)
    if result.channel is not None:
        await _consult(channel, result.channel)
        channel.peer = waiting
        _join(channel, waiting, result.channel)
    channel.variables["signal_bond"] = waiting.uuid
    channel.held = None
    held.over.wake(None)
    channel.set(HELD, None)


async def _consult(channel: Channel, consulted: Channel) -> None:
    """Until one of them hangs up, or a key says what is to be."""
    announce(consulted, channel)
    join(channel, consulted, inner=True)
    consulted.on_hangup.append(lambda: channel.interrupt("consulted"))
    bindings, channel.meta = channel.meta, None
    if bindings is not None:
        channel.key_takers.remove(bindings.take)
    going = True
    while going and channel.up and consulted.up and not (channel.moved or consulted.moved):
        if await keys.wait(channel) == keys.KEY:
            going = not _decides(channel, consulted, keys.read(channel))
    channel.meta = bindings
    if bindings is not None:
        channel.key_takers.append(bindings.take)
    leave(channel, consulted)


def _decides(channel: Channel, consulted: Channel, key: str) -> bool:
    """Whether the key ends the consultation."""
    if key == _key(channel, CANCEL):
        hang_up(consulted, "NORMAL_CLEARING")
    elif key == _key(channel, HANG_UP):
        hang_up(channel, "NORMAL_CLEARING")
    elif key == _key(channel, CONFERENCE):
        _three(channel, consulted)
    else:
        return False
    return True


def _three(channel: Channel, third: Channel) -> None:
    """All of them talk, until one leaves: then the other two do (``xfer_uuids``)."""
    execute_alone(third, "three_way", channel.uuid)
    channel.set("hangup_after_bridge", None)
    waiting = channel.held.leg if channel.held else None
    for leaves, stays in ((channel, waiting), (waiting, channel)):
        if leaves is not None and stays is not None:
            leaves.on_hangup.append(partial(_two, third, stays))


def _two(third: Channel, stays: Channel) -> None:
    if third.up and stays.up:
        uuid_bridge(third, stays)


def _key(channel: Channel, name: str) -> str:
    return channel.get(name) or KEYS[name]


def _join(channel: Channel, waiting: Channel, consulted: Channel) -> None:
    """The seat and its caller again or, where the seat has hung up, its caller and whom it consulted."""
    stays = channel if channel.up else consulted
    if channel.up and channel.state == "CS_ROUTING":
        hang_up(consulted, "NORMAL_CLEARING")
    elif waiting.up and stays.up:
        stays.variables["att_xfer_result"] = "success"
        uuid_bridge(stays, waiting)
    elif not channel.up:
        hang_up(consulted, "NORMAL_CLEARING")
