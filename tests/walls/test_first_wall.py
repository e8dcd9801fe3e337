"""The first wall: what code asks is held to the scope that was said, on both engines."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, func, inspect, select, text, union_all, update
from sqlalchemy.orm import Session, aliased

from billing.models import Contract, Invoice
from seatyard import scope, tenancy
from seatyard.db import Base, Model, db, insert
from seatyard.scope import Foreign, Unscoped
from tenants.models import Seat, SeatPhoneChange, Tenant

from . import rows
from .rows import A, B, tenants


@pytest.fixture
def both(app: Flask) -> None:
    rows.fill()


def _mapped() -> dict[str, type]:
    return {mapper.local_table.name: mapper.class_ for mapper in Model.registry.mappers}


def _ids(model: type) -> list[object]:
    return [inspect(one).identity for one in db.session.scalars(select(model))]


@pytest.mark.usefixtures("app")
def test_every_table_has_an_owner_or_a_reason() -> None:
    tables = set(Base.metadata.tables)
    theirs = {one.name for one in tenants()}
    assert tables - theirs == set(tenancy.HOUSE)
    assert tables == set(_mapped())
    assert all(tenancy.HOUSE.values())
    for name, (column, parent) in tenancy.HUNG.items():
        (key,) = Base.metadata.tables[name].c[column].foreign_keys
        assert key.target_fullname == f"{parent}.id"
        assert "tenant_id" in Base.metadata.tables[parent].c


@pytest.mark.usefixtures("both")
def test_a_tenant_sees_its_own_row_of_every_table_and_no_other() -> None:
    for table in tenants():
        model = _mapped()[table.name]
        keys = {number: rows.key(table, number) for number in (A, B)}
        for mine, other in ((A, B), (B, A)):
            db.session.remove()
            with scope.only(mine):
                assert len(_ids(model)) == 1, table.name
                assert db.session.get(model, keys[mine]) is not None, table.name
                assert db.session.get(model, keys[other]) is None, table.name
                assert db.session.scalar(select(func.count()).select_from(model)) == 1, table.name
                assert len(db.session.scalars(select(aliased(model))).all()) == 1, table.name
                within = select(func.count()).select_from(select(model).subquery())
                assert db.session.scalar(within) == 1, table.name
                named = select(*(getattr(model, one.key) for one in inspect(model).primary_key))
                assert len(db.session.execute(union_all(named, named)).all()) == 2, table.name


@pytest.mark.usefixtures("both")
def test_a_query_without_a_scope_is_an_error_that_names_the_table() -> None:
    for table in tenants():
        with scope.within(scope.NOBODY):
            for query in (select(_mapped()[table.name]), select(table), text(f"SELECT * FROM {table.name}")):  # noqa: S608
                with pytest.raises(Unscoped, match=rf"^{table.name}: nobody said"):
                    db.session.execute(query)
            db.session.rollback()
            with pytest.raises(Unscoped), Session(db.engine) as session:
                session.execute(select(_mapped()[table.name]))
    with scope.within(scope.NOBODY):
        db.session.execute(select(Base.metadata.tables["nodes"]))


@pytest.mark.usefixtures("both")
def test_what_does_not_come_through_the_orm_is_refused_for_one_tenant() -> None:
    for table in tenants():
        with scope.only(A):
            for query in (select(table), table.delete(), text(f"SELECT * FROM {table.name}")):  # noqa: S608
                with pytest.raises(Unscoped, match=rf"^{table.name}: not through the ORM"):
                    db.session.connection().execute(query)


@pytest.mark.usefixtures("both")
def test_changes_of_many_rows_stay_within_the_tenant() -> None:
    with scope.only(A):
        db.session.execute(update(Tenant).values(title_en="mine"))
        db.session.execute(delete(SeatPhoneChange))
        db.session.commit()
    db.session.remove()
    titles = db.session.scalars(select(Tenant.title_en).order_by(Tenant.id)).all()
    assert titles == ["mine", str(B)]
    assert _ids(SeatPhoneChange) == [(B,)]


@pytest.mark.usefixtures("both")
def test_joins_and_relationships_stay_within_the_tenant() -> None:
    foreign = db.session.get_one(Seat, B)
    with scope.only(A):
        assert db.session.get(Seat, B) is None  # though the session has it
        assert db.session.get_one(Tenant, A).seats == [db.session.get_one(Seat, A)]
        pairs = select(Contract.id, Invoice.id).join(Invoice, Invoice.id != Contract.id)
        assert db.session.execute(pairs).all() == []
        within = select(Tenant.id).where(Tenant.id.in_(select(Seat.tenant_id)))
        assert db.session.scalars(within).all() == [A]
    assert db.session.get(Seat, B) is foreign


@pytest.mark.usefixtures("both")
def test_one_kept_statement_gives_each_tenant_its_own_rows() -> None:
    query, found = select(Seat.id, Seat.tenant_id), []
    for tenant in (A, B, A):
        with scope.only(tenant):
            found += db.session.execute(query).all()
    assert found == [(A, A), (B, B), (A, A)]


@pytest.mark.usefixtures("both")
def test_rows_of_another_tenant_are_not_written() -> None:
    seats = Base.metadata.tables["seats"]
    new = rows.row(seats, 3)
    for row in (Seat(**new | {"tenant_id": B}), Seat(**new | {"tenant_id": A})):
        with scope.only(A):
            db.session.add(row)
            if row.tenant_id == A:
                db.session.flush()
            else:
                with pytest.raises(Foreign):
                    db.session.flush()
        db.session.rollback()
    with scope.only(A):
        foreign = new | {"tenant_id": B}
        for statement in (insert(Seat).values(foreign), insert(Seat).values([foreign])):
            with pytest.raises(Foreign):
                db.session.execute(statement)
        with pytest.raises(Foreign):
            db.session.execute(insert(Seat), [foreign])
        mine = db.session.get_one(Seat, A)
        mine.tenant_id = B
        with pytest.raises(Foreign):
            db.session.flush()
