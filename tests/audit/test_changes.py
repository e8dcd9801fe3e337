"""Every change of an audited table is an entry, in the transaction that makes it; of others there is none."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Boolean, Column, Date, Integer, LargeBinary, String, delete, event, select, update
from sqlalchemy.orm import Mapper

from seatyard.actor import acting
from seatyard.audit.rules import AUDITED, LEFT_OUT
from seatyard.db import Document, Exact, Model, UtcDateTime, db, insert
from tenants.models import Number, Queue, Seat, Tenant
from tenants.suspensions import service as suspensions
from tests.factories import (
    ConversationFactory,
    NodeFactory,
    NumberFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
    UserFactory,
)
from tests.support import unconstrained

from .trail import entries, last

HUSH = "hush-hush"
FITTING: dict[str, dict[str, Any]] = {
    "users": {"role": "operator"},
    "api_tokens": {"tenant_id": 1},
    "numbers": {"e164": "+861000"},
}
"""What a table's own conditions ask of a row."""
KEPT = ("dunning_steps",)
"""The database refuses to change them."""


def test_every_table_is_on_one_of_the_lists(app: Flask) -> None:
    """Of a new table say in ``seatyard/audit`` whether people decide by it, or why it is left out."""
    tables = set(db.metadata.tables)
    assert tables - AUDITED.keys() - LEFT_OUT.keys() == set()
    assert (AUDITED.keys() | LEFT_OUT.keys()) - tables == set()
    assert AUDITED.keys() & LEFT_OUT.keys() == set()


def test_the_rules_name_columns_that_there_are(app: Flask) -> None:
    for name, rule in AUDITED.items():
        columns = set(db.metadata.tables[name].columns.keys())
        assert rule.secret | rule.quiet | (rule.noted or frozenset()) <= columns, name
        if rule.via:
            assert rule.via[0] in columns, name
            assert "tenant_id" in db.metadata.tables[rule.via[1]].columns, name


def test_what_sounds_like_a_secret_is_one(app: Flask) -> None:
    """A column of an audited table with such a name is secret, or stands here because it is none."""
    open_ones = {"password_file", "file_sha256", "digest", "fingerprint", "key", "request", "ping"}
    words = ("password", "secret", "hash", "sha256", "token", "wrapped", "totp", "pin")
    found = {
        f"{name}.{column}"
        for name, rule in AUDITED.items()
        for column in (one.key for one in db.metadata.tables[name].columns)
        if rule.notes(column)
        and column not in rule.secret | open_ones
        and any(word in column for word in words)
    }
    assert found == {"prompts.sha256"}


def value_of(column: Column[Any]) -> Any:
    kind = column.type
    if isinstance(kind, UtcDateTime):
        return datetime(2026, 3, 1, tzinfo=UTC)
    if isinstance(kind, Date):
        return date(2026, 3, 1)
    if isinstance(kind, Exact):
        return Decimal("1.50")
    if isinstance(kind, Document):
        return {"password": HUSH, "parts": [{"pin": HUSH, "plain": 1}]}
    if isinstance(kind, Boolean):
        return True
    if isinstance(kind, Integer):
        return 1
    return b"x" if isinstance(kind, LargeBinary) else "x"


def mappers() -> dict[str, Mapper[Any]]:
    return {mapper.local_table.name: mapper for mapper in Model.registry.mappers}  # type: ignore[attr-defined]


def made(mapper: Mapper[Any], secrets: frozenset[str]) -> Any:
    """A row in which everything that must be is something."""
    table, values = mapper.local_table, dict[str, Any]()
    for column in table.columns:
        needed = not column.nullable and column.default is None and column is not table.autoincrement_column
        if needed or column.key in secrets:
            values[column.key] = HUSH if column.key in secrets else value_of(column)  # type: ignore[arg-type]
    return mapper.class_(**values | FITTING.get(str(table.name), {}))


@pytest.fixture
def loose(app: Flask) -> None:
    """Rows may refer to nothing."""
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            unconstrained.loosen(connection, unconstrained.FOREIGN_KEYS)
        return

    def unbound(connection: Any, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.commit()

    event.listen(db.engine, "connect", unbound)


@pytest.mark.parametrize("name", sorted(AUDITED))
def test_a_row_is_noted_as_it_comes_changes_and_goes(app: Flask, loose: None, name: str) -> None:
    rule, mapper = AUDITED[name], mappers()[name]
    row = made(mapper, rule.secret)
    db.session.add(row)
    db.session.commit()
    born = entries(name)
    assert len(born) == rule.born
    if rule.born:
        before, after = last(name)
        assert before is None
        assert set(after) == {one.key for one in mapper.local_table.columns if rule.notes(one.key)}  # type: ignore
    if name in KEPT:
        return
    texts = [c for c in mapper.local_table.columns if isinstance(c.type, String) and not c.primary_key]
    plain = [c.key for c in texts if rule.notes(c.key) and c.key not in rule.secret | {"role", "state"}]
    plain += [c.key for c in mapper.local_table.columns if isinstance(c.type, Integer) and rule.notes(c.key)]
    old = getattr(row, plain[0])
    new = "y" if isinstance(old, str | None) else 7
    setattr(row, plain[0], new)
    db.session.commit()
    if plain[0] not in mapper.local_table.primary_key.columns:
        assert last(name) == ({plain[0]: old}, {plain[0]: new})
    for secret in rule.secret:
        setattr(row, secret, f"{HUSH}-2")
        db.session.commit()
        assert last(name) == ({secret: "secret"}, {secret: "another secret"})
    count = len(entries(name))
    db.session.delete(row)
    db.session.commit()
    assert len(entries(name)) == count + rule.dies
    if rule.dies:
        assert last(name)[1] is None
    assert not any(HUSH in f"{one.before}{one.after}" for one in entries())


def test_what_was_there_is_known_of_a_row_that_expired(app: Flask) -> None:
    seat = SeatFactory(name="Li")
    db.session.commit()
    seat.name = "Han"
    db.session.commit()
    assert last("seats") == ({"name": "Li"}, {"name": "Han"})
    assert {one.tenant_id for one in entries("seats")} == {seat.tenant_id}


def test_what_is_not_noted_makes_no_entry(app: Flask) -> None:
    tenant, node = TenantFactory(), NodeFactory()
    db.session.commit()
    count = len(entries())
    tenant.generation += 1
    node.core_uuid = "u"
    db.session.commit()
    db.session.execute(update(Tenant).values(generation=Tenant.generation + 1))
    db.session.commit()
    assert len(entries()) == count


def test_who_and_whose(app: Flask) -> None:
    tenant = TenantFactory()
    seat = SeatFactory(tenant=tenant)
    queue = QueueFactory(tenant=tenant)
    db.session.commit()
    with acting("wang"):
        SeatTenureFactory(seat=seat)
        QueueSeatFactory(queue=queue, seat=seat)
        UserFactory()
        db.session.commit()
    three = entries()[-3:]
    assert {one.actor for one in three} == {"wang"}
    assert sorted(str(one.tenant_id) for one in three) == sorted(["None", str(tenant.id), str(tenant.id)])
    assert {one.whence for one in three} == {"worker"}


def test_what_goes_with_another_is_noted(app: Flask) -> None:
    """A queue's places go with it."""
    place = QueueSeatFactory()
    db.session.commit()
    queue, seat, tenant_id = place.queue, place.seat, place.queue.tenant_id
    what = f"queue_seats/{queue.id}/{seat.id}"
    db.session.delete(queue)
    db.session.commit()
    (_, gone) = entries(what)
    assert (gone.after, gone.tenant_id) == (None, tenant_id)


def test_statements_are_noted_as_objects_are(app: Flask) -> None:
    one, other = SeatFactory(name="a"), SeatFactory(name="b")
    db.session.commit()
    count = len(entries())
    db.session.execute(update(Seat).where(Seat.name == "a").values(name="c"))
    db.session.execute(delete(Seat).filter_by(id=other.id))
    db.session.execute(insert(Number).values(e164="+861", state="free").on_conflict_do_nothing())
    db.session.execute(insert(Number).values(e164="+861", state="free").on_conflict_do_nothing())
    db.session.commit()
    assert [entry.what for entry in entries()[count:]] == [
        f"seats/{one.id}",
        f"seats/{other.id}",
        "numbers/+861",
    ]
    assert last("seats/" + str(one.id)) == ({"name": "a"}, {"name": "c"})
    suspensions.stop(one.tenant_id)
    db.session.commit()
    suspensions.restore(one.tenant_id)
    db.session.commit()
    _, after = last("suspensions")
    assert after == {"since": None}
    with pytest.raises(TypeError, match="by their objects"):
        db.session.execute(update(Seat), [{"id": one.id, "name": "d"}])


def test_what_is_rolled_back_leaves_nothing(app: Flask) -> None:
    tenant = TenantFactory()
    db.session.commit()
    count = len(entries())
    SeatFactory(tenant=tenant)
    db.session.flush()
    db.session.rollback()
    db.session.commit()
    assert len(entries()) == count
    with db.session.begin_nested():
        QueueFactory(tenant=tenant, name="kept")
    savepoint = db.session.begin_nested()
    QueueFactory(tenant=tenant, name="undone")
    db.session.flush()
    savepoint.rollback()
    db.session.commit()
    assert len(entries()) == count + 1
    assert db.session.scalars(select(Queue.name)).all() == ["kept"]


def test_metering_makes_none(app: Flask) -> None:
    tenant, node = TenantFactory(), NodeFactory()
    db.session.commit()
    count = len(entries())
    ConversationFactory(tenant=tenant, node=node)
    db.session.commit()
    assert len(entries()) == count


def test_a_pool_taken_in_is_noted(app: Flask) -> None:
    NumberFactory(tenant=None)
    db.session.execute(insert(Number), [{"e164": f"+86{n}", "state": "free"} for n in range(3)])
    db.session.commit()
    assert len(entries("numbers")) == 4
