"""Hang-up causes, their Q.850 numbers, and what SIP says for them (mod_sofia's tables)."""

from __future__ import annotations

Q850 = {
    "NONE": 0,
    "UNALLOCATED_NUMBER": 1,
    "NO_ROUTE_TRANSIT_NET": 2,
    "NO_ROUTE_DESTINATION": 3,
    "CHANNEL_UNACCEPTABLE": 6,
    "NORMAL_CLEARING": 16,
    "USER_BUSY": 17,
    "NO_USER_RESPONSE": 18,
    "NO_ANSWER": 19,
    "SUBSCRIBER_ABSENT": 20,
    "CALL_REJECTED": 21,
    "NUMBER_CHANGED": 22,
    "EXCHANGE_ROUTING_ERROR": 25,
    "DESTINATION_OUT_OF_ORDER": 27,
    "INVALID_NUMBER_FORMAT": 28,
    "FACILITY_REJECTED": 29,
    "NORMAL_UNSPECIFIED": 31,
    "NORMAL_CIRCUIT_CONGESTION": 34,
    "NETWORK_OUT_OF_ORDER": 38,
    "NORMAL_TEMPORARY_FAILURE": 41,
    "SWITCH_CONGESTION": 42,
    "REQUESTED_CHAN_UNAVAIL": 44,
    "OUTGOING_CALL_BARRED": 52,
    "INCOMING_CALL_BARRED": 54,
    "BEARERCAPABILITY_NOTAUTH": 57,
    "SERVICE_UNAVAILABLE": 63,
    "INCOMPATIBLE_DESTINATION": 88,
    "MANDATORY_IE_MISSING": 96,
    "INVALID_IE_CONTENTS": 100,
    "RECOVERY_ON_TIMER_EXPIRE": 102,
    "PROTOCOL_ERROR": 111,
    "INTERWORKING": 127,
}
"""Causes that have a number; FreeSWITCH's own ones count as 16 (see ``q850``)."""

_OWN_TEXT = """
SUCCESS ORIGINATOR_CANCEL CRASH SYSTEM_SHUTDOWN LOSE_RACE MANAGER_REQUEST BLIND_TRANSFER
ATTENDED_TRANSFER ALLOTTED_TIMEOUT USER_CHALLENGE MEDIA_TIMEOUT PICKED_OFF USER_NOT_REGISTERED
PROGRESS_TIMEOUT INVALID_GATEWAY GATEWAY_DOWN INVALID_URL INVALID_PROFILE NO_PICKUP
CHAN_NOT_IMPLEMENTED
"""
OWN = frozenset(_OWN_TEXT.split())

KNOWN = frozenset(Q850) | OWN

SIP_STATUS = {
    "USER_BUSY": (486, "Busy Here"),
    "CALL_REJECTED": (603, "Decline"),
    "NORMAL_TEMPORARY_FAILURE": (503, "Service Unavailable"),
    "UNALLOCATED_NUMBER": (404, "Not Found"),
    "NO_USER_RESPONSE": (408, "Request Timeout"),
    "NO_ANSWER": (480, "Temporarily Unavailable"),
}
"""The final SIP answer of a called party that refuses."""

REFUSALS = {
    **{cause: status for cause, (status, _) in SIP_STATUS.items()},
    "NO_ROUTE_DESTINATION": 404,
    "NO_ROUTE_TRANSIT_NET": 404,
    "NUMBER_CHANGED": 410,
    "DESTINATION_OUT_OF_ORDER": 502,
    "INVALID_NUMBER_FORMAT": 484,
    "NORMAL_CIRCUIT_CONGESTION": 503,
    "NETWORK_OUT_OF_ORDER": 503,
    "SWITCH_CONGESTION": 503,
    "OUTGOING_CALL_BARRED": 403,
    "INCOMING_CALL_BARRED": 403,
    "BEARERCAPABILITY_NOTAUTH": 403,
}
"""The final SIP answer to a caller whom the switch refuses, where it is not 480."""

DIALSTATUS = {
    "SUCCESS": "SUCCESS",
    "USER_BUSY": "BUSY",
    "ORIGINATOR_CANCEL": "CANCEL",
    "NO_ANSWER": "NOANSWER",
    "CALL_REJECTED": "DONTCALL",
    "DESTINATION_OUT_OF_ORDER": "INVALIDARGS",
    "INVALID_PROFILE": "INVALIDARGS",
}


def refusal(cause: str) -> int:
    """The SIP status with which an unanswered inbound leg ends by the switch's doing."""
    return REFUSALS.get(cause, 480)


def q850(cause: str) -> int:
    """``hangup_cause_q850``."""
    return Q850.get(cause, 16)


def dialstatus(cause: str) -> str:
    """The ``DIALSTATUS`` channel variable after an originate."""
    return DIALSTATUS.get(cause, cause)


def named(text: str, otherwise: str = "NORMAL_CLEARING") -> str:
    """A cause by name (any case) or Q.850 number, as ``hangup`` and ``uuid_kill`` take it."""
    text = text.strip()
    if text.upper() in KNOWN:
        return text.upper()
    for name, number in Q850.items():
        if text.isdigit() and int(text) == number:
            return name
    return otherwise
