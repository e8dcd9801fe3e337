"""Names of what the operator's day has: tenants' needs, numbers, duties, requests."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

OPERATING: dict[str, dict[str, LazyString]] = {
    "move_reason": {
        "asked": _("A person's decision"),
        "emptied": _("Its node is emptied"),
        "failed_over": _("Its node has died"),
    },
    "health": {
        "problem": _("The switch refuses"),
        "overdue": _("Money overdue"),
        "findings": _("Open findings"),
        "on_its_way": _("Not live yet"),
        "fine": _("Fine"),
    },
    "life": {
        "active": _("active"),
        "suspended": _("suspended"),
        "ended": _("ended"),
    },
    "number": {
        "free": _("free"),
        "reserved": _("reserved"),
        "assigned": _("assigned"),
        "porting": _("being ported"),
        "quarantined": _("resting"),
        "out of the pool": _("out of the pool"),
    },
    "number_form": {
        "e164": _("With +, as +861012345678"),
        "plain": _("Without +, as 861012345678"),
        "00": _("With 00, as 00861012345678"),
        "national": _("As dialled inside the country"),
    },
    "caller_header": {
        "none": _("From alone"),
        "rpid": _("From and Remote-Party-ID"),
        "pai": _("From and P-Asserted-Identity"),
    },
    "field": {
        "from": _("From"),
        "max_channels": _("Calls at once, on one node"),
        "ping": _("Seconds between OPTIONS"),
        "port": _("SIP port"),
        "progress_timeout": _("Seconds to a sign of the call"),
        "ring_timeout": _("Seconds of ringing"),
        "starts": _("Contract starts"),
        "strategy": _("Who is rung"),
    },
    "bank_profile": {
        "cn": _("Chinese bank"),
        "plain": _("Plain table"),
    },
    "duty": {
        "written_report": _("Report on faults"),
        "report_force_majeure": _("Report on force majeure"),
        "new_agreement_due": _("New agreement"),
    },
    "request": {
        "seats_added": _("More seats"),
        "seats_released": _("Fewer seats"),
        "seat_type": _("Another type of seat"),
        "number": _("Telephone numbers"),
        "skill_group": _("Queues and skills"),
        "ivr": _("IVR flow"),
        "headcount": _("Number of people"),
        "contract_change": _("Change of the contract"),
        "not_renewing": _("Not renewing the contract"),
        "other": _("Something else"),
    },
    "request_state": {
        "open": _("open"),
        "done": _("done"),
        "refused": _("refused"),
        "withdrawn": _("withdrawn"),
    },
}
