"""What the path of a call is made of, and what the questions to reports are called (``labels``)."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

REPORTS: dict[str, dict[str, LazyString]] = {
    "side": {
        "carrier": _("Carrier"),
        "seat": _("Seat"),
        "switch": _("Switch"),
    },
    "cc_side": {
        "member": _("Caller in the queue"),
        "agent": _("Offered to a seat"),
    },
    "call_path": {
        "ringing": _("Rings"),
        "flow": _("In the menu"),
        "queue": _("Waits in the queue"),
        "talking": _("Talks"),
        "hold": _("On hold"),
        "after_call": _("After-call work"),
    },
    "call_step": {
        "play": _("Play"),
        "speech": _("Speech"),
        "menu": _("Menu"),
        "collect": _("Digits"),
        "voicemail": _("Voicemail"),
        "lookup": _("Web lookup"),
        "conference": _("Conference"),
        "park": _("Parked"),
    },
    "report_every": {
        "day": _("each day"),
        "week": _("each week"),
        "month": _("each month"),
    },
    "report_by": {
        "hour": _("hour"),
        "day": _("day"),
        "week": _("week"),
        "month": _("month"),
        "queue": _("queue"),
        "number": _("number"),
    },
}
