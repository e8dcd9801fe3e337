"""What error pages say: what happened, and what to do next, by status."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

ERRORS: dict[str, dict[str, LazyString]] = {
    "status": {
        "400": _("This request cannot be taken"),
        "401": _("Please log in"),
        "403": _("Not for your role"),
        "404": _("There is no such page"),
        "405": _("Not possible here"),
        "409": _("That collides with something"),
        "413": _("That is too much at once"),
        "429": _("Too many attempts"),
        "500": _("Something went wrong on our side"),
        "502": _("The switch did not answer"),
        "503": _("Not possible for the moment: try again"),
    },
    "advice": {
        "400": _("Go back, look at what was entered, and send it again."),
        "401": _("Log in, and the page opens."),
        "403": _("Ask an admin of your house to open it for you, or to do it."),
        "404": _(
            "The address is mistyped, or what it showed is gone or not yours. Look from the first page."
        ),
        "405": _("Go back, and use the page's own buttons."),
        "409": _("Somebody was faster, or it stands differently now: look at it again, then decide."),
        "413": _("Send less at once: a smaller file, or fewer lines."),
        "429": _("Wait a little, then try again. If it was not you who tried, tell an admin."),
        "500": _("It is written down. Try again; if it happens again, tell the operator the number below."),
        "502": _("Look whether the node is up, then try again."),
        "503": _("Wait a few seconds, then try again."),
    },
}
