"""Two tenants with identical numbers on one lab switch, by the dialplan and the entries that a node gets.

Their models are in memory alone; what is dialled on the lab here is dialled on FreeSWITCH in ``tests/live``.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
from lxml import etree

from esl.answers import suspension
from esl.answers.callcenter import configuration, wanted
from esl.answers.dialplan import context_of, number_extensions
from esl.answers.directory import users_of
from esl.carriers.routing import Carrier
from esl.flows.xml import element
from esl.lab.api.show import one_row
from tenants.models import Flow, FlowVersion, Number, Queue, QueueSeat, Seat, Tenant

from . import folder, running
from .running import Bench

BOSS, QUIET, SELLER = "2001", "2002", "2003"
"""A supervisor; an inbound seat; one for both ways. Each tenant has them, and the room."""
ROOM, PIN, MODERATOR = "8000", {"north": "2468", "south": "1357"}, "97531"
MOBILE = "13900138000"
CARRIER = Carrier("carrier1")
TEMPLATES = Path(__file__).parents[3] / "freeswitch-conf" / "autoload_configs"
SEATS = {BOSS: "bidirectional", QUIET: "inbound", SELLER: "bidirectional"}
IDS = {"north": 7, "south": 8}
FLOWS: dict[str, dict[str, Any]] = {
    "desk": {"seat": QUIET, "ring": 30},
    "shop": {"seat": SELLER, "ring": 30},
    "sales": {"queue": "sales"},
    "room": {"conference": ROOM},
}


def domain(name: str) -> str:
    return f"{name}.test"


def did(name: str, flow: str) -> str:
    return f"+86108888{IDS[name]:02}{list(FLOWS).index(flow):02}"


def tenant(name: str, **room: Any) -> Tenant:
    """One of :data:`IDS`; ``room`` are wishes for its conference."""
    at = IDS[name]
    rooms = [{"number": ROOM, "pin": PIN[name], "moderator_pin": MODERATOR, "record": True} | room]
    outbound = {"allow": ["+86"], "caller_numbers": [did(name, "desk")]}
    made = Tenant(
        id=at, name=name, domain=domain(name), language="zh", timezone="Asia/Shanghai",
        policies={"conferences": rooms, "outbound": outbound},
    )  # fmt: skip
    queue = Queue(
        id=at * 10, name="sales", tenant=made, strategy="longest-idle-agent", wait_limit=60, wrap_up=0,
        max_waiting=0, no_seat_limit=0, level_wait=0, announce_seat=False, announce_position=False,
        survey=False, call_back={},
    )  # fmt: skip
    for position, (number, type) in enumerate(SEATS.items()):
        ha1 = hashlib.md5(f"{number}:{domain(name)}:{folder.SEAT_PASSWORD}".encode()).hexdigest()
        seat = Seat(
            id=at * 10 + position, number=number, name=number, type=type, active=True, a1_hash=ha1,
            supervisor=number == BOSS, devices=2, tenant=made,
        )  # fmt: skip
        if number != BOSS:
            queue.tiers.append(QueueSeat(queue_id=queue.id, seat=seat, level=1, position=position))
    for position, (flow, node) in enumerate(FLOWS.items()):
        version = FlowVersion(version=1, document={"start": "first", "nodes": {"first": node}})
        leads = Flow(id=at * 10 + position, name=flow, published=1, tenant=made, versions=[version])
        Number(e164=did(name, flow), state="assigned", tenant=made, flow=leads)
    return made


def files(tenants: Sequence[Tenant]) -> dict[str, str]:
    public = element(
        "context",
        {"name": "public"},
        *(made for one in tenants for both in number_extensions(one, static=True).values() for made in both),
    )
    contexts = [
        element(
            "context",
            {"name": one.domain},
            *suspension.dialling(one, static=True),
            *context_of(one, [CARRIER]).all(),
        )
        for one in tenants
    ]
    users = [
        element("domain", {"name": one.domain}, element("users", None, *users_of(one, [CARRIER]).values()))
        for one in tenants
    ]
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)
    conferences = environment.get_template("conference.conf.xml.j2").render()
    return {
        "dialplan/default.xml": "".join(map(_text, [public, *contexts])),
        "directory/default.xml": "".join(map(_text, users)),
        "autoload_configs/callcenter.conf.xml": _available(configuration([wanted(one) for one in tenants])),
        "autoload_configs/conference.conf.xml": conferences,
        "freeswitch.xml": folder.ROOT.replace(
            '<section name="configuration">',
            '<X-PRE-PROCESS cmd="set" data="seatyard_prompts=/p"/>\n<section name="configuration">',
        ),
    }


def _text(made: etree._Element) -> str:
    return etree.tostring(made, encoding="unicode")


def _available(callcenter: etree._Element) -> str:
    return _text(callcenter).replace('type="callback"', 'type="callback" status="Available"')


@dataclass
class Office:
    """One tenant's side of the scene."""

    bench: Bench
    name: str

    @property
    def domain(self) -> str:
        return domain(self.name)

    async def call(self, flow: str, **given: object) -> str:
        """A caller from outside to one of the flows; the call's uuid."""
        return await self._call(f"13800138000 {did(self.name, flow)} domain={domain(self.name)}", given)

    async def dial(self, seat: str, number: str, **given: object) -> str:
        """A seat dials."""
        return await self._call(f"{seat}@{domain(self.name)} {number}", given)

    def leg(self, seat: str) -> str:
        """The leg that is up to a seat's phone or from it; empty if there is none."""
        address = f"{seat}@{domain(self.name)}"
        legs = (one for one in self.bench.lab.switch.channels.values() if one.remote.phone == address)
        return next((one.uuid for one in legs if one.up), "")

    def partner(self, leg: str) -> str:
        """The leg that this one talks with; empty for nobody, or when it is over."""
        channel = self.bench.lab.switch.channels.get(leg)
        return channel.peer.uuid if channel is not None and channel.peer is not None else ""

    async def hears(self, leg: str) -> set[str]:
        """The legs whose far ends are heard on this one."""
        return set((await self.api(f"lab hears {leg}")).split()) - {"nobody"}

    def shown(self, leg: str) -> tuple[str, str, str]:
        """State, application and its data, as ``show channels`` has them."""
        row = one_row(self.bench.lab.switch.channels[leg])
        return row["state"], row["application"], row["application_data"]

    async def hang_up(self, seat: str) -> None:
        """A seat's phone hangs up."""
        assert (await self.api(f"lab hangup {self.leg(seat)}")) == "+OK"
        await self.bench.later(1)

    async def press(self, seat: str, keys: str) -> None:
        """A seat's phone presses keys, and what comes of it has begun."""
        assert (await self.api(f"lab press {self.leg(seat)} {keys}")).startswith("+OK")
        await self.bench.later(1)

    async def api(self, command: str) -> str:
        return (await self.bench.client.api(command)).strip()

    def records(self) -> Iterator[dict[str, Any]]:
        """The variables of its calls' records so far."""
        for record in self.bench.plane.json_records():
            if record["variables"].get("domain_name") == domain(self.name):
                yield record["variables"]

    async def _call(self, words: str, given: dict[str, object]) -> str:
        options = " ".join(f"{name}={value}" for name, value in given.items())
        reply = await self.api(f"lab call {words} {options}")
        assert reply.startswith("+OK"), reply
        return reply.removeprefix("+OK ")


def scene(tmp: Path, test: Callable[[Bench, Office, Office], Awaitable[None]], **room: Any) -> None:
    """Both tenants on a lab switch; afterwards no leg is up."""
    phones = [
        {
            "number": number, "domain": domain(name), "password": folder.SEAT_PASSWORD, "ring": 2,
        }
        for name in IDS
        for number in SEATS
    ]  # fmt: skip

    async def main() -> None:
        made = files([tenant(name, **room) for name in IDS])
        async with running.lab(tmp, {"phones": phones}, **made) as bench:
            await test(bench, Office(bench, "north"), Office(bench, "south"))
            await bench.client.api("hupall")
            await bench.later(5)
            assert not bench.lab.switch.channels

    asyncio.run(main())
