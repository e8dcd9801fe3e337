"""``valet_park``: wait in a numbered place of a lot, or fetch whoever waits there (mod_valet_parking)."""

from __future__ import annotations

from ..calls import lifecycle
from ..calls.channel import Channel
from ..calls.transfer import transfer
from ..calls.uuid_bridge import uuid_bridge
from ..clock import SECOND
from ..eventsocket.encoding import Headers
from .media import sound
from .registry import application, number

INFO = "valet_parking::info"
MUSIC = "local_stream://moh"


@application("valet_park")
async def valet_park(channel: Channel, data: str) -> None:
    """``valet_park LOT PLACE``."""
    lot, _, place = data.strip().partition(" ")
    if not lot or not place:
        return
    lifecycle.answer(channel)
    places = channel.switch.lots.setdefault(lot, {})
    parked = channel.switch.channels.get(places.get(place, ""))
    if parked is not None and parked.up and parked is not channel:
        del places[place]
        _tell(parked, lot, place, "bridge", {"Bridge-To-UUID": channel.uuid})
        uuid_bridge(parked, channel)
        return
    places[place] = channel.uuid
    channel.variables["valet_lot_extension"] = place
    _tell(channel, lot, place, "hold")
    patience = number(channel.get("valet_parking_timeout") or "0")
    music = channel.get("valet_hold_music") or MUSIC
    reason = await sound(channel, music, patience * SECOND if patience > 0 else None)
    if places.get(place) == channel.uuid:
        del places[place]
    onwards = channel.get("valet_parking_orbit_exten")
    if reason is None and onwards:
        ways = [channel.get(f"valet_parking_orbit_{name}") or "" for name in ("dialplan", "context")]
        transfer(channel, onwards, *ways)
    _tell(channel, lot, place, "exit")


def _tell(channel: Channel, lot: str, place: str, action: str, more: Headers | None = None) -> None:
    own: Headers = {"Valet-Lot-Name": lot, "Valet-Extension": place, "Action": action, **(more or {})}
    channel.switch.bus.custom(INFO, lambda: channel.headers("CUSTOM", own), f"valet {action}")
