"""Scenes of one call each as a switch records them, and who pays for which leg of them, written by hand.

A scene's legs follow what FreeSWITCH was seen to write (tests/captures, QUIRKS 12 to 19): what a record says
of other legs, and what it does not.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from .records import START, record

Charged = dict[str, tuple[str, float]]
"""By uuid of each carrier's leg that was answered: its row of the direction table, its seconds of talk."""


class Scene(NamedTuple):
    records: list[bytes]
    first: str
    """The uuid of the first crossing; empty for none."""
    legs: Charged


CALLER = {"dialled": "01088880001"}
SEAT_ID = "20"
MOBILE = "+8613900139000"


def caller(uuid: str, **more: Any) -> bytes:
    """A carrier's caller."""
    return record(uuid, **CALLER | more)


def phone(uuid: str, parent: str | None, number: str = "1002", **more: Any) -> bytes:
    """A leg to a seat's phone, joined to ``parent`` when it was answered."""
    joined = {"last_bridge_to": parent, "bridge_uuid": parent} if "answer" in more else {}
    placed = {
        "direction": "outbound",
        "channel_name": f"sofia/internal/{number}@10.0.0.1",
        "dialed_user": number,
        "domain_name": "acme.test",
    }
    return record(uuid, **{"originating_leg_uuid": parent, **placed, **joined, **more})


def dialling(uuid: str, **more: Any) -> bytes:
    """A leg from a seat's phone."""
    mine = {"channel_name": "sofia/internal/1002@acme.test", "user_name": "1002", "domain_name": "acme.test"}
    return record(uuid, **mine | more)


def out(uuid: str, parent: str | None, **more: Any) -> bytes:
    """A leg that the switch places over a carrier."""
    joined = {"last_bridge_to": parent, "bridge_uuid": parent} if "answer" in more else {}
    placed = {"direction": "outbound", "channel_name": "sofia/external/139@carrier", "seatyard_to": MOBILE}
    return record(uuid, **{"originating_leg_uuid": parent, **placed, **joined, **more})


def loopback(uuid: str, other: str, side: str, **more: Any) -> bytes:
    name = f"loopback/139-{side}"
    return record(uuid, channel_name=name, is_loopback="1", other_loopback_leg_uuid=other, **more)


def after(local: str, zone: str = "Asia/Shanghai") -> float:
    """Seconds from START to a wall clock's time."""
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    return moment.timestamp() - START / 1_000_000


def _lasting(starts: float, seconds: float) -> Scene:
    call = caller("in", start=starts, answer=starts, end=starts + seconds)
    seat = phone("s-1", "in", start=starts, answer=starts, end=starts + seconds)
    return Scene([call, seat], "in", {"in": ("inbound", seconds)})


SCENES: dict[str, Scene] = {
    "blind transfer outside": Scene(
        [
            phone("s-1", "in", answer=2, end=30),
            out("o-1", "in", start=30, answer=36, end=100),
            caller("in", answer=2, end=100),
        ],
        "in",
        {"in": ("inbound", 98), "o-1": ("transferred", 64)},
    ),
    "attended transfer outside": Scene(
        [
            caller("in", answer=2, end=100, last_bridge_to="l-2"),
            phone("s-1", "in", answer=2, end=50),
            loopback(
                "l-1", "l-2", "a", direction="outbound", start=30, answer=36, originating_leg_uuid="s-1"
            ),
            loopback("l-2", "l-1", "b", start=30, answer=36, last_bridge_to="o-1"),
            out("o-1", "l-2", start=30, answer=36, end=100),
        ],
        "in",
        {"in": ("inbound", 98), "o-1": ("transferred", 64)},
    ),
    "blind transfer to a colleague": Scene(
        [
            phone("s-1", "in", answer=2, end=30),
            phone("s-2", "in", "1003", start=30, answer=35, end=100),
            caller("in", answer=2, end=100),
        ],
        "in",
        {"in": ("inbound", 98)},
    ),
    "parked by a seat and fetched by another": Scene(
        [
            phone("s-1", "in", answer=2, end=20),
            dialling("s-2", start=40, answer=40, end=100, last_bridge_to="in", bridge_uuid="in"),
            caller("in", answer=2, end=100, valet_lot_extension="6", last_bridge_to="s-2"),
        ],
        "in",
        {"in": ("inbound", 98)},
    ),
    "parked, and fetched by another caller": Scene(
        [
            caller("u-2", start=40, answer=40, end=70, last_bridge_to="in", bridge_uuid="in"),
            caller("in", answer=2, end=100, last_bridge_to="u-2", domain_name="acme.test"),
        ],
        "in",
        {"in": ("inbound", 98), "u-2": ("joined", 30)},
    ),
    "picked up by a colleague of the group": Scene(
        [
            phone("s-1", "in", end=5, hangup_cause="LOSE_RACE"),
            dialling("s-2", start=5, answer=5, end=60, last_bridge_to="in", bridge_uuid="in"),
            caller("in", answer=5, end=60, last_bridge_to="s-2"),
        ],
        "in",
        {"in": ("inbound", 55)},
    ),
    "from a queue to an ordinary telephone": Scene(
        [
            out(
                "o-1",
                None,
                start=8,
                answer=15,
                end=90,
                cc_side="agent",
                cc_agent="seat-20@acme.test",
                cc_member_session_uuid="in",
            ),
            caller("in", answer=1, end=90, cc_side="member", domain_name="acme.test", cc_agent_uuid="o-1"),
        ],
        "in",
        {"in": ("inbound", 89), "o-1": ("telephone", 75)},
    ),
    "telephones of two seats at once": Scene(
        [
            out("o-1", "in", answer=9.9, end=10, hangup_cause="LOSE_RACE", seatyard_seat="21"),
            out("o-2", "in", answer=9.8, end=60, seatyard_seat=SEAT_ID),
            caller("in", answer=10, end=60, domain_name="acme.test"),
        ],
        "in",
        {"in": ("inbound", 50), "o-2": ("telephone", 50.2)},
    ),
    "a call back": Scene(
        [
            out("o-1", "s-1", start=5, answer=12, end=60),
            phone("s-1", None, answer=5, end=60, seatyard_queue="7", last_bridge_to="o-1"),
        ],
        "o-1",
        {"o-1": ("call_back", 48)},
    ),
    "a call back to a seat with three phones": Scene(
        [
            phone("s-1", None, end=5, hangup_cause="LOSE_RACE", seatyard_queue="7", seatyard_placed="c-1"),
            phone("s-2", None, end=2, hangup_cause="USER_BUSY", seatyard_queue="7", seatyard_placed="c-1"),
            phone("s-3", None, answer=5, end=60, seatyard_queue="7", seatyard_placed="c-1"),
            out("o-1", "s-3", start=5, answer=12, end=60),
        ],
        "o-1",
        {"o-1": ("call_back", 48)},
    ),
    "a number clicked, by a seat with two phones": Scene(
        [
            phone("s-1", None, end=5, hangup_cause="LOSE_RACE", seatyard_clicked=MOBILE, seatyard_placed="c"),
            phone("s-2", None, answer=5, end=60, seatyard_clicked=MOBILE, seatyard_placed="c"),
            out("o-1", "s-2", start=5, answer=12, end=60),
        ],
        "o-1",
        {"o-1": ("clicked", 48)},
    ),
    "a number clicked, by a seat at an ordinary telephone": Scene(
        [
            out("o-2", "o-1", start=5, answer=12, end=60, domain_name="acme.test"),
            out("o-1", None, answer=5, end=60, seatyard_clicked=MOBILE, seatyard_seat=SEAT_ID),
        ],
        "o-2",
        {"o-2": ("clicked", 48), "o-1": ("telephone", 55)},
    ),
    "called into a conference": Scene(
        [out("o-1", None, answer=4, end=64, conference_name="room-1-8000", domain_name="acme.test")],
        "o-1",
        {"o-1": ("conference", 60)},
    ),
    "a second trunk after one that failed": Scene(
        [
            out("o-1", "in", end=2, hangup_cause="NORMAL_TEMPORARY_FAILURE"),
            out("o-2", "in", start=2, answer=9, end=39),
            dialling("in", answer=9, end=39),
        ],
        "o-2",
        {"o-2": ("outbound", 30)},
    ),
    "early media, then cancelled": Scene(
        [out("o-1", "in", end=20, hangup_cause="ORIGINATOR_CANCEL"), dialling("in", end=20)], "", {}
    ),
    "a called leg that outlives its caller's": Scene(
        [
            dialling("in", answer=3, end=30),
            out("o-1", "in", answer=3, end=100),
            phone("s-2", "o-1", "1003", start=30, answer=35, end=100),
        ],
        "o-1",
        {"o-1": ("outbound", 97)},
    ),
    "a talk of less than half a second": _lasting(0, 0.4),
    "over midnight on the 31st": _lasting(after("2026-03-31T23:59:00"), 600),
    "over a clock change": _lasting(after("2026-03-29T01:59:30", "Europe/Berlin"), 90),
    "26 hours": _lasting(after("2026-03-10T08:00:00"), 26 * 3600),
}
