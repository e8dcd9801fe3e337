"""Numbers tried over several carriers: who is asked, in which order, what each sees, what is billed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .phones import Call, Phone
from .plant import DID, DOMAIN, PASSWORDS, SEAT, Plant
from .sipp import Carrier, call, carriers
from .waiting import until

pytestmark = pytest.mark.live

FORGED = "13911112222"
SETTINGS = {
    "east": ("--progress-timeout", "3", "--ring-timeout", "5", "--ping", "5"),
    "west": ("--ping", "0"),
}


@pytest.fixture(scope="module")
def pair(plant: Plant) -> Iterator[list[Carrier]]:
    """Two carriers that serve the numbers beginning with 19, the first of them first."""
    home = plant.home / "sipp"
    home.mkdir()
    with carriers(home, "east", "west") as made:
        for one in made:
            one.be("answer")
            place = ("--host", "127.0.0.1", "--port", str(one.port), "--prefix", "+8619")
            plant.seatyard("trunk", "add", one.name, *place, *SETTINGS[one.name])
        apply(plant)
        yield made


def apply(plant: Plant, *changed: str) -> None:
    """What an operator does after a change of carriers: the folder, then the switch."""
    plant.write_conf()
    for command in ("reloadxml", "reloadacl"):
        plant.switch.api(command)
    for name in changed:
        plant.switch.api(f"sofia profile external killgw {name}")
        until("it is gone", lambda gone=name: "Invalid" in plant.switch.api(f"sofia status gateway {gone}"))
    plant.switch.api("sofia profile external rescan")
    for name in ("east", "west"):
        until("the gateway", lambda there=name: "UP" in plant.switch.api(f"sofia status gateway {there}"))


@pytest.fixture
def east(pair: list[Carrier]) -> Carrier:
    return pair[0]


@pytest.fixture
def west(pair: list[Carrier]) -> Carrier:
    pair[1].be("answer")
    return pair[1]


def dial(phone: Phone, number: str) -> Call:
    return phone.dial(f"sip:{number}@{DOMAIN}")


def conversation(plant: Plant, callee: str) -> tuple[dict[str, object], list[dict[str, object]]]:
    """The call to ``callee``, of which there must be one alone, and its carriers' legs."""
    plant.quiet()
    plant.seatyard("meter", "fold")
    (found,) = plant.rows("SELECT * FROM conversations WHERE callee = ?", callee)
    legs = plant.rows(
        "SELECT uuid, carrier, billusec, cause, caller FROM legs"
        " WHERE conversation_id = ? AND side = 'carrier' ORDER BY ended_at",
        found["id"],
    )
    return found, legs


GOES_ON = [
    ("refuse", 500, "NORMAL_TEMPORARY_FAILURE"),
    ("refuse", 502, "NETWORK_OUT_OF_ORDER"),
    ("refuse", 503, "NORMAL_TEMPORARY_FAILURE"),
    ("refuse", 504, "RECOVERY_ON_TIMER_EXPIRE"),
    ("refuse", 408, "RECOVERY_ON_TIMER_EXPIRE"),
    ("refuse", 482, "EXCHANGE_ROUTING_ERROR"),
    ("refuse", 485, "NO_ROUTE_DESTINATION"),
    ("refuse", 488, "INCOMPATIBLE_DESTINATION"),
    ("early", 503, "NORMAL_TEMPORARY_FAILURE"),
    ("silent", 0, "PROGRESS_TIMEOUT"),
]


@pytest.mark.parametrize(("scenario", "status", "cause"), GOES_ON)
def test_a_carriers_failure_goes_on_with_the_next_and_the_call_is_billed_once(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier, scenario: str, status: int, cause: str
) -> None:
    east.be(scenario, status=status, reason="Whatever")
    number = f"+8619{status:03d}{GOES_ON.index((scenario, status, cause)):06d}"
    mine = dial(seat, number.removeprefix("+86"))
    until("they talk", lambda: mine.up)
    mine.hang_up()
    found, (failed, paid) = conversation(plant, number)
    assert (failed["carrier"], failed["cause"], failed["billusec"]) == ("east", cause, 0)
    assert (paid["carrier"], paid["uuid"]) == ("west", found["paid_uuid"])
    assert (found["outcome"], found["billusec"]) == ("answered", paid["billusec"])
    assert [one.number for one in west.received("INVITE")] == [number]


FINAL = (486, 600, 603, 403, 404, 480, 410, 484)


@pytest.mark.parametrize("status", FINAL)
def test_what_the_called_party_says_is_final(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier, status: int
) -> None:
    east.be("refuse", status=status, reason="No")
    mine = dial(seat, f"19900{status:06d}")
    until("the refusal", lambda: mine.over)
    assert (mine.status, west.received("INVITE")) == (status, [])
    found, (failed,) = conversation(plant, f"+8619900{status:06d}")
    assert (found["outcome"], found["paid_uuid"], failed["carrier"]) == ("failed", None, "east")


def test_nobody_who_rings_in_vain_rings_twice(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier
) -> None:
    east.be("ring")
    mine = dial(seat, "19911111111")
    until("the end", lambda: mine.over)
    assert west.received("INVITE") == []
    found, (rang,) = conversation(plant, "+8619911111111")
    assert (found["outcome"], rang["cause"]) == ("failed", "NO_ANSWER")


def test_the_caller_gives_up_before_anybody_answers(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier
) -> None:
    east.be("ring")
    mine = dial(seat, "19911111112")
    until("it rings", lambda: "EARLY" in mine.states)
    mine.hang_up()
    posted = "SELECT 1 FROM cdr_records WHERE leg = 'b' AND body LIKE '%19911111112%'"
    until("its record is in", lambda: plant.rows(posted))  # the list of channels knows of it only later
    _, (rang,) = conversation(plant, "+8619911111112")
    assert (rang["cause"], west.received("INVITE")) == ("ORIGINATOR_CANCEL", [])


def test_when_all_have_failed_the_shorter_prefix_is_asked(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier
) -> None:
    """The line of the first carrier, which serves every number."""
    for one in (east, west):
        one.be("refuse", status=503, reason="Full")
    mine = dial(seat, "19922222222")
    until("the third", lambda: [c for c in plant.line.incoming if ":+8619922222222@" in c.number])
    plant.line.incoming[-1].reply(486)
    until("the end", lambda: mine.over)
    _, legs = conversation(plant, "+8619922222222")
    *refused, last = (str(leg["carrier"]) for leg in legs)
    assert (sorted(refused), last) == (["east", "west"], "carrier1")  # the two end within one of its ticks


def test_a_dead_carrier_is_known_and_passed_by(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier
) -> None:
    open_ones = "SELECT key FROM findings WHERE kind = 'carrier_down' AND cleared_at IS NULL"
    east.stop()
    until("it is found dead", lambda: plant.rows(open_ones) == [{"key": "fs1/east"}], 60)
    mine = dial(seat, "19933333333")
    until("they talk", lambda: mine.up)
    mine.hang_up()
    _, legs = conversation(plant, "+8619933333333")
    assert [leg["carrier"] for leg in legs] == ["west"]
    east.be("answer")
    until("it lives again", lambda: plant.rows(open_ones) == [], 60)


def test_a_full_carrier_is_passed_by_and_its_channels_come_back(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier
) -> None:
    plant.seatyard("trunk", "change", "east", "--max-channels", "1")
    east.be("answer")

    def usage() -> str:
        return plant.switch.api("limit_usage hash seatyard carrier-east")

    one = dial(seat, "19944444441")
    until("they talk", lambda: one.up)
    assert usage() == "1"
    two = dial(seat, "19944444442")
    until("they talk", lambda: two.up)
    assert [len(carrier.received("INVITE")) for carrier in (east, west)] == [1, 1]
    one.hang_up()
    until("the channel is free", lambda: usage() == "0")
    three = dial(seat, "19944444443")
    until("they talk", lambda: three.up)
    assert len(east.received("INVITE")) == 2
    for mine in (two, three):
        mine.hang_up()
    plant.quiet()


def test_nothing_that_a_phone_claims_reaches_a_carrier(plant: Plant, east: Carrier, west: Carrier) -> None:
    east.be("answer")
    account = {"user": SEAT, "domain": DOMAIN, "password": PASSWORDS[SEAT]}
    assert call(plant.home / "sipp", "forged", "19955555555", plant.sip, **account) == 0
    (invite,) = east.received("INVITE")
    assert FORGED not in invite.text
    assert invite.header("From").startswith(f'"{DID}" <sip:{DID}@')
    for header in ("P-Asserted-Identity", "Remote-Party-ID", "Privacy", "Diversion", "X-Forged"):
        assert invite.header(header) == ""
    plant.quiet()


def test_numbers_are_written_as_the_carrier_wants_them(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier
) -> None:
    formats = ("--called-format", "national", "--caller-format", "00", "--identity", "pai")
    plant.seatyard("trunk", "change", "west", *formats, "--codecs", "PCMU,PCMA")
    east.be("refuse", status=503, reason="Full")
    mine = dial(seat, "+8619966666666")
    until("they talk", lambda: mine.up)
    mine.hang_up()
    (invite,) = west.received("INVITE")
    shown = DID.replace("+", "00")
    assert (invite.number, invite.header("Remote-Party-ID")) == ("19966666666", "")
    assert f"<sip:{shown}@" in invite.header("From")
    assert f"<sip:{shown}@" in invite.header("P-Asserted-Identity")
    assert "RTP/AVP 0 8" in invite.text
    found, legs = conversation(plant, "+8619966666666")
    assert {leg["caller"] for leg in legs} == {DID}
    assert found["outcome"] == "answered"


def test_help_comes_over_any_carrier_that_has_one(
    plant: Plant, seat: Phone, east: Carrier, west: Carrier
) -> None:
    plant.seatyard("trunk", "route", "east", "119")
    plant.seatyard("trunk", "route", "west", "119")
    east.be("refuse", status=503, reason="Full")
    mine = dial(seat, "119")
    until("help answers", lambda: mine.up)
    mine.hang_up()
    assert [one.number for one in west.received("INVITE")] == ["119"]
    conversation(plant, "119")


def test_a_caller_is_e164_whatever_the_carrier_writes(plant: Plant) -> None:
    """``plant.line`` calls from a mobile number, as it is at home."""
    caller = plant.call_in(f"0{DID.removeprefix('+86')}")
    until("the menu answers", lambda: caller.up)
    uuid = plant.channel("external")
    assert plant.switch.variable(uuid, "caller_id_number") == "+8613800138000"
    assert plant.switch.variable(uuid, "seatyard_carrier") == "carrier1"
    caller.hang_up()
    plant.quiet()
    plant.seatyard("meter", "fold")
    legs = plant.rows("SELECT carrier, caller FROM legs WHERE uuid = ?", uuid)
    assert legs == [{"carrier": "carrier1", "caller": "+8613800138000"}]


def test_a_node_registers_at_a_carrier(plant: Plant, pair: list[Carrier], tmp_path: Path) -> None:
    with carriers(tmp_path, "north") as (north,):
        north.be("register", user="seatyard", password="north-secret")
        (tmp_path / "password").write_text("north-secret")
        account = ("--user", "seatyard", "--password-file", str(tmp_path / "password"), "--register")
        place = ("--host", "127.0.0.1", "--port", str(north.port), "--prefix", "+7")
        plant.seatyard("trunk", "add", "north", *place, *account)
        apply(plant)
        until("it is registered", lambda: "REGED" in plant.switch.api("sofia status gateway north"))
        until("it has proved who it is", lambda: len(north.received("REGISTER")) == 2)
    plant.seatyard("trunk", "remove", "north")
    apply(plant, "north")
