"""What things are called, in the page's language: the one place for the names of states and kinds.

``label("outcome", "answered")`` in a view or a template. A name that is not listed is shown as it is.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from billing.documents import parameters
from billing.documents.words import CLAUSES, UNITS, word

from .board_labels import BOARD
from .cause_labels import CAUSES
from .dunning_labels import DUNNING
from .error_labels import ERRORS
from .finding_labels import FINDINGS
from .i18n import language
from .money_labels import MONEY
from .operating_labels import OPERATING
from .report_labels import REPORTS
from .setup_labels import SETUP
from .trail_labels import TRAIL

LABELS: dict[str, dict[str, LazyString]] = {
    "role": {
        "operator": _("Operator"),
        "support": _("Support"),
        "finance": _("Finance"),
        "reader": _("Read-only"),
        "tenant": _("Tenant"),
        "supervisor": _("Supervisor"),
        "quality": _("Quality"),
        "seat": _("Seat"),
    },
    "audit": {
        "change": _("Changed"),
        "look": _("Looked at"),
        "log-in": _("Logged in"),
        "log-in refused": _("Was not let in"),
    },
    "draft": {
        "open": _("Not reviewed"),
        "held": _("Held"),
        "approved": _("Approved"),
        "changed": _("Changed since its approval"),
        "finalised": _("Invoiced"),
    },
    "draft_act": {
        "held": _("Held"),
        "released": _("Released"),
        "approved": _("Approved"),
    },
    **MONEY,
    **DUNNING,
    **ERRORS,
    **REPORTS,
    **BOARD,
    **CAUSES,
    **FINDINGS,
    **SETUP,
    **TRAIL,
    "age": {
        "not_due": _("Not due"),
        "to_30": _("Late up to 30 days"),
        "to_60": _("31 to 60"),
        "to_90": _("61 to 90"),
        "over_90": _("Over 90"),
    },
    "direction": {
        "inbound": _("Inbound"),
        "outbound": _("Outbound"),
        "internal": _("Internal"),
    },
    "crossing": {
        "inbound": _("Inbound"),
        "outbound": _("Outbound"),
        "clicked": _("Dialled for a program"),
        "call_back": _("Call back"),
        "conference": _("Called into a conference"),
        "transferred": _("Sent on by a seat"),
        "forwarded": _("Diverted outside"),
        "telephone": _("Seat's telephone"),
        "joined": _("Joined to the call"),
        "internal": _("Internal"),
    },
    "prompt_source": {
        "upload": _("Recording"),
        "speech": _("Spoken"),
        "placeholder": _("A tone: record it"),
    },
    "outcome": {
        "answered": _("Answered"),
        "abandoned": _("Abandoned"),
        "failed": _("Failed"),
        "self_service": _("Self-service"),
    },
    "refused": {
        "seat": _("This type of seat may not dial out"),
        "policy": _("The outbound policy does not allow this number"),
        "hours": _("Outside the hours in which the tenant calls"),
        "no_caller_number": _("There is no such number to show"),
        "tenant_calls": _("The tenant's limit of concurrent calls"),
        "tenant_rate": _("The tenant's limit of calls in a second"),
        "number_calls": _("The number's limit of concurrent calls"),
        "number_rate": _("The number's limit of calls in a second"),
        "pin": _("The PIN of a voicemail box was not given"),
        "suspended": _("The tenant's service is suspended"),
    },
    "recording": {
        "call": _("Talk"),
        "voicemail": _("Message"),
    },
    "listening": {
        "page": _("On this page"),
        "phone": _("By telephone"),
        "https": _("Fetched over HTTPS"),
        "sftp": _("Fetched by SFTP"),
    },
    "outage": {
        "provider": _("Provider fault"),
        "planned": _("Planned work"),
        "force_majeure": _("Force majeure"),
        "tenant": _("Tenant's own lines"),
        "terminal": _("Phones and terminals"),
        "third_party": _("Other carriers"),
        "none": _("No outage"),
    },
    "outage_kind": {
        "node_down": _("Node down"),
        "sip_silent": _("SIP does not answer"),
        "call_failed": _("Calls are not taken"),
        "socket_lost": _("Event Socket lost"),
        "database_away": _("Database away"),
    },
    "signal": {
        "event_socket": _("Event Socket"),
        "banner": _("Banner of the Event Socket"),
        "options_seats": _("OPTIONS to the seats' profile"),
        "options_carriers": _("OPTIONS to the carriers' profile"),
        "profile_seats": _("The switch on its seats' profile"),
        "profile_carriers": _("The switch on its carriers' profile"),
        "call_routed": _("Call through the dialplan"),
        "call_bare": _("Call without the dialplan"),
        "database_pool": _("Query of the worker"),
        "database_fresh": _("New connection to the database"),
        "core_uuid": _("Core-UUID changed"),
    },
    "seat_state": {
        "ready": _("Ready"),
        "busy": _("Busy"),
        "after_call": _("After-call work"),
        "signed_out": _("Signed out"),
    },
    "seat_time": {
        "talking": _("Talking"),
        "hold": _("On hold"),
        "ringing": _("Ringing"),
        "dialling": _("Dialling"),
        "after_call": _("After-call work"),
        "ready": _("Ready"),
        "busy": _("Busy"),
        "signed_out": _("Signed out"),
        "unregistered": _("No phone"),
        "not_leased": _("Not leased"),
        "unknown": _("Unknown"),
    },
    "seat_function": {
        "sign_in_out": _("Sign in and out"),
        "ready_busy": _("Say ready and busy"),
        "hold": _("Hold a call"),
        "call_inside": _("Internal calls"),
        "transfer_inside": _("Transfer inside"),
        "back_to_menu": _("Back to the menu"),
        "call_out": _("Calls out"),
        "transfer_caller": _("Transfer callers"),
        "transfer_out": _("Transfer outside"),
        "three_way": _("Three-way calls"),
        "parking": _("Parking"),
        "pick_up": _("Answer for colleagues"),
        "supervision": _("Listen, whisper, barge in, take over, end talks"),
    },
    "strategy": {
        "longest-idle-agent": _("Longest idle seat"),
        "round-robin": _("Round robin"),
        "ring-all": _("Ring all"),
        "ring-progressively": _("Ring progressively"),
        "top-down": _("Top down"),
        "random": _("Random"),
        "agent-with-least-talk-time": _("Least talk time"),
        "agent-with-fewest-calls": _("Fewest calls"),
        "sequentially-by-agent-order": _("In order"),
    },
    "call_back": {
        "waiting": _("waits"),
        "calling": _("is being called"),
        "done": _("done"),
        "failed": _("not reached"),
        "expired": _("too late"),
        "doubled": _("asked before"),
    },
    "flow_node": {
        "hours": _("Opening hours"),
        "menu": _("Menu"),
        "collect": _("Digits"),
        "lookup": _("Web lookup"),
        "queue": _("Queue"),
        "seat": _("Seat"),
        "conference": _("Conference"),
        "play": _("Play"),
        "speech": _("Speech"),
        "survey": _("Survey"),
        "voicemail": _("Voicemail"),
        "hangup": _("Hang up"),
    },
    "flow_edge": {
        "inside": _("open"),
        "outside": _("closed"),
        "otherwise": _("otherwise"),
        "no_answer": _("no answer"),
        "then": _("then"),
        "on_timeout": _("after waiting"),
    },
    "evidence": {
        "seat": _("Seats"),
        "call": _("Calls"),
        "leg": _("Further legs"),
        "outage": _("Outages"),
        "line": _("Lines"),
        "invoice": _("Earlier invoices"),
        "credit_note": _("Credit notes"),
        "term": _("Terms of the contract"),
        "leased_line": _("Leased lines"),
        "staff": _("People"),
        "sign_in": _("Times signed in"),
        "unheard": _("Times of which nothing is known"),
        "activation": _("Activations"),
        "one_off": _("Single charges"),
        "milestone": _("Milestones"),
        "hours": _("Hours worked"),
        "service_level": _("Key figures"),
        "receipt": _("Receipts"),
        "item": _("Items handled"),
        "payment": _("Payments"),
        "write_off": _("Write-offs"),
        "recovery": _("Recoveries of write-offs"),
        "ending": _("Endings"),
    },
    **OPERATING,
    "bill": {
        "settlement": _("Settlement"),
        "prepayment": _("Prepayment"),
        "correction": _("Correction"),
    },
    "subject": {
        "answer_rate": _("Answer rate"),
        "average_handling_time": _("Average handling time"),
        "resolution_rate": _("Resolution rate"),
        "satisfaction": _("Satisfaction"),
    },
    "finding_act": {
        "noted": _("Note"),
        "assigned": _("Assigned"),
        "unassigned": _("Taken from its owner"),
        "cleared": _("Cleared"),
    },
    "finding": {
        "agent_leg_alone": _("Seat's phone left up with nobody on the line"),
        "agent_status_wrong": _("Seat signed in or out against its phone"),
        "agent_stuck": _("Seat stuck in a call that does not exist"),
        "billusec_differs": _("Talk time heard and recorded differ"),
        "call_lost": _("Call that has gone without a record"),
        "channel_left": _("Channel that is left although its call has ended"),
        "channel_long": _("Channel that is more than a day old"),
        "month_not_dropped": _("Calls past their keep that something needs yet"),
        "calls_without_month": _("Calls of months in which nobody telephoned"),
        "calls_without_contract": _("Calls of a month without a contract"),
        "cdr_conflict": _("Two different records of one call"),
        "cdr_file_left": _("Call record's file that cannot be read"),
        "cdr_incomplete": _("Call record that cannot be metered"),
        "cdr_missing": _("Call without a record"),
        "cdr_not_json": _("Call record that is not JSON"),
        "cdr_not_utf8": _("Call record with broken characters"),
        "cdr_on_two_nodes": _("One call recorded by two nodes"),
        "cdr_too_large": _("Call record too large"),
        "cdr_uuid_differs": _("Call record under another name"),
        "cdr_without_tenant": _("Call record of no tenant"),
        "close_refused": _("Month that could not be closed"),
        "dunning_failed": _("Arrears that could not be dealt with"),
        "mail_not_sent": _("E-mail that did not leave"),
        "mail_without_address": _("Tenant without an address for e-mails"),
        "carrier_down": _("A carrier does not answer"),
        "proxy_behind": _("The proxy in front of the nodes goes by old lists"),
        "arrangement_refused": _("What was asked for ahead could not be made so"),
        "api_refused": _("A program was not let in"),
        "fetch_refused": _("A fetch of recordings was refused"),
        "webhook_dead": _("Messages to a tenant's system were given up"),
        "limit_miscounted": _("A count of calls was wrong"),
        "lines_miscounted": _("Lines in use were counted anew"),
        "drift": _("Switch differs from what was set"),
        "events_late": _("Events of a node came late"),
        "node_saturated": _("A node's processors have no time left"),
        "gateway_differs": _("Invoice stands otherwise at the payment service"),
        "gateway_failed": _("Payment service refused what was sent"),
        "gateway_parked": _("Message about a payment that fits nothing"),
        "gateway_refused": _("Message that is not the payment service's"),
        "payment_disputed": _("Payment that its payer disputes"),
        "holidays_not_announced": _("Days off of a year not announced yet"),
        "invoice_differs": _("Facts changed after the invoice"),
        "failover_held": _("Event link is down, and the node takes calls"),
        "failover_without_room": _("No room for the tenants of a dead node"),
        "link_gap": _("Event link was interrupted"),
        "node_auth_refused": _("Node refused: wrong token"),
        "node_clock_set_back": _("Clock of a node was set back"),
        "not_on_the_switch_yet": _("Asked for, and not on the switch yet"),
        "call_goes_on": _("Call goes on at the close"),
        "call_after_invoice": _("Calls came after their invoice"),
        "outage_after_invoice": _("Outage changed after its invoice"),
        "signal_alone": _("One signal alone was silent"),
        "outage_unwatched": _("Restart that nobody watched"),
        "phone_refused": _("Phone refused: wrong password or false name"),
        "prompt_without_recording": _("Prompt without a recording"),
        "queue_caller_gone": _("Caller who has gone, still in a queue"),
        "queue_caller_lost": _("Caller whom a queue had forgotten"),
        "rebuilt_differs": _("Rebuilt call whose record says otherwise"),
        "recording_left": _("Recording that cannot be taken in"),
        "recording_not_deleted": _("Recording that is due and not deleted"),
        "recording_of_others": _("Node sent another tenant's recording"),
        "sessions_differ": _("Sessions of a node that nothing is known of"),
        "tenant_conflict": _("Call that names several tenants"),
        "tier_stuck": _("Seat's place in a queue stuck in an offer"),
    },
    "export": {
        "asked": _("asked for"),
        "making": _("being made"),
        "ready": _("ready"),
        "failed": _("failed"),
        "expired": _("expired"),
    },
}

_PRINTED = {"clause": CLAUSES, "unit": UNITS}
"""What stands on paper too has its names there, so that both say the same."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        label=label,
        told=lambda path: parameters.told(path, language()),
        fact_field=lambda name: parameters.fact(name, language()),
    )


def label(kind: str, key: str | None) -> str:
    """The name of ``key`` among the names of ``kind``; ``—`` for nothing."""
    if not key:
        return "\N{EM DASH}"
    return _named(kind, key, language())


@lru_cache(maxsize=4096)
def _named(kind: str, key: str, language: str) -> str:
    """In the language of the page, which ``language`` is: a page may say a few names thousands of times."""
    if kind in _PRINTED:
        return word(_PRINTED[kind], key, language)
    return str(LABELS[kind].get(key, key))
