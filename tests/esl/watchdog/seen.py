"""Snapshots as a switch would give them: one tenant with a queue and two seats, all in order at first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from esl.watchdog.known import Known
from esl.watchdog.snapshot import WAITS_IN, Snapshot

NOW = 1_795_303_600
DOMAIN = "acme.test"
QUEUE = f"queue-1@{DOMAIN}"
FIRST, SECOND = f"seat-1@{DOMAIN}", f"seat-2@{DOMAIN}"
PHONES = {FIRST: ("1001", DOMAIN), SECOND: ("1002", DOMAIN)}
CALLER, LEG = "aaaaaaaa-0000-4000-8000-000000000001", "bbbbbbbb-0000-4000-8000-000000000002"
KNOWN = Known(
    phones=PHONES,
    statuses={FIRST: "Available", SECOND: "Logged Out"},
    queues=frozenset({QUEUE}),
    tenants={DOMAIN: 7},
)


def agent(name: str = FIRST, **columns: str) -> dict[str, str]:
    usual = {"status": "Available" if name == FIRST else "Logged Out", "state": "Waiting", "uuid": ""}
    return {"name": name, "last_offered_call": str(NOW - 5), "ready_time": "0", **usual, **columns}


def tier(state: str = "Ready", name: str = FIRST, queue: str = QUEUE) -> dict[str, str]:
    return {"queue": queue, "agent": name, "state": state, "level": "1", "position": "1"}


def member(session: str = CALLER, state: str = "Waiting", **columns: str) -> dict[str, str]:
    return {
        "queue": QUEUE,
        "uuid": f"member-of-{session}",
        "session_uuid": session,
        "serving_agent": "",
        "joined_epoch": str(NOW - 20),
        "state": state,
        **columns,
    }


def caller(uuid: str = CALLER, **columns: str) -> dict[str, str]:
    """A carrier's leg in the queue."""
    return {
        "uuid": uuid,
        "name": "sofia/external/13800138000@127.0.0.1",
        "direction": "inbound",
        "created_epoch": str(NOW - 30),
        "state": "CS_EXECUTE",
        "callstate": "ACTIVE",
        "application": "callcenter",
        "application_data": QUEUE,
        "presence_id": "",
        "call_uuid": "",
        **({} if columns else {WAITS_IN: QUEUE}),
        **columns,
    }


def leg(uuid: str = LEG, **columns: str) -> dict[str, str]:
    """The leg to the first seat's phone, ringing."""
    return {
        "uuid": uuid,
        "name": "sofia/internal/1001@127.0.0.1:5062",
        "direction": "outbound",
        "created_epoch": str(NOW - 5),
        "state": "CS_CONSUME_MEDIA",
        "callstate": "RINGING",
        "application": "",
        "application_data": "",
        "presence_id": f"1001@{DOMAIN}",
        "presence_data": "",
        "call_uuid": uuid,
        **columns,
    }


def seen(*rows: dict[str, str], tiers: tuple[dict[str, str], ...] = (), **given: Any) -> Snapshot:
    """Rows are agents, callers and channels, told apart by their columns."""
    agents = {FIRST: agent(), SECOND: agent(SECOND)} | {row["name"]: row for row in rows if "status" in row}
    members = tuple(row for row in rows if "session_uuid" in row)
    return Snapshot(
        **{
            "at": datetime.fromtimestamp(NOW, UTC),
            "agents": agents,
            "tiers": tiers or (tier(),),
            "members": members,
            "queued": frozenset(row["session_uuid"] for row in members),
            "channels": {row["uuid"]: row for row in rows if "callstate" in row},
            "registrations": ({"reg_user": "1001", "realm": DOMAIN},),
            **given,
        }
    )
