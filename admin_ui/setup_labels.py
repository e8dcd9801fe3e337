"""Words of a tenant's seats: their types, what becomes of what is asked, why it is refused."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

SETUP: dict[str, dict[str, LazyString]] = {
    "seat_type": {
        "standard": _("Standard"),
        "inbound": _("Inbound only"),
        "bidirectional": _("Both directions"),
        "provincial": _("Provincial"),
        "prefecture": _("Prefecture"),
        "county": _("County"),
        "flexible": _("Flexible"),
    },
    "seat_change": {
        "new": _("is added"),
        "changed": _("is changed"),
        "same": _("stays as it is"),
        "released": _("is given back"),
        "kept": _("is kept"),
        "refused": _("refused"),
    },
    "seat_fault": {
        "bad_number": _("a seat's number has 2 to 6 digits"),
        "twice": _("its number is there twice"),
        "no_type": _("a new seat needs a type"),
        "bad_type": _("the contract has no price for this type"),
        "no_queue": _("no such queue"),
        "not_there": _("no such seat"),
        "in_use": _("callers are sent to it by"),
        "bad_skill": _("a skill has a name and a level of 1 to 5"),
        "by_skill": _("the seats of this queue follow from a skill"),
    },
    "strategy_told": {
        "longest-idle-agent": _("The seat that has waited longest for a call is rung."),
        "ring-all": _("All free seats ring together; who answers first has the call."),
        "round-robin": _("After each call the next seat has its turn."),
        "top-down": _("The seat at the first position is rung if it is free, else the next one."),
        "agent-with-least-talk-time": _("The seat that has talked least is rung."),
        "agent-with-fewest-calls": _("The seat that has taken the fewest calls is rung."),
        "sequentially-by-agent-order": _("Seats are rung by level and position, one by one."),
        "random": _("Any free seat is rung."),
        "ring-progressively": _("The first seat rings, then the second with it, and so on."),
    },
    "queue_setting": {
        "strategy": _("Who is rung"),
        "wait_limit": _("Longest wait"),
        "on_timeout": _("After the longest wait"),
        "max_waiting": _("Callers that may wait"),
        "on_full": _("When it is full"),
        "no_seat_limit": _("Wait without a seat signed in"),
        "on_no_seat": _("When no seat is signed in"),
        "level_wait": _("Before higher levels ring"),
        "wrap_up": _("After-call work"),
        "announce_seat": _("The seat's number is told"),
        "announce_position": _("The place in the queue is told"),
        "survey": _("A score is asked for"),
        "call_back": _("Callers may be called back"),
        "skill": _("Skill that its seats need"),
    },
    "queue_change": {
        "added": _("is added"),
        "changed": _("is changed"),
        "removed": _("is removed"),
    },
    "queue_waits": {
        "add": _("comes on %(day)s"),
        "change": _("changes on %(day)s"),
        "remove": _("goes on %(day)s"),
    },
}
