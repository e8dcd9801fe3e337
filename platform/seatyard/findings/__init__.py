"""Findings: what does not add up, counted and shown until a person clears it, or its cause has gone.

A finding is one per kind and key; seeing the same thing again raises its count.
Nothing is mended in silence: code that meets a difference reports it here, under a kind of ``kinds``.
"""

from __future__ import annotations

from .kinds import KINDS, Kind, kind_of
from .listing import Filters, listing, open_kinds, part_of, still_open
from .models import Finding, FindingNote
from .people import assign, by_id, clear, history, note, staff, unassign
from .reporting import Seen, report, report_all_once, report_alone, report_once, report_still, resolve

__all__ = [
    "KINDS",
    "Filters",
    "Finding",
    "FindingNote",
    "Kind",
    "Seen",
    "assign",
    "by_id",
    "clear",
    "history",
    "kind_of",
    "listing",
    "note",
    "open_kinds",
    "part_of",
    "report",
    "report_all_once",
    "report_alone",
    "report_once",
    "report_still",
    "resolve",
    "staff",
    "still_open",
    "unassign",
]
