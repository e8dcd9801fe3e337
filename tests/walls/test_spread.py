"""The tenant leads the keys of every table that grows, so that rows can be spread over machines by it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask
from sqlalchemy import Table, UniqueConstraint

from seatyard import tenancy
from seatyard.db import Base

from .spread import FOREIGN, KEYS, SMALL, SPREAD


def _keys(table: Table) -> Iterator[tuple[str, ...]]:
    yield tuple(column.name for column in table.primary_key.columns)
    for one in table.constraints:
        if isinstance(one, UniqueConstraint):
            yield tuple(column.name for column in one.columns)
    yield from (tuple(column.name for column in one.columns) for one in table.indexes if one.unique)


def test_the_tenant_leads_every_key_but_those_with_a_reason(app: Flask) -> None:
    found = {
        (name, key) for name in SPREAD for key in _keys(Base.metadata.tables[name]) if key[0] != "tenant_id"
    }
    assert found == set(KEYS)


def test_what_they_refer_to_is_small_or_named_with_a_reason(app: Flask) -> None:
    found = {
        (name, one.referred_table.name)
        for name in SPREAD
        for one in Base.metadata.tables[name].foreign_key_constraints
        if one.referred_table.name not in SMALL and "tenant_id" not in one.column_keys
    }
    assert found == set(FOREIGN)


def test_a_table_whose_key_has_tenant_and_time_is_among_them(app: Flask) -> None:
    """Rows a day, an hour, a call: such tables grow."""
    moments = {"day", "hour", "at", "starts_at", "evidence", "uuid", "leg_uuid"}
    grown = {
        table.name
        for table in Base.metadata.tables.values()
        if tenancy.is_tenants(table) and moments & {column.name for column in table.primary_key.columns}
    }
    assert grown - SPREAD == {"hangups"}  # kept by node: whose call it was is told by its record
