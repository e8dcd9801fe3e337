"""Tens of thousands of missing records are told in a few statements, and again without one that writes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event, insert

from esl.models import CdrRecord, Hangup
from esl.reconcile.records import Compared, compare
from seatyard import findings
from seatyard.db import db
from tests.factories import ConversationFactory, LegFactory

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
SPAN = NOON - timedelta(hours=1), NOON + timedelta(days=1)
MANY = 2_500


def heard(tenant_id: int, many: int) -> None:
    rows = [
        {"node_id": 1, "uuid": f"u-{number}", "tenant_id": tenant_id, "cause": "X", "billusec": 1_000_000}
        | {"at": NOON + timedelta(seconds=number)}
        for number in range(many)
    ]
    db.session.execute(insert(Hangup), rows)
    db.session.commit()


def recorded(many: int) -> None:
    rows = [
        {"node_id": 1, "uuid": f"u-{number}", "leg": "a", "sha256": "0", "body": "{}", "via": "post"}
        for number in range(many)
    ]
    db.session.execute(insert(CdrRecord), rows)
    db.session.commit()


@contextmanager
def counted() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def told() -> tuple[int, int, int]:
    """Findings that stand open, how often they were seen, and how many are cleared."""
    db.session.rollback()
    open_ones = findings.still_open("cdr_missing")
    cleared = findings.listing(findings.Filters(cleared=True), size=1).total
    return len(open_ones), sum(one.count for one in open_ones), cleared


def test_many_missing_records_cost_a_few_statements(acme: int) -> None:
    heard(acme, MANY)
    with counted() as asked:
        assert compare(*SPAN) == Compared(MANY, 0)
    assert len([one for one in asked if "INSERT INTO findings" in one]) == 3
    assert len(asked) < 20
    (first,) = [one for one in findings.still_open("cdr_missing") if one.key == "fs1/u-0"]
    assert (first.tenant_id, first.billable, first.about_until) == (acme, True, NOON)
    assert (first.detail["node"], first.detail["billusec"]) == ("fs1", 1_000_000)
    with counted() as asked:
        assert compare(*SPAN) == Compared(MANY, 0)
    assert not any("INSERT INTO findings" in one for one in asked)
    assert told() == (MANY, MANY, 0)


def test_they_clear_as_their_records_come_and_open_again_as_these_go(acme: int) -> None:
    heard(acme, MANY)
    compare(*SPAN)
    recorded(MANY - 10)
    assert compare(*SPAN).missing == 10
    assert told() == (10, 10, MANY - 10)
    db.session.query(CdrRecord).delete()
    db.session.commit()
    compare(*SPAN)
    assert told() == (MANY, 2 * MANY - 10, 0)


def test_a_persons_word_stands_among_many(acme: int) -> None:
    heard(acme, 20)
    compare(*SPAN)
    findings.clear(findings.still_open("cdr_missing")[3].id, "ann", "it never talked")
    compare(*SPAN)
    assert told() == (19, 19, 1)


def test_many_other_talk_times_too(acme: int) -> None:
    heard(acme, 3)
    for number in range(3):
        call = ConversationFactory(tenant_id=acme, node=None, node_id=1, id=f"u-{number}", billusec=2)
        LegFactory(conversation=call, uuid=f"u-{number}", record__uuid=f"u-{number}")
    db.session.commit()
    with counted() as asked:
        assert compare(*SPAN) == Compared(0, 3)
    assert len([one for one in asked if "INSERT INTO findings" in one]) == 1
    messages = {one.message for one in findings.still_open("billusec_differs")}
    assert messages == {"1000000 µs of talk were heard of, 2 µs were posted"}
