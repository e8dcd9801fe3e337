"""What lines of calls are called."""

from __future__ import annotations

from ..engine.facts import INBOUND, OUTBOUND
from ..engine.results import Text
from .bands import HOLIDAYS, Band
from .rates import DEFAULT
from .slots import Slot


def titled(slot: Slot) -> Text:
    """By direction, prefix and band; ``Outbound calls, +86, Mon-Fri 18:00-08:00``."""
    if not slot.direction:
        return Text("预付通话分钟抵扣", "Calls drawn from minutes paid for ahead")
    zh = {INBOUND: "呼入", OUTBOUND: "呼出"}[slot.direction]
    when = _when(slot.band)
    prefix = "" if slot.rate.prefix == DEFAULT else slot.rate.prefix
    return Text(
        " ".join(filter(None, (f"{zh}通话费", prefix, when.zh))),
        ", ".join(filter(None, (f"{slot.direction.capitalize()} calls", prefix, when.en))),
    )


def _when(band: Band | None) -> Text:
    if band is None:
        return Text("", "")
    return Text("法定节假日", "legal holidays") if band.when == HOLIDAYS else Text(band.when, band.when)
