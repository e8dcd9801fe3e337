"""A call without a record is billed from what was heard of it, once a person says so.

``cdr_missing``: its hang-up was heard, which carries what the record has; it is billed as the record would
have been. ``call_lost``: not even that; it is billed to the last proof that it lived, never more.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import delete, select

from seatyard import findings
from seatyard.db import db, insert
from seatyard.errors import Conflict, InvalidInput
from seatyard.findings import Finding
from seatyard.findings.people import words

from ..calls.legs import MEMBER
from ..cdr.rebuilt import BY, CAUSE, LACKS
from ..cdr.via import REBUILT
from ..models import CdrRecord
from . import telling
from .models import HeardLeg
from .records import LOST, MISSING

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KINDS = (MISSING, LOST)
FIRST_PROFILE = "the profile that it was made with"
JOINING = "when it joined its queue, to the microsecond"


@dataclass(frozen=True)
class Rebuilt:
    finding_id: int
    node: str
    uuid: str
    lacks: tuple[str, ...]
    """What a record would have told and nobody heard."""


def accept(finding_id: int, by: str, reason: str) -> Rebuilt:
    """Make a record of what was heard, which folding makes a leg of; the finding is cleared with it.

    Should its own record come, that takes its place. Raises InvalidInput for a finding of another kind, and
    where too little was heard; Conflict for one that is cleared, or whose record has come.
    """
    finding, why = findings.by_id(finding_id), words(reason, "reason")
    where = f"finding {finding_id}"
    if finding.kind not in KINDS:
        raise InvalidInput(f"a {finding.kind} is no lost call", where=where, allowed=", ".join(KINDS))
    if finding.cleared_at is not None:
        raise Conflict("it is cleared", where=where, allowed="an open one")
    node_id, uuid = finding.detail["node_id"], finding.detail["uuid"]
    document = _of_lost(finding, by) if finding.kind == LOST else _of_missing(finding, by)
    if not _keep(node_id, uuid, document):
        raise Conflict("its record has come", where=where, allowed="seatyard meter reconcile clears it")
    db.session.execute(delete(HeardLeg).filter_by(node_id=node_id, uuid=uuid))
    lacks = tuple(filter(None, document["variables"].get(LACKS, "").split("; ")))
    done = Rebuilt(finding_id, finding.detail["node"], uuid, lacks)
    findings.clear(finding_id, by, f"billed as rebuilt: {why}")
    return done


def _keep(node_id: int, uuid: str, document: dict[str, Any]) -> bool:
    """Whether there was no record yet."""
    body = orjson.dumps(document).decode()
    row = {
        "node_id": node_id,
        "uuid": uuid,
        "leg": "b" if document["variables"].get("originating_leg_uuid") else "a",
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
        "body": body,
        "via": REBUILT,
    }
    if db.session.scalar(select(CdrRecord.id).filter_by(node_id=node_id, uuid=uuid).limit(1)) is not None:
        return False
    new = insert(CdrRecord).values(**row).on_conflict_do_nothing().returning(CdrRecord.id)
    return db.session.scalar(new) is not None


def _of_missing(finding: Finding, by: str) -> dict[str, Any]:
    """What mod_json_cdr would have posted, as far as the hang-up told it."""
    detail = finding.detail
    heard = db.session.get(HeardLeg, (detail["node_id"], detail["uuid"]))
    if heard is None:
        message = "nothing was kept of its hang-up but that there was one"
        raise InvalidInput(message, where=f"finding {finding.id}", allowed="seatyard finding clear")
    variables = heard.told["variables"] | {BY: f"finding {finding.id} (its hang-up was heard), by {by}"}
    lacks = []
    if telling.first_in(heard.told) is None:
        lacks.append(FIRST_PROFILE)
    if variables.get("cc_side") == MEMBER and variables.get("cc_queue_joined_epoch"):
        lacks.append(JOINING)
    if lacks:
        variables[LACKS] = "; ".join(lacks)
    return {"core-uuid": heard.core_uuid, "variables": variables, "callflow": heard.told["callflow"]}


def _of_lost(finding: Finding, by: str) -> dict[str, Any]:
    """The same of a call of whose end nothing was heard."""
    detail = finding.detail
    if not detail["answered_at"]:
        message = "nobody heard when it was answered: there is nothing to bill it from"
        raise InvalidInput(message, where=f"finding {finding.id}", allowed="seatyard finding clear")
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
        BY: f"finding {finding.id} ({detail['why']}), by {by}",
    }
    return {"core-uuid": detail["core_uuid"], "variables": variables, "callflow": detail["told"]["callflow"]}


def _epoch_us(at: str) -> int:
    elapsed = datetime.fromisoformat(at) - EPOCH
    return (elapsed.days * 86_400 + elapsed.seconds) * 1_000_000 + elapsed.microseconds
