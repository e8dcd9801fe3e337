"""Outages and plans as the command line prints them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from seatyard.app import settings_of

from ..models import Outage
from .models import OutageClass, Plan


def outage(row: Outage, said: Sequence[OutageClass]) -> dict[str, Any]:
    return {
        "outage": row.id,
        "node": row.node.name,
        "kind": row.kind,
        "from": row.starts_at,
        "until": row.ends_at,
        "certain": row.certain,
        "cause": row.cause,
        "signals": row.evidence.get("signals", []),
        "said": [word(one) for one in said],
    }


def word(said: OutageClass) -> dict[str, Any]:
    told = {"announced": said.announced_at} if said.announced_at else {}
    return {"cause": said.cause, "reason": said.reason, "by": said.by, "at": said.at, **told}


def lines(one: dict[str, Any]) -> list[str]:
    until = local(one["until"]) if one["until"] else "goes on"
    state = one["cause"] if one["certain"] else "one signal alone: no outage yet"
    lines = [f"{one['outage']}  {one['node']}  {one['kind']}  {local(one['from'])} - {until}  {state}"]
    lines += [f"    {piece['signal']}: {piece['what']}" for piece in one["signals"]]
    return [*lines, *(f"    {local(w['at'])} {w['by']}: {w['cause']}: {w['reason']}" for w in one["said"])]


def plan(one: Plan, for_whom: str) -> dict[str, Any]:
    gone = {"withdrawn": one.withdrawn_reason, "withdrawn_by": one.withdrawn_by} if one.withdrawn_at else {}
    return {
        "plan": one.name,
        "cause": one.cause,
        "from": one.starts_at,
        "until": one.ends_at,
        "for": for_whom or "everything",
        "reason": one.reason,
        "announced": one.announced_at,
        "ahead": one.announced_at < one.starts_at,
        "by": one.entered_by,
        **gone,
    }


def plan_line(one: dict[str, Any]) -> str:
    until = local(one["until"]) if one["until"] else "no end yet"
    line = f"{one['plan']}  {one['cause']}  {local(one['from'])} - {until}  {one['for']}  {one['reason']}"
    if not one["ahead"] and one["cause"] == "planned":
        line += "  (told too late: it counts as a fault)"
    return f"{line}  withdrawn: {one['withdrawn']}" if "withdrawn" in one else line


def local(moment: datetime) -> str:
    """In the operator's zone."""
    return f"{moment.astimezone(ZoneInfo(settings_of(current_app).timezone)):%Y-%m-%d %H:%M:%S}"
