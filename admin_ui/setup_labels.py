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
    },
    "seat_change": {
        "new": _("is added"),
        "changed": _("is changed"),
        "same": _("stays as it is"),
        "released": _("is given back"),
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
    },
}
