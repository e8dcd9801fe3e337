"""What lines of calls are called."""

from __future__ import annotations

from seatyard import hours, leg_kinds

from ..engine.results import Text
from .bands import HOLIDAYS, Band
from .rates import DEFAULT
from .slots import Slot

DIRECTIONS = {leg_kinds.INBOUND: "呼入", leg_kinds.OUTBOUND: "呼出"}
FURTHER = {
    leg_kinds.TRANSFERRED: Text("坐席转出", "sent on by seats"),
    leg_kinds.FORWARDED: Text("未接转出", "diverted"),
    leg_kinds.TELEPHONE: Text("坐席绑定电话", "seats' telephones"),
    leg_kinds.JOINED: Text("并入的来电", "joined to others"),
}


def titled(slot: Slot) -> Text:
    """By direction, kind, prefix and band: ``Outbound calls, sent on by seats, +86, Mon-Fri 18:00-08:00``."""
    if not slot.direction:
        return Text("预付通话分钟抵扣", "Calls drawn from minutes paid for ahead")
    kind = FURTHER.get(slot.kind, Text("", ""))
    told = when(slot.band)
    prefix = "" if slot.rate.prefix == DEFAULT else slot.rate.prefix
    return Text(
        " ".join(filter(None, (f"{DIRECTIONS[slot.direction]}通话费", kind.zh, prefix, told.zh))),
        ", ".join(filter(None, (f"{slot.direction.capitalize()} calls", kind.en, prefix, told.en))),
    )


def when(band: Band | None) -> Text:
    """When a band holds; empty for none."""
    if band is None:
        return Text("", "")
    if band.when == HOLIDAYS:
        return Text("法定节假日", "legal holidays")
    return Text(hours.in_chinese(band.when), band.when)
