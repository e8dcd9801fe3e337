"""A finding as plain data, and as lines for a person."""

from __future__ import annotations

import json
from typing import Any

from seatyard import clock
from seatyard.findings import Finding, FindingNote, Kind, kind_of

SPANS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def of_finding(finding: Finding, tenant: str | None) -> dict[str, Any]:
    kind = kind_of(finding.kind)
    return {
        "id": finding.id,
        "kind": finding.kind,
        "meaning": kind.meaning,
        "billable": finding.billable,
        "owner": finding.owner,
        "asks": kind.asks,
        "tenant": tenant,
        "key": finding.key,
        "message": finding.message,
        "detail": finding.detail,
        "about_from": finding.about_from,
        "about_until": finding.about_until,
        "count": finding.count,
        "first_at": finding.first_at,
        "last_at": finding.last_at,
        "age_seconds": int(((finding.cleared_at or clock.now()) - finding.first_at).total_seconds()),
        "cleared_at": finding.cleared_at,
        "cleared_by": finding.cleared_by,
        "cleared_because": finding.cleared_because,
    }


def of_note(note: FindingNote) -> dict[str, Any]:
    return {"at": note.at, "by": note.by, "what": note.what, "text": note.text}


def of_kind(kind: Kind) -> dict[str, Any]:
    return {"kind": kind.name, "meaning": kind.meaning, "asks": kind.asks, "billable": kind.billable}


def age(seconds: int) -> str:
    """The largest unit that fits: ``3 d``, ``20 min``."""
    size, unit = next((one for one in SPANS if seconds >= one[0]), SPANS[-1])
    return f"{seconds // size} {unit}"


def line(told: dict[str, Any]) -> str:
    who = told["owner"] or f"({told['asks']})"
    about = f"{told['tenant']}  {told['key']}" if told["tenant"] else told["key"]
    money = "  money" if told["billable"] else ""
    return (
        f"{told['id']}  {told['kind']}{money}  {age(told['age_seconds'])}  {who}  {about}  {told['message']}"
    )


def lines(told: dict[str, Any]) -> list[str]:
    said = [
        line(told),
        f"means: {told['meaning']}",
        f"seen: {told['count']} ×, {told['first_at']} to {told['last_at']}",
    ]
    if told["about_from"]:
        said.append(f"about: {told['about_from']} to {told['about_until']}")
    if told["cleared_at"]:
        why = f": {told['cleared_because']}" if told["cleared_because"] else ""
        said.append(f"cleared: {told['cleared_at']} by {told['cleared_by']}{why}")
    said += [f"{name}: {_value(value)}" for name, value in told["detail"].items()]
    return said + [f"{one['at']}  {one['by']}  {one['what']}: {one['text']}" for one in told["history"]]


def _value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
