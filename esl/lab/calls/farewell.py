"""How a leg ends, in SIP's words: the channel variables on it and on its partner, as the captures show."""

from __future__ import annotations

from .causes import SIP_STATUS, q850
from .channel import Channel
from .rtp import counters

_UNKNOWN = (480, "Temporarily Unavailable")
CANCELLED = 487


def closing(channel: Channel, by_remote: bool) -> None:
    """What the last message leaves on the leg before CHANNEL_HANGUP."""
    variables = channel.variables
    outbound = channel.direction == "outbound"
    if not by_remote:
        return
    if not channel.answered:
        variables["sip_hangup_disposition"] = "recv_refuse" if outbound else "recv_cancel"
    status = 200 if channel.answered else CANCELLED
    if outbound and not channel.answered:
        status, phrase = SIP_STATUS.get(channel.cause or "", _UNKNOWN)
        _failed(channel, status, phrase)
    elif not channel.answered:
        _failed(channel, CANCELLED, "CANCEL")
    variables["sip_term_status"] = str(status)
    variables["proto_specific_hangup_cause"] = f"sip:{status}"
    variables["sip_term_cause"] = str(status if status == CANCELLED else q850(channel.cause or ""))
    if channel.peer is not None:
        role = "originator" if channel.other_type == "originatee" else "originatee"
        variables["last_bridge_role"] = role


def noted(channel: Channel) -> None:
    """What the far end's BYE leaves on the leg after CHANNEL_HANGUP."""
    if channel.by_remote and channel.answered:
        channel.variables["sip_hangup_disposition"] = "recv_bye"


def ended(channel: Channel, by_remote: bool) -> None:
    """Who ended the leg, and the packet counters."""
    cause = channel.cause or "NORMAL_CLEARING"
    variables = channel.variables
    variables["hangup_cause"] = cause
    variables["hangup_cause_q850"] = str(q850(cause))
    outbound = channel.direction == "outbound"
    if not by_remote and channel.twin is None:
        refusal = "send_cancel" if outbound else "send_refuse"
        variables["sip_hangup_disposition"] = "send_bye" if channel.answered else refusal
        if outbound and not channel.answered:
            _failed(channel, CANCELLED, "CANCEL")
    if channel.media:
        variables.update(counters(channel))


def partner_left(channel: Channel, partner: Channel) -> None:
    """A bridged leg learns that its partner's far end said goodbye."""
    if partner.by_remote:
        _last_bridge(channel, partner.cause or "NORMAL_CLEARING", 200, "OK")


def called_failed(caller: Channel, called: Channel | None, cause: str) -> None:
    """A caller learns that nobody answered."""
    if called is None:
        return
    if called.by_remote:
        status, phrase = SIP_STATUS.get(cause, _UNKNOWN)
        _last_bridge(caller, cause, status, phrase)
        _failed(caller, status, phrase)
    elif cause == "NO_ANSWER":
        caller.variables["last_bridge_hangup_cause"] = cause


def caller_cancelled(called: Channel) -> None:
    """A ringing leg learns that its caller gave up."""
    _last_bridge(called, "ORIGINATOR_CANCEL", CANCELLED, "Request Terminated")


def _failed(channel: Channel, status: int, phrase: str) -> None:
    channel.variables["sip_invite_failure_status"] = str(status)
    channel.variables["sip_invite_failure_phrase"] = phrase


def _last_bridge(channel: Channel, cause: str, status: int, phrase: str) -> None:
    channel.variables["sip_hangup_phrase"] = phrase
    channel.variables["last_bridge_hangup_cause"] = cause
    channel.variables["last_bridge_proto_specific_hangup_cause"] = f"sip:{status}"
