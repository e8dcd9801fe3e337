"""A call's four parameters: in a header to the seat's phone, and told to the tenant's own system."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.https import Posted, TenantsServer, tenants_server

from .forged import LOOPBACK, SDP, Request
from .ivr import PASSWORD, SEAT, Ivr
from .office import ringing
from .phones import Phone
from .plant import CALLER, Plant
from .programs import program
from .waiting import until

pytestmark = pytest.mark.live

FLOWS = {
    "direct": {"start": "desk", "nodes": {"desk": {"seat": SEAT, "ring": 20}}},
    "main": {"start": "sales", "nodes": {"sales": {"queue": "sales"}}},
}
BLOCKS = {"paramsn": "+8610888871", "paramss": "+8610888872"}


@dataclass
class Side:
    """A tenant with its own system, and its seat's phone."""

    office: Ivr
    phone: Phone
    system: TenantsServer
    secret: str

    @property
    def messages(self) -> list[dict[str, Any]]:
        """All that came so far, each of them signed, and none twice."""
        posted = [one for one in self.system.posted if one.path == f"/{self.office.name}"]
        assert len({one.headers["webhook-id"] for one in posted}) == len(posted)
        for one in posted:
            assert self._signature(one) in one.headers["webhook-signature"].split(" ")
        return [json.loads(one.body) for one in posted]

    def _signature(self, one: Posted) -> str:
        """As the specification has it (tests/esl/webhooks holds us to its own example)."""
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode() + one.body
        return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


@pytest.fixture(scope="module")
def system(plant: Plant) -> Iterator[TenantsServer]:
    """Both tenants' systems, apart by their paths; the worker trusts its authority meanwhile."""
    home = plant.home / "crm"
    home.mkdir()
    with tenants_server(home) as served:
        _restart(plant, SSL_CERT_FILE=str(served.authority))
        yield served
        del plant.env["SSL_CERT_FILE"]
        _restart(plant)


def _restart(plant: Plant, **more: str) -> None:
    plant.worker.close()
    plant.env.update(more)
    plant.start_worker()


@pytest.fixture(scope="module")
def sides(plant: Plant, system: TenantsServer) -> Iterator[dict[str, Side]]:
    made = {name: _side(plant, system, name) for name in BLOCKS}
    until("they are available", lambda: all(_available(plant, name) for name in made))
    yield made
    for side in made.values():
        side.phone.register(False)
        side.phone.close()


def _side(plant: Plant, system: TenantsServer, name: str) -> Side:
    pop = f"https://crm.test/{name}?a=b,c&seat={{seat}}&queue={{queue}}&from={{caller}}&to={{called}}"
    more = {"call_parameters": {"webhook": system.url(f"/{name}"), "on_ring": pop}}
    office = Ivr(plant, name, BLOCKS[name], FLOWS, sections=more)
    office.onboard()
    phone = plant.phones.seat(SEAT, f"{name}.seats.example", PASSWORD, plant.sip)
    until("the registration", lambda: phone.registration == 200)
    return Side(office, phone, system, plant.seatyard("webhook", "secret", name).strip())


def _available(plant: Plant, name: str) -> bool:
    rows = plant.switch.api("callcenter_config agent list").splitlines()
    return any(f"@{name}.seats.example" in row and "|Available|Waiting|" in row for row in rows)


@pytest.mark.parametrize(("flow", "queue"), [("main", "sales"), ("direct", "")])
def test_the_tenants_own_system_knows_who_calls_whom(
    plant: Plant, sides: dict[str, Side], flow: str, queue: str
) -> None:
    north, south = sides["paramsn"], sides["paramss"]
    before, rung, known = len(north.phone.incoming), len(south.phone.incoming), len(north.messages)
    theirs = len(south.messages)
    caller = north.office.call(flow)
    offered = ringing(north.phone, before)
    called = north.office.number(flow)
    four = {"seat": SEAT, "queue": queue, "caller": f"+86{CALLER}", "called": called}
    url = (
        f"https://crm.test/paramsn?a=b%2Cc&seat={SEAT}&queue={queue}"
        f"&from=%2B86{CALLER}&to=%2B{called.removeprefix('+')}"
    )
    assert f"Call-Info: <{url}>;purpose=info" in offered.invite.splitlines()
    assert f"X-Seatyard-Called: {called}" in offered.invite.splitlines()
    assert (f"X-Seatyard-Queue: {queue}" in offered.invite.splitlines()) is bool(queue)

    until("it is told that it rings", lambda: len(north.messages) == known + 1)
    offered.reply(200)
    until("it is told of the answer", lambda: len(north.messages) == known + 2)
    caller.hang_up()
    plant.quiet()
    until("it is told of the end", lambda: len(north.messages) == known + 3)

    told = north.messages[known:]
    assert [one["type"] for one in told] == ["call.ringing", "call.answered", "call.ended"]
    for one in told:
        data = one["data"]
        assert {name: data[name] for name in four} == four
        assert (data["call"], data["leg"]) == (told[0]["data"]["call"], told[0]["data"]["leg"])
    assert told[2]["data"]["answered_at"]
    assert (len(south.phone.incoming), len(south.messages)) == (rung, theirs)

    _, latest = program(plant, "paramsn", f"pop-{flow}").ask(f"seats/{SEAT}/calls")
    assert latest[2]["url"] == url.replace("%2Cc", ",c")


def test_what_a_caller_says_of_itself_is_no_header(
    plant: Plant, sides: dict[str, Side], tmp_path: Path
) -> None:
    """Its number ends the brackets of a dial string, begins a variable, runs a command."""
    side = sides["paramsn"]
    before = len(side.phone.incoming)
    mark = tmp_path / "mark"
    forged = f"1%2Csip_h_X-Evil%3D1%5D$%7Bsystem(touch%20{mark})%7D"
    invite = Request(
        "INVITE", f"sip:{side.office.number('main')}@{LOOPBACK}", f"<sip:{forged}@{LOOPBACK}>", body=SDP
    )
    with invite.placed(plant.carrier):
        offered = ringing(side.phone, before)
        uuid = plant.channel("external")
        assert "\nX-Evil" not in offered.invite
        assert "&from=&to=" in offered.invite
        assert not mark.exists()
        offered.reply(486)
    plant.switch.api("hupall")
    plant.quiet()
    plant.seatyard("meter", "fold")
    assert (
        plant.rows("SELECT * FROM findings WHERE kind = 'cdr_incomplete' AND key LIKE ?", f"%{uuid}%") == []
    )


def test_a_system_that_is_away_is_told_later(plant: Plant, sides: dict[str, Side]) -> None:
    side = sides["paramss"]
    known, before = len(side.messages), len(side.phone.incoming)
    side.system.statuses["/paramss"] = [500]
    caller = side.office.call("direct")
    ringing(side.phone, before).reply(486)
    until("the end", lambda: caller.over)
    plant.quiet()
    until("the refused ring is told again", lambda: len(_kinds(side, known)) == 3, 30)
    assert sorted(_kinds(side, known)) == ["call.ended", "call.ringing", "call.ringing"]
    listed = plant.json("webhook", "list", "paramss")
    assert isinstance(listed, list)
    assert {one["state"] for one in listed} == {"sent"}


def _kinds(side: Side, known: int) -> list[str]:
    posted = [one for one in side.system.posted if one.path == f"/{side.office.name}"]
    return [json.loads(one.body)["type"] for one in posted[known:]]
