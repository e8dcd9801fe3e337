"""What callers on the live board, and supervisors' doings, are called (``labels``)."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

BOARD: dict[str, dict[str, LazyString]] = {
    "board_caller": {"waiting": _("Waiting"), "menu": _("In the menu")},
    "supervise": {
        "listen": _("Listen in"),
        "whisper": _("Whisper"),
        "barge": _("Barge in"),
        "takeover": _("Take over"),
        "hangup": _("Hang up"),
    },
    "supervision": {
        "listen": _("Listened"),
        "whisper": _("Whispered"),
        "barge": _("Barged in"),
        "takeover": _("Took the call over"),
        "hangup": _("Ended the talk"),
    },
}
