"""A lost call is billed from what was heard of it, once a person says so. Never more than is proven."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson

from seatyard import findings
from seatyard.db import db, insert
from seatyard.errors import Conflict, InvalidInput
from seatyard.findings import Finding
from seatyard.findings.people import words

from ..cdr.rebuilt import CAUSE, REBUILT
from ..models import CdrRecord
from .records import LOST

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def accept(finding_id: int, by: str, reason: str) -> Finding:
    """Make a record of a lost call, which folding makes a leg of; the finding is cleared with it.

    It talked from its answer to the last proof that it lived. Should its own record come, that takes
    its place. Raises InvalidInput for a finding of another kind, and for a call that nobody heard
    answered; Conflict for one that is cleared.
    """
    finding, why = findings.by_id(finding_id), words(reason, "reason")
    where = f"finding {finding_id}"
    if finding.kind != LOST:
        raise InvalidInput(f"a {finding.kind} is no lost call", where=where, allowed=LOST)
    if finding.cleared_at is not None:
        raise Conflict("it is cleared", where=where, allowed="an open one")
    if not finding.detail["answered_at"]:
        message = "nobody heard when it was answered: there is nothing to bill it from"
        raise InvalidInput(message, where=where, allowed="seatyard finding clear")
    document = record_of(finding, by)
    body = orjson.dumps(document).decode()
    row = {
        "node_id": finding.detail["node_id"],
        "uuid": finding.detail["uuid"],
        "leg": "b" if document["variables"].get("originating_leg_uuid") else "a",
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
        "body": body,
        "via": REBUILT,
    }
    db.session.execute(insert(CdrRecord).values(**row).on_conflict_do_nothing())
    return findings.clear(finding_id, by, f"billed as rebuilt: {why}")


def record_of(finding: Finding, by: str) -> dict[str, Any]:
    """What mod_json_cdr would have posted, as far as it is known; ``seatyard_rebuilt`` says so."""
    detail = finding.detail
    answered, ended = _epoch_us(detail["answered_at"]), _epoch_us(detail["proven"])
    started = _epoch_us(detail["started_at"]) if detail["started_at"] else answered
    ended = max(answered, ended)
    variables = dict(detail["told"]["variables"])
    if joined := variables.get("signal_bond"):
        variables["last_bridge_to"] = joined
    variables |= {
        "uuid": detail["uuid"],
        "start_uepoch": str(min(started, answered)),
        "answer_uepoch": str(answered),
        "end_uepoch": str(ended),
        "billusec": str(ended - answered),
        "hangup_cause": CAUSE,
        "seatyard_rebuilt": f"finding {finding.id} ({detail['why']}), by {by}",
    }
    return {"core-uuid": detail["core_uuid"], "variables": variables, "callflow": detail["told"]["callflow"]}


def _epoch_us(at: str) -> int:
    elapsed = datetime.fromisoformat(at) - EPOCH
    return (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds
