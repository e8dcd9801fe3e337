"""The ``voicemail`` section: boxes and their PINs, which are shown once and kept as digests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from seatyard.db import db
from tenants import pins
from tenants.models import Tenant
from tests.factories import NodeFactory, NumberFactory

from .files import DID, acme, write

BOXES: dict[str, Any] = {
    "seats": {"1001": {"pin": "2468"}, "1002": {}},
    "queues": {"sales": {"number": "601"}},
}


@pytest.fixture(autouse=True)
def pool(app: Any) -> None:
    NodeFactory(name="fs1")
    NumberFactory(e164=DID, tenant=None)
    db.session.commit()


def kept() -> dict[str, Any]:
    return db.session.scalars(select(Tenant)).one().voicemail


def test_pins_that_are_left_out_are_made_and_shown_once(command, tmp_path: Path) -> None:
    outcome = command("tenant", "onboard", write(tmp_path, acme(voicemail=BOXES)), "--json")
    made = json.loads(outcome.output)["passwords"]
    assert set(made) == {"seat 1002", "voicemail 1002", "voicemail sales"}
    assert pins.right("2468", kept()["seats"]["1001"]["pin"])
    assert pins.right(made["voicemail 1002"], kept()["seats"]["1002"]["pin"])
    assert pins.right(made["voicemail sales"], kept()["queues"]["sales"]["pin"])
    assert "2468" not in json.dumps(kept()).replace(kept()["seats"]["1001"]["pin"], "")


def test_an_export_gives_the_boxes_back_and_no_pins(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme(voicemail=BOXES)))
    exported = yaml.safe_load(command("tenant", "export", "acme").output)
    assert exported["voicemail"] == {
        "seats": {"1001": {}, "1002": {}},
        "queues": {"sales": {"number": "601"}},
    }
    again = command("tenant", "onboard", write(tmp_path, acme() | exported, "again.yaml"))
    assert "nothing to change" in again.output, again.output


def test_a_pin_a_number_and_a_box_are_changed(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, acme(voicemail=BOXES)))
    wanted = {"seats": {"1001": {"pin": "97531"}}, "queues": {"sales": {"number": "602"}}}
    said = command("tenant", "onboard", write(tmp_path, acme(voicemail=wanted), "again.yaml")).output
    assert {line.strip() for line in said.splitlines() if "voicemail" in line} == {
        "~ voicemail 1001: PIN",
        "- voicemail 1002",
        "~ voicemail sales: number 601 → 602",
    }
    assert (set(kept()["seats"]), kept()["queues"]["sales"]["number"]) == ({"1001"}, "602")
    assert pins.right("97531", kept()["seats"]["1001"]["pin"])
    command("tenant", "onboard", write(tmp_path, acme(), "none.yaml"))
    assert kept() == {}


@pytest.mark.parametrize(
    ("boxes", "where", "what"),
    [
        ({"seats": {"1009": {}}}, "voicemail.seats.1009", "no such seat"),
        ({"queues": {"nobody": {"number": "601"}}}, "voicemail.queues.nobody", "no such queue"),
        ({"queues": {"sales": {"number": "1002"}}}, "voicemail.queues.sales.number", "a seat's number"),
        ({"queues": {"sales": {}}}, "voicemail.queues.sales", "number"),
        ({"seats": {"1001": {"pin": "12"}}}, "voicemail.seats.1001.pin", "4 to 12 digits"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    command, tmp_path: Path, boxes: dict[str, Any], where: str, what: str
) -> None:
    refused = command("tenant", "onboard", write(tmp_path, acme(voicemail=boxes)))
    assert refused.exit_code
    assert where in refused.output
    assert what in refused.output
