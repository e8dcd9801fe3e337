"""What seat types are called on a line."""

from __future__ import annotations

from .results import Text

_SEATS = {
    "standard": Text("标准坐席", "standard seats"),
    "inbound": Text("呼入坐席", "inbound seats"),
    "bidirectional": Text("呼入呼出双向坐席", "bidirectional seats"),
    "provincial": Text("省级坐席", "provincial seats"),
    "prefecture": Text("地级坐席", "prefecture seats"),
    "county": Text("县（市）区级坐席", "county seats"),
}


def seats_titled(type: str) -> Text:
    """Seats of a type; one that the contract made up is called as it is."""
    return _SEATS.get(type, Text(f"{type} 坐席", f"{type} seats"))
