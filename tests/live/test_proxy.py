"""A real FreeSWITCH behind a real Kamailio: phones come through it, call and are called; carriers call in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.esl.proxy.running import HOST, free_port, kamailio, program

from .office import ringing
from .phones import Call, Phone
from .plant import CALLER, DID, DOMAIN, PASSWORDS, QUIET, SEAT, Plant
from .plant import plant as build
from .processes import SEATYARD, running
from .waiting import until

pytestmark = pytest.mark.live

CARRIER = "127.0.0.9"


@dataclass
class Front:
    """An installation with Kamailio in front."""

    plant: Plant
    port: int

    def seat(self, number: str) -> Phone:
        """Its phone, registered by way of the proxy."""
        phone = self.plant.phones.seat(number, DOMAIN, PASSWORDS[number], self.port, by=HOST)
        until("the registration", lambda: phone.registration == 200)
        return phone

    def call_in(self, number: str = DID) -> Call:
        return self.plant.line.dial(f"sip:{number}@{HOST}:{self.port}")


@pytest.fixture(scope="module")
def front(freeswitch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    program()
    home: Path = tmp_path_factory.mktemp("proxy")
    url, port = f"sqlite:///{home / 'seatyard.db'}", free_port()
    with build(freeswitch, home, url, carrier_host=CARRIER, SEATYARD_SIP_PROXIES=f"{HOST}/32") as plant:
        control, folder = home / "kamailio.sock", home / "kamailio"
        at = ["--out", str(folder), "--socket", str(control), "--node"]
        at.append(f"fs1=127.0.0.1:{plant.sip}:{plant.carrier}")
        plant.seatyard("proxy", "conf", "--listen", f"{HOST}:{port}", "--ping", "1", *at)
        keeper = [SEATYARD, "proxy", "run", "--every", "0.5", *at]
        with kamailio(folder, control), running(keeper, home / "keeper.log", plant.env):
            yield Front(plant, port)


@pytest.fixture(scope="module")
def seat(front: Front) -> Phone:
    phone = front.seat(SEAT)
    until("the agent is available", lambda: front.plant.agent("status") == "Available")
    return phone


@pytest.fixture(scope="module")
def second(front: Front) -> Phone:
    return front.seat(QUIET)


def test_the_node_knows_the_way_back(front: Front, seat: Phone) -> None:
    contact = front.plant.switch.api(f"sofia_contact {SEAT}@{DOMAIN}")
    assert f"{HOST}%3A{front.port}" in contact or f"{HOST}:{front.port}" in contact, contact


def test_a_carriers_call_comes_through_to_the_seat(front: Front, seat: Phone) -> None:
    """By number, to its home; the node knows which carrier it is, though the proxy brought it."""
    plant, before = front.plant, len(seat.incoming)
    caller = front.call_in()
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    assert plant.switch.variable(uuid, "seatyard_carrier") == "carrier1"
    asking = "play_and_get_digits"
    until("it asks", lambda: plant.switch.variable(uuid, "current_application") == asking)
    caller.press("1")
    offered = ringing(seat, before)
    offered.reply(200)
    until("they talk", lambda: offered.up)
    offered.hang_up()
    until("both have hung up", lambda: caller.over and offered.over)
    plant.quiet()


def test_a_colleague_is_called_and_hangs_up(front: Front, seat: Phone, second: Phone) -> None:
    before = len(second.incoming)
    calling = seat.dial(f"sip:{QUIET}@{DOMAIN}")
    called = ringing(second, before)
    called.reply(200)
    until("they talk", lambda: calling.up and called.up)
    called.hang_up()
    until("both have hung up", lambda: calling.over and called.over)
    front.plant.quiet()


def test_a_call_goes_out(front: Front, seat: Phone) -> None:
    line = front.plant.line
    before = len(line.incoming)
    calling = seat.dial(f"sip:{CALLER}@{DOMAIN}")
    called = ringing(line, before)
    called.reply(200)
    until("they talk", lambda: calling.up and called.up)
    calling.hang_up()
    until("both have hung up", lambda: calling.over and called.over)
    front.plant.quiet()


def test_a_number_of_nobody_does_not_reach_the_node(front: Front) -> None:
    stranger = front.call_in("+861099999999")
    until("the refusal", lambda: stranger.over)
    assert stranger.status == 404
