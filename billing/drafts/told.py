"""A draft as plain data, and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..documents import data
from .service import OPEN, Row


def short(row: Row) -> dict[str, Any]:
    """Where it stands. Amounts are text."""
    draft, last = row.draft, row.last
    review: dict[str, str] | None = None
    if last is not None:
        review = {"action": last.action, "by": last.by, "reason": last.reason, "at": last.at.isoformat()}
        review |= {"total": data.plain(last.total), "fingerprint": last.fingerprint}
    return {
        "tenant": row.tenant,
        "contract": draft.contract_id,
        "period": draft.period,
        "state": row.state,
        "number": row.number,
        "currency": draft.currency,
        "total": data.plain(draft.total),
        "before": None if draft.before is None else data.plain(draft.before),
        "fingerprint": draft.fingerprint,
        "problem": draft.problem,
        "computed_at": draft.computed_at.isoformat(),
        "changed_at": draft.changed_at.isoformat(),
        "review": review,
    }


def whole(row: Row) -> dict[str, Any]:
    """With the bill, and what is otherwise than in the month before."""
    return {**short(row), "changes": row.draft.changes["items"], "document": row.draft.document}


def line(row: Row) -> str:
    draft, last = row.draft, row.last
    what = f"{row.tenant}  {draft.currency} {draft.total}  {row.state}"
    if row.difference is not None:
        what += f"  {row.difference:+} to the month before"
    if last is not None and row.state != OPEN:
        what += f"  {last.action} by {last.by}" + (f": {last.reason}" if last.reason else "")
    return f"{what}  ({draft.problem})" if draft.problem else what


def shown(row: Row) -> Iterator[str]:
    """``line``, the bill's lines, and the changes with their reasons."""
    yield line(row)
    for one in row.draft.document.get("lines", ()):
        yield f"  {one['amount']:>14}  {one['description']['en']}  {one['explained']['en']}"
    if row.draft.before is None:
        yield "no invoice of the month before to compare with"
    for one in row.draft.changes["items"]:
        why = "; ".join(text["en"] for text in one["why"])
        amounts = " → ".join(one[name] or "–" for name in ("before", "now"))
        yield f"  {one['description']['en']}: {amounts}: {why}"
