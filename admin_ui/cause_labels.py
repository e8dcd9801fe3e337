"""Why a call or a leg ended (``labels``), by the causes of the switch; others stand as it says them."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

CAUSES: dict[str, dict[str, LazyString]] = {
    "cause": {
        "NORMAL_CLEARING": _("Hung up"),
        "NORMAL_UNSPECIFIED": _("Ended without a reason"),
        "ORIGINATOR_CANCEL": _("The caller gave up"),
        "USER_BUSY": _("The line was busy"),
        "NO_ANSWER": _("Nobody answered"),
        "NO_USER_RESPONSE": _("The phone did not respond"),
        "ALLOTTED_TIMEOUT": _("Rang too long"),
        "PROGRESS_TIMEOUT": _("Did not ring in time"),
        "CALL_REJECTED": _("Was refused"),
        "USER_NOT_REGISTERED": _("No phone was signed in"),
        "SUBSCRIBER_ABSENT": _("The phone was out of reach"),
        "UNALLOCATED_NUMBER": _("No such number"),
        "INVALID_NUMBER_FORMAT": _("Not a whole number"),
        "NO_ROUTE_DESTINATION": _("No way leads there"),
        "DESTINATION_OUT_OF_ORDER": _("The other side is out of order"),
        "NORMAL_CIRCUIT_CONGESTION": _("All lines were in use"),
        "NORMAL_TEMPORARY_FAILURE": _("Failed for the moment"),
        "NETWORK_OUT_OF_ORDER": _("The network is out of order"),
        "RECOVERY_ON_TIMER_EXPIRE": _("The other side fell silent"),
        "MEDIA_TIMEOUT": _("No sound came any more"),
        "LOSE_RACE": _("Another phone answered"),
        "PICKED_OFF": _("A colleague answered for it"),
        "ATTENDED_TRANSFER": _("Was handed over"),
        "BLIND_TRANSFER": _("Was sent on"),
        "MANAGER_REQUEST": _("Was ended by the switch's operator"),
        "SYSTEM_SHUTDOWN": _("The switch was stopped"),
    },
}
