"""The ``queues`` section."""

from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter
from typing import Any

from seatyard import hours
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.sentence import sentence, told

from ..models import Queue, QueueSeat, Tenant
from . import leases, skills
from .lead_times import SKILL_GROUP
from .sections import Change, Onboarding

DEFAULTS: dict[str, Any] = {
    "strategy": "longest-idle-agent",
    "wait_limit": 0,
    "on_timeout": None,
    "max_waiting": 0,
    "on_full": None,
    "no_seat_limit": 0,
    "on_no_seat": None,
    "level_wait": 0,
    "wrap_up": 10,
    "announce_seat": False,
    "announce_position": False,
    "survey": False,
    "call_back": {},
    "skill": {},
}
"""What a file may leave out; an arrangement that waits from before a setting came leaves it out, too."""
SETTINGS = tuple(DEFAULTS)
CALL_BACK: dict[str, Any] = {"attempts": 3, "pause": 10, "hours": "Mon-Sun 09:00-20:00"}
"""What ``call_back: true`` means: how often a number is called, minutes between, and when at all."""
TARGETS = {"on_timeout": "wait_limit", "on_full": "max_waiting", "on_no_seat": "no_seat_limit"}
"""Where callers go, each with the limit that sends them."""
AT_ONCE = ("on_full", "on_no_seat")
"""Ways that a caller is sent without having waited."""


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
            _check_call_back(queue, f"queues[{i}].call_back")
            for target, limit in TARGETS.items():
                if queue[target]:
                    _check_target(queue[target], queues, seats, f"queues[{i}].{target}")
                    _check_limit(queue, target, limit, f"queues[{i}].{target}")
        _check_rounds(document["queues"])

    def changes(self, tenant: Tenant | None, document: Onboarding) -> list[Change]:
        there = {queue.name: queue for queue in tenant.queues} if tenant else {}
        staying = staying_seats(tenant, document)
        changes = []
        for wanted in (DEFAULTS | queue for queue in document["queues"]):
            queue = there.pop(wanted["name"], None)
            if queue is None:
                changes.append(_add(wanted))
                continue
            changes += _joining(queue, wanted, staying)
            if detail := _difference(queue, wanted, staying):
                changes.append(_change(queue, wanted, staying, detail))
        return changes + [_remove(queue) for queue in there.values()]

    def export(self, tenant: Tenant) -> Onboarding:
        return {"queues": [skills.without_seats(queue) for queue in self.as_they_are(tenant)]}

    def as_they_are(self, tenant: Tenant) -> list[dict[str, Any]]:
        """Each queue with its seats, also where they follow from a skill."""
        return [_as_section(queue) for queue in tenant.queues]


def _check_target(target: str, queues: set[str], seats: set[str], where: str) -> None:
    kind, _, name = target.partition(":")
    known = seats if kind == "seat" else queues
    if name not in known:
        raise InvalidInput(
            f"no {'seat' if kind == 'seat' else 'queue'} {name}",
            where=where,
            allowed=", ".join(sorted(known)),
        )


def _check_limit(queue: dict[str, Any], target: str, limit: str, where: str) -> None:
    if target in AT_ONCE and not queue[limit]:
        raise InvalidInput(f"nobody is ever sent there without {limit}", where=where)


def _check_call_back(queue: dict[str, Any], where: str) -> None:
    try:
        hours.parse(queue["call_back"].get("hours", CALL_BACK["hours"]))
    except ValueError as error:
        raise InvalidInput(told(error), where=f"{where}.hours", allowed=hours.ALLOWED) from None


def filled(queue: dict[str, Any]) -> dict[str, Any]:
    """A queue of a file, with what it leaves out."""
    queue = DEFAULTS | queue
    wish, skill = queue["call_back"], queue["skill"]
    queue["call_back"] = CALL_BACK | (wish if isinstance(wish, dict) else {}) if wish else {}
    return queue | {"skill": {"least": 1} | skill if skill else {}}


def _check_rounds(queues: list[dict[str, Any]]) -> None:
    """Queues that are full, or without a seat, must not send a caller round for ever."""
    ways = {
        queue["name"]: {
            str(queue[target]).removeprefix("queue:")
            for target in AT_ONCE
            if str(queue[target]).startswith("queue:")
        }
        for queue in queues
    }
    try:
        TopologicalSorter(ways).prepare()
    except CycleError as error:
        ring = " → ".join(reversed(error.args[1]))
        said = sentence("full or empty queues send callers round: %(ring)s", ring=ring)
        raise InvalidInput(said, where="queues") from None


def staying_seats(tenant: Tenant | None, document: Onboarding) -> frozenset[str]:
    """The numbers of those that are leased now, perhaps not for long, and that the document goes on with.

    Only their moves regroup a queue: who comes or goes with a lease does so on the day of the lease.
    """
    held = (
        {seat.number for seat in tenant.seats if seat.leased or leases.is_to_end(seat)} if tenant else set()
    )
    return frozenset(held & {seat["number"] for seat in document["seats"]})


def _as_section(queue: Queue) -> dict[str, Any]:
    """The queue as a file says it; a seat that is released but not gone yet is no longer of it."""
    settings = {name: getattr(queue, name) for name in SETTINGS if getattr(queue, name) not in (None, {})}
    return {
        "name": queue.name,
        **settings,
        "seats": _members(tier for tier in queue.tiers if tier.seat.leased),
    }


def _members(tiers: Iterable[QueueSeat]) -> list[dict[str, Any]]:
    in_order = sorted(tiers, key=lambda tier: (tier.level, tier.position, tier.seat.number))
    return [{"number": t.seat.number, "level": t.level, "position": t.position} for t in in_order]


def _difference(queue: Queue, wanted: dict[str, Any], staying: frozenset[str]) -> str:
    now = {name: getattr(queue, name) for name in SETTINGS}
    changed = [f"{name} {now[name]} → {wanted[name]}" for name in SETTINGS if now[name] != wanted[name]]
    before = _members(tier for tier in queue.tiers if tier.seat.number in staying)
    after = [seat for seat in wanted["seats"] if seat["number"] in staying]
    if _tier_set(before) != _tier_set(after):
        changed.append(f"seats {_numbers(before)} → {_numbers(after)}")
    return "; ".join(changed)


def _tier_set(seats: list[dict[str, Any]]) -> set[tuple[str, int, int]]:
    return {(seat["number"], seat["level"], seat["position"]) for seat in seats}


def _numbers(seats: list[dict[str, Any]]) -> str:
    return ",".join(f"{s['number']}@{s['level']}.{s['position']}" for s in seats)


def _add(wanted: dict[str, Any]) -> Change:
    def apply(tenant: Tenant) -> None:
        queue = Queue(tenant_id=tenant.id, name=wanted["name"])
        tenant.queues.append(queue)
        _set(queue, wanted)
        _seat(queue, wanted["seats"])

    subject, detail = f"queue {wanted['name']}", f"{wanted['strategy']}, {len(wanted['seats'])} seats"
    return Change("add", subject, apply, detail, request=SKILL_GROUP)


def _joining(queue: Queue, wanted: dict[str, Any], staying: frozenset[str]) -> list[Change]:
    """New seats, which the file puts into the queue with their lease."""
    there = {tier.seat.number for tier in queue.tiers}
    coming = [seat for seat in wanted["seats"] if seat["number"] not in staying | there]
    if not coming:
        return []
    detail = f"with seats {_numbers(coming)}"
    return [Change("change", f"queue {queue.name}", lambda _: _seat(queue, coming), detail)]


def _change(queue: Queue, wanted: dict[str, Any], staying: frozenset[str], detail: str) -> Change:
    def apply(_: Tenant) -> None:
        _set(queue, wanted)
        listed = {seat["number"] for seat in wanted["seats"]}
        for tier in list(queue.tiers):
            if tier.seat.number in staying - listed:
                queue.tiers.remove(tier)
        _seat(queue, [seat for seat in wanted["seats"] if seat["number"] in staying])

    return Change("change", f"queue {queue.name}", apply, detail, request=SKILL_GROUP)


def _remove(queue: Queue) -> Change:
    subject = f"queue {queue.name}"
    return Change("remove", subject, lambda _: db.session.delete(queue), request=SKILL_GROUP)


def _set(queue: Queue, wanted: dict[str, Any]) -> None:
    for name in SETTINGS:
        setattr(queue, name, wanted[name])


def _seat(queue: Queue, seats: list[dict[str, Any]]) -> None:
    """Put seats into the queue, or at another level; looked up by number among the tenant's own."""
    held = {seat.number: seat for seat in queue.tenant.seats if seat.leased}
    there = {tier.seat.number: tier for tier in queue.tiers}
    for entry in seats:
        seat, tier = held.get(entry["number"]), there.get(entry["number"])
        if seat is None:
            continue  # given back since this was asked for
        if tier is None:
            tier = QueueSeat(seat=seat)
            queue.tiers.append(tier)
        tier.level, tier.position = entry["level"], entry["position"]
