"""A queue while all do as they like and the worker is killed: nobody is stuck, nothing is lost."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest
import yaml

from . import days
from .listening import Heard, listening
from .phones import Call, Phone
from .plant import Plant
from .processes import udp_port
from .waiting import until

pytestmark = pytest.mark.live

NAME = "chaos"
DOMAIN = f"{NAME}.seats.example"
DID = "+861088880701"
SEATS = ("1001", "1002", "1003", "1004")
CALLS = 24
BEAT = 0.1
"""Seconds between two looks at everybody."""


def tenant_file(plant: Plant) -> str:
    today = days.today()
    document = {
        "tenant": {"name": NAME, "title": {"zh": "混乱", "en": "Chaos"}, "domain": DOMAIN},
        "contract": {
            "template": "hotline-seat-lease",
            "signed": f"{today.year - 1}-12-01",
            "starts": today.replace(day=1).isoformat(),
            "ends": f"{today.year + 1}-12-31",
        },
        "seats": [
            {"number": one, "type": "inbound", "name": one, "password": _password(one)} for one in SEATS
        ],
        "queues": [
            {
                "name": "sales",
                "seats": list(SEATS),
                "wait_limit": 30,
                "on_timeout": "voicemail:sales",
                "wrap_up": 1,
            }
        ],
        "numbers": [{"e164": DID, "flow": "main"}],
        "flows": {"main": {"start": "sales", "nodes": {"sales": {"queue": "sales"}}}},
    }
    path = plant.home / f"{NAME}.yaml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True))
    return str(path)


def _password(number: str) -> str:
    return f"{NAME}-{number}"


@pytest.fixture(scope="module")
def seats(plant: Plant) -> Iterator[dict[str, Phone]]:
    plant.seatyard("number", "add", DID)
    plant.seatyard("tenant", "onboard", tenant_file(plant), "--waive", "tried today")
    made = {one: plant.phones.seat(one, DOMAIN, _password(one), plant.sip) for one in SEATS}
    until("they are registered", lambda: all(phone.registration == 200 for phone in made.values()))
    until("they wait for calls", lambda: idle(plant))
    yield made
    for phone in made.values():
        phone.register(False)
        phone.close()


def idle(plant: Plant) -> bool:
    """Whether every seat is there and waits for a call, by mod_callcenter itself."""
    header, *rows = plant.switch.api("callcenter_config agent list").splitlines()
    told = [dict(zip(header.split("|"), row.split("|"), strict=True)) for row in rows if f"@{DOMAIN}" in row]
    return [(one["status"], one["state"]) for one in told] == [("Available", "Waiting")] * len(SEATS)


@dataclass
class Everybody:
    """Callers without patience, seats without discipline; what each does, and when, is chance's."""

    plant: Plant
    seats: dict[str, Phone]
    lines: list[Phone]
    chance: random.Random
    callers: list[tuple[Call, float]] = field(default_factory=list)
    """Each with the moment at which it hangs up, whatever it does then."""
    plans: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    """Of a seat's calls: when it does what it does to it, as a SIP status; 0 hangs up."""

    def beat(self) -> None:
        now = time.monotonic()
        for call, ends in self.callers:
            if now > ends and not call.over:
                call.hang_up()
        for number, phone in self.seats.items():
            for call in phone.incoming:
                if not call.over:
                    self._treat((number, call.name), call, now)

    def arrive(self) -> None:
        patience = self.chance.choice((0.3, 2, 6, 15, 40))
        line = self.lines[len(self.callers) % len(self.lines)]
        call = line.dial(f"sip:{DID}@127.0.0.1:{self.plant.carrier}")
        self.callers.append((call, time.monotonic() + patience))

    def gone(self) -> bool:
        return all(call.over for call, _ in self.callers)

    def _treat(self, key: tuple[str, str], call: Call, now: float) -> None:
        if key not in self.plans:
            self.plans[key] = self._whim(now)
        at, what = self.plans[key]
        if now < at:
            return
        if what:
            call.reply(what)
        else:
            call.hang_up()
        self.plans[key] = (now + self.chance.uniform(0.2, 4), 0)

    def _whim(self, now: float) -> tuple[float, int]:
        """Mostly answers; refuses, does not hear it, or hangs up as it rings."""
        status = self.chance.choice((200, 200, 200, 200, 486, 480, 0))
        return now + self.chance.choice((0, 0.2, 1, 3)), status


@pytest.fixture
def lines(plant: Plant) -> Iterator[list[Phone]]:
    """Callers' telephones: each has four calls at most."""
    made = [plant.phones.line(f"1380013{one:04}", udp_port()) for one in range(CALLS // 4)]
    yield made
    for line in made:
        line.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_all_is_as_before_when_all_have_gone(
    plant: Plant, seats: dict[str, Phone], lines: list[Phone], seed: int
) -> None:
    everybody, heard = Everybody(plant, seats, lines, random.Random(seed)), Heard()
    with ExitStack() as stack:
        stack.enter_context(listening(plant, heard))
        for number in range(CALLS):
            everybody.arrive()
            if number == CALLS // 3:
                plant.kill_worker()
            if number == CALLS // 2:
                away = seats[everybody.chance.choice(SEATS)]
                away.register(False)
            if number == 2 * CALLS // 3:
                plant.start_worker()
                away.register(True)
            for _ in range(everybody.chance.randint(1, 12)):
                everybody.beat()
                time.sleep(BEAT)
        until("all callers have gone", lambda: everybody.beat() or everybody.gone(), 120)
        plant.quiet()
        until("each leg's end is told", lambda: len(heard.hung_up) >= CALLS)
    _all_is_well(plant, heard)


def _all_is_well(plant: Plant, heard: Heard) -> None:
    until("all seats wait for calls", lambda: idle(plant))
    members = plant.switch.api("callcenter_config queue list members")
    assert not [row for row in members.splitlines() if f"@{DOMAIN}" in row and "|Abandoned|" not in row]
    until("every record is in", lambda: _known(plant, heard, "cdr_records") == set(heard.hung_up))
    assert set(heard.hung_up.values()) == {1}
    plant.seatyard("meter", "fold")
    assert _known(plant, heard, "legs") == set(heard.hung_up)
    assert len(_known(plant, heard, "legs", " AND side = 'carrier'")) == CALLS


def _known(plant: Plant, heard: Heard, table: str, more: str = "") -> set[str]:
    query = f"SELECT uuid FROM {table} WHERE uuid IN (SELECT value FROM json_each(?)){more}"  # noqa: S608
    return {str(row["uuid"]) for row in plant.rows(query, json.dumps(list(heard.hung_up)))}
