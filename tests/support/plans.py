"""What PostgreSQL reads for a question, as EXPLAIN ANALYZE tells: plans, not times."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from seatyard.db import db, snapshot


def asked(ask: Callable[[], object]) -> list[str]:
    """The plan of each SELECT of calls, legs or evidence that ``ask`` sends, as it was run."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and re.search(r"\b(conversations|legs|line_evidence)\b", statement):
            sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with snapshot():
            ask()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    explain = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) "
    connection = db.session.connection()
    for way in ("seqscan", "hashjoin", "mergejoin"):  # as over tables of millions of rows
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    found = ["\n".join(connection.exec_driver_sql(explain + one, given).scalars()) for one, given in sent]
    db.session.rollback()
    return found


def reads(ask: Callable[[], object], *, last: bool = False) -> set[str]:
    """The parts of calls and legs that it looks into; of its ``last`` question only."""
    plans = asked(ask)
    lines = "\n".join(plans[-1:] if last else plans).splitlines()
    run = "\n".join(line for line in lines if "never executed" not in line)
    return set(re.findall(r" on ((?:conversations|legs)_\w+)", run))
