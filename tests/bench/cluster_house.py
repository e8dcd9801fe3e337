"""Many tenants on several nodes; each of their seats has a telephone, and a place in a queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, inspect

from esl.models import Placement
from seatyard.db import Model, db, slices
from tenants.models import Queue, QueueSeat, Seat, Tenant
from tenants.onboarding.seats import a1_hash
from tests.factories import NodeFactory, PlacementFactory, QueueFactory, QueueSeatFactory

FIRST = 1000
"""The first tenant's id; below is the one whose columns the others have."""
PASSWORD = "a password of the bench"


@dataclass(frozen=True, slots=True)
class Size:
    nodes: int
    tenants: int
    seats: int
    """Of each tenant."""

    @property
    def all_seats(self) -> int:
        return self.tenants * self.seats

    def domains(self, node: int) -> list[str]:
        """Of the tenants at home on the node."""
        return [domain(FIRST + at) for at in range(self.tenants) if at % self.nodes == node]


def domain(tenant: int) -> str:
    return f"t{tenant}.example"


def number(at: int) -> str:
    return str(1001 + at)


def fill(size: Size, ports: list[int], password: Path) -> None:
    """The nodes ``fs0``, ``fs1``, … on these ports, and tenants round about. Commits."""
    nodes = [
        NodeFactory(name=f"fs{at}", host="127.0.0.1", port=port, password_file=str(password)).id
        for at, port in enumerate(ports)
    ]
    db.session.commit()
    like = _like()
    for model, rows in _rows(size, nodes, like):
        for some in slices(rows, 5000):
            db.session.execute(insert(model), some)
        db.session.commit()


def telephones(size: Size, node: int, to: Path) -> None:
    """A scenario file for the node's lab switch: its tenants' telephones, and nobody who calls."""
    phones = [
        {"number": number(at), "domain": name, "password": PASSWORD, "register": False}
        for name in size.domains(node)
        for at in range(size.seats)
    ]
    to.write_text(yaml.dump({"phones": phones}, Dumper=yaml.CSafeDumper))


def _like() -> dict[type[Model], dict[str, Any]]:
    """The columns of one of each, which is gone again."""
    member = QueueSeatFactory(queue=QueueFactory(wrap_up=0))
    seat, queue = member.seat, member.queue
    placed = PlacementFactory(tenant=queue.tenant)
    found = {type(one): _columns(one) for one in (queue.tenant, seat, queue, member, placed)}
    db.session.rollback()
    return found


def _rows(
    size: Size, nodes: list[int], like: dict[type[Model], dict[str, Any]]
) -> Iterator[tuple[type[Model], Iterator[dict[str, Any]]]]:
    tenants = range(FIRST, FIRST + size.tenants)
    each = [(n, n * 1000 + at, at) for n in tenants for at in range(size.seats)]
    yield Tenant, (like[Tenant] | {"id": n, "name": f"t{n}", "domain": domain(n)} for n in tenants)
    yield (
        Placement,
        (
            like[Placement]
            | {"tenant_id": n, "node_id": nodes[(n - FIRST) % size.nodes], "acked_generation": 0}
            for n in tenants
        ),
    )
    yield Queue, (like[Queue] | {"id": n, "tenant_id": n} for n in tenants)
    yield (
        Seat,
        (
            like[Seat]
            | {"id": seat, "tenant_id": n, "number": number(at)}
            | {"a1_hash": a1_hash(number(at), domain(n), PASSWORD)}
            for n, seat, at in each
        ),
    )
    yield QueueSeat, (like[QueueSeat] | {"queue_id": n, "seat_id": seat} for n, seat, _ in each)


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
