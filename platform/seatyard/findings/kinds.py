"""Every kind of finding that there is: what it means, whether money hangs on it, and who is asked first."""

from __future__ import annotations

from dataclasses import dataclass

from ..identity.permissions import FINANCE, OPERATOR


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    meaning: str
    asks: str = OPERATOR
    """The role whose people look at it while it has no owner."""
    billable: bool = False
    """Whether an invoice may come out wrong by it: the months that it touches close only with a person's
    word. Not so of what is about invoiced months only, and of what another kind says too once money is at
    stake (a refused node's calls become ``cdr_missing``)."""


def _money(name: str, meaning: str, asks: str = OPERATOR) -> Kind:
    return Kind(name, meaning, asks, billable=True)


_ALL = (
    # Calls and their records
    _money("billusec_differs", "the talk time heard is not that of the record"),
    _money("call_goes_on", "a call of a month that is to be closed goes on: its record is still to come"),
    _money("call_lost", "a call has gone from a node: neither its hang-up nor its record came"),
    _money("cdr_conflict", "another record came for the same leg; the first one stays"),
    _money("cdr_file_left", "a file of a node's error folder cannot be taken in"),
    _money("cdr_incomplete", "something is missing in a record, or contradicts itself"),
    _money("cdr_missing", "a hang-up was heard, and no record came"),
    _money("cdr_not_json", "a record that cannot be read"),
    Kind("cdr_not_utf8", "broken characters in a record were replaced"),
    _money("cdr_on_two_nodes", "a call that another node has brought already"),
    _money("cdr_too_large", "a record over the limit"),
    Kind("cdr_uuid_differs", "a record came under another uuid than its own"),
    _money("cdr_without_tenant", "nobody is billed for it"),
    Kind("rebuilt_differs", "a rebuilt call's own record came after all, and says otherwise", FINANCE),
    _money("sessions_differ", "a node counts sessions of which no event and no record told"),
    _money("tenant_conflict", "a call's legs name several tenants", FINANCE),
    Kind("month_not_dropped", "calls are past their keep, and something needs them yet"),
    _money("calls_without_month", "calls of months in which nobody can have telephoned"),
    # Months
    _money("calls_without_contract", "answered calls of a month lie outside any contract", FINANCE),
    Kind("call_after_invoice", "calls came or changed after their month was invoiced", FINANCE),
    Kind("close_refused", "a month could not be closed", FINANCE),
    Kind("dunning_failed", "what is due of a contract's arrears could not be done", FINANCE),
    Kind("mail_not_sent", "an e-mail to a tenant did not leave", FINANCE),
    Kind("mail_without_address", "a tenant has no address for e-mails about money", FINANCE),
    Kind("invoice_differs", "the facts of today come to something else than the invoice", FINANCE),
    Kind("outage_after_invoice", "an outage was said or known otherwise after its invoice", FINANCE),
    # Payment services
    Kind("gateway_differs", "an invoice stands otherwise at the payment service than it was sent", FINANCE),
    Kind("gateway_failed", "the payment service refused an invoice, a credit note or a refund", FINANCE),
    Kind("gateway_parked", "a message about a payment fits nothing here", FINANCE),
    Kind("gateway_refused", "a message that is not the payment service's, or not of this moment"),
    Kind("payment_disputed", "a payer disputes a payment", FINANCE),
    # Nodes
    Kind("carrier_down", "a carrier does not answer"),
    Kind("channel_left", "a channel whose record says that it has ended is still there"),
    Kind("channel_long", "a channel has been there for more than a day"),
    Kind("drift", "a node is not as it was set"),
    Kind("events_late", "events of a node came late"),
    Kind("failover_held", "the link to a node is down, and another signal says that it serves"),
    Kind("failover_without_room", "a node is down, and no living one has room for its tenants"),
    Kind("link_gap", "the link to a node was interrupted"),
    Kind("node_auth_refused", "a wrong node name or token"),
    Kind("node_clock_set_back", "a node's clock was set back"),
    Kind("node_saturated", "a node's processors have no time left"),
    Kind("outage_unwatched", "a node was restarted while no worker watched it"),
    Kind("limit_miscounted", "a count of calls was wrong"),
    Kind("lines_miscounted", "lines in use were counted anew"),
    Kind("proxy_behind", "the proxy in front of the nodes goes by old lists"),
    Kind("signal_alone", "one signal of a node was silent, and no other agreed"),
    Kind("phone_refused", "a phone with a wrong password or a false name"),
    # Queues, mended by the watchdog
    Kind("agent_leg_alone", "a seat's phone was left up with nobody on the line"),
    Kind("agent_status_wrong", "a seat was signed in or out against its phone"),
    Kind("agent_stuck", "a seat was stuck in a call that does not exist"),
    Kind("queue_caller_gone", "a caller who has gone was still in a queue"),
    Kind("queue_caller_lost", "a caller whom a queue had forgotten"),
    Kind("tier_stuck", "a seat's place in a queue was stuck in an offer"),
    # Tenants
    Kind("api_refused", "a program was not let in"),
    Kind("arrangement_refused", "what was asked for ahead could not be made so"),
    Kind("fetch_refused", "a fetch of recordings was refused"),
    Kind("holidays_not_announced", "days off of a year are not announced yet"),
    Kind("not_on_the_switch_yet", "asked for, and not on the switch yet"),
    Kind("prompt_without_recording", "a prompt without a recording"),
    Kind("webhook_dead", "messages to a tenant's system were given up"),
    # Recordings
    Kind("recording_left", "a recording cannot be taken in"),
    Kind("recording_not_deleted", "a recording is due and not deleted"),
    Kind("recording_of_others", "a node sent another tenant's recording"),
)
KINDS = {kind.name: kind for kind in _ALL}


def kind_of(name: str) -> Kind:
    """The kind of this name. One that is not declared is taken for money: nothing slips by."""
    return KINDS.get(name) or Kind(name, "not declared", billable=True)
