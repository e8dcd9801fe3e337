"""The variables of a call record that a leg is made of; all others of the some 150 are not read.

What is kept of an event, in case that no record comes, is exactly these (``esl.reconcile.telling``).
"""

from __future__ import annotations

from ..placed import PLACED
from ..queues.asking import VARIABLE as CALL_BACK
from ..seats.notes import ASKED, SUPERVISES
from ..seats.notes import VARIABLE as STATE
from ..voicemail.boxes import MESSAGES

MOMENTS = ("start", "answer", "bridge", "end", "cc_queue_joined", "cc_queue_canceled")
"""Each as ``_uepoch``, in microseconds, and as ``_epoch``."""

READ = (
    "uuid", "session_id", "direction", "channel_name", "sofia_profile_name", "is_loopback",
    "seatyard_tenant", "seatyard_did", "seatyard_seat", "seatyard_queue", "seatyard_carrier", "seatyard_from",
    "seatyard_to", "seatyard_clicked", "seatyard_score", "seatyard_refused",
    STATE, SUPERVISES, ASKED, MESSAGES, CALL_BACK, PLACED,
    "sip_gateway_name", "domain_name", "dialed_domain", "dialed_user",
    "sip_invite_domain", "sip_from_user", "sip_to_user", "sip_req_user", "user_name", "sip_auth_username",
    "originating_leg_uuid", "originator", "signal_bond", "bridge_uuid", "last_bridge_to",
    "other_loopback_leg_uuid", "originated_legs", "transfer_history",
    "cc_queue", "cc_side", "cc_agent", "cc_agent_uuid", "cc_member_session_uuid",
    "conference_name", "hold_events", "billusec", "hangup_cause",
    *(f"{moment}_{unit}" for moment in MOMENTS for unit in ("uepoch", "epoch")),
)  # fmt: skip
