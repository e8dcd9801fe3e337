"""What the states and steps of dunning are called (``labels``)."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

DUNNING: dict[str, dict[str, LazyString]] = {
    "dunning_state": {
        "clear": _("Nothing open"),
        "open": _("Open"),
        "reminded": _("Reminded"),
        "notified": _("Notice given"),
        "suspended": _("Suspended"),
        "may_terminate": _("The contract may be ended"),
        "terminated": _("Contract ended"),
    },
    "dunning": {
        "pointed_out": _("Bill pointed out"),
        "reminder": _("Reminder"),
        "suspension_notice": _("Notice of suspension"),
        "may_suspend": _("Service may be suspended"),
        "suspended": _("Service suspended"),
        "restored": _("Service not stopped any more"),
        "may_terminate": _("The contract may be ended"),
        "terminated": _("Contract ended"),
        "settled": _("Paid"),
        "told": _("Notice given by a person"),
        "held": _("Held"),
        "resumed": _("Resumed"),
        "undone": _("Undone"),
        "again": _("May come again"),
    },
}
