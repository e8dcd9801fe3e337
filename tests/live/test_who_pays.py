"""What crosses to a carrier, as the tenant's direction table has it, from the phones to the bill."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner

from seatyard import clock
from seatyard.cli import main

from .office import AWAY, SELLER, Office, answered, ringing
from .phones import Call
from .plant import Plant
from .programs import program
from .test_call import after
from .test_one_conversation import MOBILE, consulted_outside, transferred_outside
from .waiting import until

pytestmark = pytest.mark.live

CLICKER, TELEPHONE = "2005", "+8613922223333"
"""A seat for both ways at an ordinary telephone."""
TABLE = {"transferred": "outbound", "forwarded": "outbound", "telephone": "nobody"}
SENT_ON, OUT, IN = "Outbound calls, sent on by seats, +86", "Outbound calls, +86", "Inbound calls"
TALK = 2
"""Seconds that all talk."""


class East(Office):
    """A tenant whose contract charges callers sent on, and nobody for the telephones of its seats."""

    def document(self) -> dict[str, Any]:
        document = super().document()
        charges = {"increment": "1/1", "directions": TABLE}
        document["contract"]["overrides"] = {"call_charges": charges}
        document["seats"].append(self.seat(CLICKER, type="bidirectional", phone=TELEPHONE))
        return document


@pytest.fixture(scope="module")
def east(plant: Plant) -> East:
    office = East(plant, "east", "+8610900030")
    office.onboard()
    return office


def at_a_telephone(office: Office) -> list[Call]:
    """From a queue to a seat that is bound to an ordinary telephone."""
    until("it is available without a phone", lambda: office.agent(AWAY) == "Available")
    before = len(office.plant.line.incoming)
    caller = office.call("outside")
    return [caller, answered(office.plant.line, before)]


def clicked_at_a_telephone(office: Office) -> list[Call]:
    line = office.plant.line
    before = len(line.incoming)
    crm = program(office.plant, office.name, "crm")
    status, _ = crm.ask(f"seats/{CLICKER}/dial", {"number": MOBILE}, Idempotency_Key="east-1")
    assert status == 202
    first = answered(line, before)
    assert TELEPHONE in first.number
    until("the called rings", lambda: len(line.incoming) > before + 1)
    return [first, answered(line, before + 1)]


def cancelled_in_early_media(office: Office) -> list[Call]:
    """183 with a tone, and the seat gives up: nothing was answered."""
    before = len(office.plant.line.incoming)
    mine = office.dial(SELLER, MOBILE)
    ringing(office.plant.line, before).reply(183)
    until("it is heard", lambda: mine.media)
    time.sleep(1)  # the carrier's announcement
    mine.hang_up()
    return []


Scene = Callable[[Office], list[Call]]
SCENES: list[tuple[Scene, list[str]]] = [
    (transferred_outside, ["inbound", "transferred"]),
    (consulted_outside, ["inbound", "transferred"]),
    (at_a_telephone, ["inbound", "telephone"]),
    (clicked_at_a_telephone, ["clicked", "telephone"]),
    (cancelled_in_early_media, []),
]


@pytest.fixture(scope="module")
def crossed(east: East, plant: Plant) -> dict[str, list[dict[str, Any]]]:
    """The answered carriers' legs of each scene, by its name."""
    found = {}
    for scene, _ in SCENES:
        plant.quiet()
        plant.seatyard("meter", "fold")
        seen = {row["uuid"] for row in legs(plant)}
        play(scene, east)
        plant.switch.api("hupall")
        plant.quiet()
        plant.seatyard("meter", "fold")
        found[scene.__name__] = [row for row in legs(plant) if row["uuid"] not in seen]
    return found


@pytest.mark.parametrize(("scene", "kinds"), SCENES, ids=[scene.__name__ for scene, _ in SCENES])
def test_each_leg_has_its_part_in_one_conversation(
    plant: Plant, crossed: dict[str, list[dict[str, Any]]], scene: Scene, kinds: list[str]
) -> None:
    made = crossed[scene.__name__]
    assert sorted(leg["kind"] for leg in made) == kinds
    assert len({leg["conversation_id"] for leg in made}) == (1 if kinds else 0)
    for leg in made[:1]:
        query = "SELECT paid_kind, billusec FROM conversations WHERE id = ?"
        (call,) = plant.rows(query, leg["conversation_id"])
        (first,) = [one for one in made if one["kind"] == kinds[0]]
        assert call == {"paid_kind": kinds[0], "billusec": first["billusec"]}


def test_the_bill_charges_the_legs_that_the_table_says(
    plant: Plant, crossed: dict[str, list[dict[str, Any]]]
) -> None:
    """Each once, for its own seconds; the explanation says what they are."""
    with clock.frozen(after(plant.period)):
        closed = CliRunner(env=plant.env).invoke(main, ["bill", "close", plant.period, "--tenant", "east"])
    assert closed.exit_code == 0, closed.output
    every = [leg for of_scene in crossed.values() for leg in of_scene]
    lines = plant.rows(
        "SELECT l.description_en AS said, l.quantity AS minutes, i.number FROM invoice_lines l"
        " JOIN invoices i ON i.id = l.invoice_id JOIN tenants t ON t.id = i.tenant_id"
        " WHERE t.name = 'east' AND l.clause = 'call_charges' AND i.kind = 'settlement'"
    )
    charged = {line["said"]: round(float(str(line["minutes"])) * 60) for line in lines}
    assert charged == {
        IN: seconds(every, "inbound"),
        OUT: seconds(every, "clicked"),
        SENT_ON: seconds(every, "transferred"),
    }
    said = plant.seatyard("bill", "show", str(lines[0]["number"]), "--explain", "--language", "en")
    assert f"→ +86{MOBILE} (transferred)" in said
    assert f"→ +86{MOBILE} (clicked)" in said


def test_what_nobody_pays_for_is_told(plant: Plant, crossed: dict[str, list[dict[str, Any]]]) -> None:
    found = plant.json("bill", "crossings", plant.period, "--tenant", "east")
    assert isinstance(found, dict)
    (row,) = [one for one in found["crossings"] if one["kind"] == "telephone"]
    assert (row["legs"], row["pays"]) == (2, "nobody")


def play(scene: Scene, office: Office) -> None:
    calls = scene(office)
    until("everybody talks", lambda: all(call.up for call in calls))
    time.sleep(TALK)  # the talk itself


def seconds(legs: list[dict[str, Any]], kind: str) -> int:
    """Each leg's own talk, rounded half-up."""
    return sum((int(leg["billusec"]) + 500_000) // 1_000_000 for leg in legs if leg["kind"] == kind)


def legs(plant: Plant) -> list[dict[str, Any]]:
    return plant.rows(
        "SELECT uuid, conversation_id, kind, billusec FROM legs JOIN tenants ON tenants.id = legs.tenant_id"
        " WHERE tenants.name = 'east' AND side = 'carrier' AND answered_at IS NOT NULL"
    )
