"""People who joined and left, by their role."""

from __future__ import annotations

from ...clauses.lead_times import Request
from .seats import changes

STAFF = changes("staff", "staff", "a person", kind="role", request=Request.HEADCOUNT)
