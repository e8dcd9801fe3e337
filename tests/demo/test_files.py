"""What the demo's tenants are made of."""

from __future__ import annotations

from importlib.resources import as_file, files

from flask import Flask

from seatyard import documents
from tenants import numbers
from tenants.onboarding.document import checked
from tests.factories import NodeFactory


def test_a_queue_asks_for_a_skill_and_has_the_seats_that_it_had_by_hand(app: Flask) -> None:
    """Those of the best level alone, all on its first level: who is rung, and the bill, stay as they were."""
    with as_file(files("admin_ui.demo") / "files" / "linlang.yaml") as path:
        raw = documents.read(path)
    NodeFactory()
    for number in raw["numbers"]:
        numbers.add(number["e164"])
    document = checked(raw)
    _, aftersales = document["queues"]
    assert aftersales["skill"] == {"name": "退货", "least": 3}
    assert [(seat["number"], seat["level"], seat["position"]) for seat in aftersales["seats"]] == [
        (number, 1, 1) for number in ("1007", "1008", "1009", "1010")
    ]
    assert {seat["number"] for seat in document["seats"] if seat["skills"]} == {
        "1006",
        *(seat["number"] for seat in aftersales["seats"]),
    }
