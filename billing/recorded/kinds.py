"""What may be recorded, and the JSON Schema of a file of facts."""

from __future__ import annotations

from datetime import date
from typing import Any

from seatyard import documents
from seatyard.errors import InvalidInput

from ..cases.facts import KINDS
from ..cases.facts.asked import takes_effect
from ..cases.facts.reading import Entry, moment
from ..cases.facts.schemas import mapping, several
from ..clauses.lead_times import Request
from ..engine import CAUSES, Agreement
from ..engine.facts import PROVIDER

SEEN = {
    "seats": "seats are leased by onboarding",
    "calls": "calls come from the switch's records",
    "sign_ins": "seats' signing in is heard on the switch",
}
"""The kinds that the live tables hold, and nobody tells."""

DATED_BY = ("at", "from", "start", "due", "period")
"""The keys that a fact is dated by: the first that it has."""


def _schema(kind: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Of an entry. The provider's own outages are noticed by the worker, so an outage told is another's."""
    if kind != "outages":
        return schema
    causes = {"enum": [cause for cause in CAUSES if cause != PROVIDER]}
    return mapping([*schema["required"], "cause"], schema["properties"] | {"cause": causes})


RECORDED = {kind.name: _schema(kind.name, kind.schema) for kind in KINDS if kind.name not in SEEN}
"""The kinds that may be recorded, each with the schema of an entry."""

SCHEMA = mapping(
    ["facts"], {"facts": mapping([], {name: several(entry) for name, entry in RECORDED.items()})}
)


def check(document: dict[str, Any]) -> None:
    """Refuse a file of facts for its first fault, by its path in it."""
    told = document.get("facts")
    for kind, why in SEEN.items():
        if isinstance(told, dict) and kind in told:
            raise InvalidInput(why, where=f"facts.{kind}", allowed=", ".join(RECORDED))
    documents.check(document, SCHEMA)


def day_of(entry: Entry, agreement: Agreement, where: str) -> date:
    """The local day that an entry is about, or takes effect on; the first one of a month."""
    key, zone = next(key for key in DATED_BY if key in entry), agreement.zone
    if key == "period":
        return _first_day(entry[key])
    if "asked" in entry:
        return takes_effect(entry, agreement, Request.HEADCOUNT, where).astimezone(zone).date()
    return moment(entry[key], zone, f"{where}.{key}").astimezone(zone).date()


def _first_day(period: str) -> date:
    """Of a month, or of a quarter such as ``2026-Q1``."""
    year, _, part = period.partition("-")
    return date(int(year), int(part[1]) * 3 - 2 if part[0] == "Q" else int(part), 1)
