"""`seatyard verify` holds over a whole database, and names what somebody changed behind its back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import delete, text, update

from billing.invoices import service
from billing.ledger.models import LedgerEntry
from billing.models import InvoiceLine
from esl.call_sums import keeping
from esl.call_sums.models import CallSum
from esl.models import Conversation
from seatyard.audit.models import Entry
from seatyard.db import db
from tests.billing.month import Leased, april, leased

Command = Callable[..., Result]


@pytest.fixture
def acme(app: Flask) -> Iterator[Leased]:
    with april():
        made = leased(3)
        for day in ("03-03", "03-04"):
            made.call(f"{day}T09:00", 61, direction="outbound", callee="+8613800138000")
        db.session.commit()
        keeping.due_now()
        service.close("2026-03")
        yield made


def test_a_whole_database_holds(acme: Leased, command: Command) -> None:
    ran = command("verify", "--json")
    assert ran.exit_code == 0, ran.output
    said = json.loads(ran.stdout)
    looked_at = {check["name"]: check["looked_at"] for check in said["checks"]}
    assert said["faults"] == 0
    assert looked_at["sums of days are what their calls come to"] > 1
    assert looked_at["each tenant's accounts add up to nothing"] == 1
    assert looked_at["the audit trail is a chain"] > 0


WRONGS: list[tuple[str, Callable[[], Any]]] = [
    ("CNY: the accounts add up to ", lambda: update(LedgerEntry).values(amount=Decimal(1))),
    ("the entries add up to ", lambda: update(LedgerEntry).values(amount=Decimal(1))),
    ("SY-2026-000001: booked as another one", lambda: update(InvoiceLine).values(amount=Decimal(1))),
    ("acme, 2026-03-03: its sums are not", lambda: update(CallSum).values(answered=7)),
    ("acme, 2026-03-04: its sums are not", lambda: delete(Conversation)),
    (", which an invoice names, is not there", lambda: delete(Conversation)),
    (" was changed", lambda: update(Entry).values(actor="nobody")),
]


@pytest.mark.parametrize(("said", "wrong"), WRONGS)
def test_what_was_changed_is_named(
    acme: Leased, command: Command, said: str, wrong: Callable[[], Any]
) -> None:
    _changed(wrong())
    ran = command("verify")
    assert (ran.exit_code, said in ran.stdout) == (1, True), ran.output


def _changed(statement: Any) -> None:
    """As who has the database in hand may: without what refuses it."""
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            db.session.execute(text(f"DROP TRIGGER {name}"))
    else:
        table = statement.table.name
        db.session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    db.session.execute(statement)
    db.session.commit()
