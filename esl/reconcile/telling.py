"""What an event or a row of ``show channels`` says of a channel, in the form of a call record. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from seatyard.clock import from_epoch_us

from ..session import Event

VARIABLES = (
    "uuid", "session_id", "direction", "channel_name", "sofia_profile_name", "is_loopback",
    "seatyard_tenant", "seatyard_did", "seatyard_seat", "seatyard_queue", "seatyard_carrier", "seatyard_from",
    "seatyard_to", "seatyard_clicked", "sip_gateway_name", "domain_name", "dialed_domain", "dialed_user",
    "sip_invite_domain", "sip_from_user", "sip_to_user", "sip_req_user", "user_name", "sip_auth_username",
    "originating_leg_uuid", "originator", "signal_bond", "other_loopback_leg_uuid", "originated_legs",
    "cc_queue", "cc_side", "cc_agent", "cc_agent_uuid", "cc_member_session_uuid", "cc_queue_joined_epoch",
)  # fmt: skip
"""Those that a leg is made of (``esl.calls.legs``), as far as they are there when a call is answered."""


def of_event(event: Event) -> dict[str, Any]:
    """Of a CHANNEL_ANSWER."""
    headers: Mapping[str, Any] = event.headers
    variables = {name: headers[f"variable_{name}"] for name in VARIABLES if headers.get(f"variable_{name}")}
    profile = {
        "caller_id_number": event.get("Caller-Caller-ID-Number"),
        "destination_number": event.get("Caller-Destination-Number"),
        "context": event.get("Caller-Context"),
    }
    return _document({"uuid": event.get("Unique-ID"), **variables}, profile)


def of_row(row: Mapping[str, str]) -> dict[str, Any]:
    """Of ``show channels as json``."""
    variables = {
        "uuid": row.get("uuid"),
        "direction": row.get("direction"),
        "channel_name": row.get("name"),
    }
    profile = {
        "caller_id_number": row.get("initial_cid_num") or row.get("cid_num"),
        "destination_number": row.get("initial_dest") or row.get("dest"),
        "context": row.get("initial_context") or row.get("context"),
    }
    return _document(variables, profile)


def moment(event: Event, header: str) -> datetime | None:
    """A header in microseconds since 1970; None where it has not happened."""
    value = event.get(header)
    return from_epoch_us(value) if value.isascii() and value.isdigit() else None


def _document(variables: Mapping[str, Any], profile: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in variables.items() if value}
    return {"variables": said, "callflow": [{"caller_profile": {k: v for k, v in profile.items() if v}}]}
