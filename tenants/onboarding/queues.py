"""The ``queues`` section."""

from __future__ import annotations

from typing import Any

from seatyard.db import db
from seatyard.errors import InvalidInput

from ..models import Queue, QueueSeat, Tenant
from .sections import Change, Onboarding

SETTINGS = ("strategy", "wait_limit", "on_timeout", "wrap_up", "announce_seat", "announce_position", "survey")


class QueuesSection:
    def check(self, document: Onboarding) -> None:
        seats = {seat["number"] for seat in document["seats"]}
        queues = {queue["name"] for queue in document["queues"]}
        if len(queues) < len(document["queues"]):
            raise InvalidInput("a queue's name is given twice", where="queues")
        for i, queue in enumerate(document["queues"]):
            for j, seat in enumerate(queue["seats"]):
                if seat["number"] not in seats:
                    where = f"queues[{i}].seats[{j}]"
                    raise InvalidInput(
                        f"no seat {seat['number']}", where=where, allowed=", ".join(sorted(seats))
                    )
            if queue["on_timeout"]:
                _check_target(queue["on_timeout"], queues, seats, f"queues[{i}].on_timeout")

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        there = {queue.name: queue for queue in tenant.queues} if tenant else {}
        changes = []
        for wanted in document["queues"]:
            queue = there.pop(wanted["name"], None)
            if queue is None:
                changes.append(_add(wanted))
            elif detail := _difference(queue, wanted):
                changes.append(_change(queue, wanted, detail))
        return changes + [_remove(queue) for queue in there.values()]

    def export(self, tenant: Tenant) -> Onboarding:
        return {"queues": [_as_section(queue) for queue in tenant.queues]}


def _check_target(target: str, queues: set[str], seats: set[str], where: str) -> None:
    kind, _, name = target.partition(":")
    known = seats if kind == "seat" else queues
    if name not in known:
        raise InvalidInput(
            f"no {'seat' if kind == 'seat' else 'queue'} {name}",
            where=where,
            allowed=", ".join(sorted(known)),
        )


def _as_section(queue: Queue) -> dict[str, Any]:
    """The queue as a file says it; a seat that is released but not gone yet is no longer of it."""
    tiers = sorted(_listed(queue), key=lambda tier: (tier.level, tier.position, tier.seat.number))
    seats = [{"number": t.seat.number, "level": t.level, "position": t.position} for t in tiers]
    settings = {name: getattr(queue, name) for name in SETTINGS if getattr(queue, name) is not None}
    return {"name": queue.name, **settings, "seats": seats}


def _difference(queue: Queue, wanted: dict[str, Any]) -> str:
    now = _as_section(queue) | {"on_timeout": queue.on_timeout}
    changed = [f"{name} {now[name]} → {wanted[name]}" for name in SETTINGS if now[name] != wanted[name]]
    if _tier_set(now["seats"]) != _tier_set(wanted["seats"]):
        changed.append(f"seats {_numbers(now['seats'])} → {_numbers(wanted['seats'])}")
    return "; ".join(changed)


def _tier_set(seats: list[dict[str, Any]]) -> set[tuple[str, int, int]]:
    return {(seat["number"], seat["level"], seat["position"]) for seat in seats}


def _numbers(seats: list[dict[str, Any]]) -> str:
    return ",".join(f"{s['number']}@{s['level']}.{s['position']}" for s in seats)


def _add(wanted: dict[str, Any]) -> Change:
    def apply(tenant: Tenant) -> None:
        queue = Queue(name=wanted["name"])
        tenant.queues.append(queue)
        _fill(queue, wanted)

    return Change(
        "add", f"queue {wanted['name']}", apply, f"{wanted['strategy']}, {len(wanted['seats'])} seats"
    )


def _change(queue: Queue, wanted: dict[str, Any], detail: str) -> Change:
    return Change("change", f"queue {queue.name}", lambda _: _fill(queue, wanted), detail)


def _remove(queue: Queue) -> Change:
    return Change("remove", f"queue {queue.name}", lambda _: db.session.delete(queue))


def _fill(queue: Queue, wanted: dict[str, Any]) -> None:
    """Make ``queue`` what the file says; seats are looked up by number among the tenant's own."""
    for name in SETTINGS:
        setattr(queue, name, wanted[name])
    seats = {seat.number: seat for seat in queue.tenant.seats}
    there = {tier.seat.number: tier for tier in queue.tiers}
    listed = _listed(queue)
    for entry in wanted["seats"]:
        tier = there.pop(entry["number"], None)
        if tier is None:
            tier = QueueSeat(seat=seats[entry["number"]])
            queue.tiers.append(tier)
        tier.level, tier.position = entry["level"], entry["position"]
    for tier in there.values():
        if tier in listed:
            queue.tiers.remove(tier)


def _listed(queue: Queue) -> list[QueueSeat]:
    return [tier for tier in queue.tiers if tier.seat.leased or not tier.seat.active]
