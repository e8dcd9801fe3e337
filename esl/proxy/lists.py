"""The lists that the proxy goes by, as files: which tenant and which number is at home where.

Kamailio takes each over while it runs, by the command beside it. Nothing here asks the proxy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Number, Tenant

from ..carriers.service import trunks
from ..models import Placement
from ..nodes.directory import nodes
from .places import Places

DISPATCHER, CARRIERS = "dispatcher.list", "address.list"
SETS, DOMAINS, NUMBERS = "db/sets", "db/domains", "db/numbers"
RELOADED_BY = {
    DISPATCHER: ("dispatcher.reload",),
    SETS: ("htable.reload", "sets"),
    CARRIERS: ("permissions.addressReload",),
    NUMBERS: ("htable.reload", "numbers"),
    DOMAINS: ("htable.reload", "domains"),
}
"""In this order: a set is there before anybody is sent to it."""

TEXT, WHOLE = 0, 1
"""Kinds of a value, in ``htable``'s tables."""
COLUMNS = "key_name(string) key_type(int) value_type(int) key_value(string) expires(int)"
"""``db_text``: the first line of a table."""
PROBED = 8
"""Flag of a destination that is asked for OPTIONS before it has failed, too."""
CARRIER_GROUP = 1


def seats_set(node_id: int) -> int:
    """The dispatcher's set of the port at which the node's seats register."""
    return 2 * node_id


def carriers_set(node_id: int) -> int:
    """The set of the port that takes carriers' calls."""
    return 2 * node_id + 1


def lists(places: Places) -> dict[str, str]:
    """Every list by its path in the folder; what the database says now."""
    there = nodes()
    if not there:
        allowed = "`seatyard node add NAME --host --port --password-file` comes first"
        raise InvalidInput("there is no node to send anybody to", where="proxy", allowed=allowed)
    unknown = set(places.said or ()) - {node.name for node in there}
    if unknown:
        known = ", ".join(node.name for node in there)
        raise InvalidInput(f"no node {min(unknown)}", where="--node", allowed=known)
    sets: dict[int, str] = {}
    for node in there:
        place = places.of(node)
        sets |= {seats_set(node.id): place.seats, carriers_set(node.id): place.carriers}
    names = {number(node.id): node.name for node in there for number in (seats_set, carriers_set)}
    return {
        DISPATCHER: _lines(f"{one} sip:{at} {PROBED} 0 duid={names[one]}" for one, at in sets.items()),
        SETS: _table((str(one), TEXT, f"sip:{at}") for one, at in sets.items()),
        CARRIERS: _lines(_carriers()),
        DOMAINS: _table((domain.lower(), WHOLE, str(seats_set(home))) for domain, home in _domains()),
        NUMBERS: _table(
            (e164.removeprefix("+"), WHOLE, str(carriers_set(home))) for e164, home in _numbers()
        ),
    }


def _domains() -> Iterator[tuple[str, int]]:
    query = select(Tenant.domain, Placement.node_id).join(Placement, Placement.tenant_id == Tenant.id)
    yield from db.session.execute(query.where(Tenant.deleted_at.is_(None)).order_by(Tenant.domain)).tuples()


def _numbers() -> Iterator[tuple[str, int]]:
    """All that a tenant has: what the node answers about each is the node's matter."""
    query = select(Number.e164, Placement.node_id).join(Placement, Placement.tenant_id == Number.tenant_id)
    yield from db.session.execute(query.order_by(Number.e164)).tuples()


def _carriers() -> Iterator[str]:
    """Group, network, bits, any port, and the trunk's name; the host first, then where else it calls from."""
    for trunk in trunks():
        for text in dict.fromkeys([trunk.host, *filter(None, trunk.networks.split(","))]):
            network = ip_network(text.strip(), strict=False)
            yield f"{CARRIER_GROUP} {network.network_address} {network.prefixlen} 0 {trunk.name}"


def _table(rows: Iterable[tuple[str, int, str]]) -> str:
    return _lines([COLUMNS, *(f"{_field(key)}:0:{kind}:{_field(value)}:0" for key, kind, value in rows)])


def _field(text: str) -> str:
    return text.replace("\\", "\\\\").replace(":", "\\:")


def _lines(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
