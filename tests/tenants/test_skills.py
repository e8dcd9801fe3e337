"""Queues that ask for a skill: their seats follow from what each seat can do, on the switch as well."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants import numbers, queue_changes
from tenants.models import Tenant
from tenants.onboarding.document import checked
from tenants.onboarding.service import export, onboard_document
from tests.factories import NodeFactory

from .files import DID, acme, write


@pytest.fixture(autouse=True)
def pool(app: Flask) -> None:
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()


def skilled(*, lead_times: Any = None, least: int = 2, **skills: dict[str, int]) -> dict[str, Any]:
    """Seats 1001 to 1003 with the skills of ``s1001`` … and the queue ``sales`` that asks for English."""
    seats = [
        {"number": number, "type": "inbound", "skills": skills.get(f"s{number}", {})}
        for number in ("1001", "1002", "1003")
    ]
    contract = acme()["contract"] | {"overrides": {"lead_times": lead_times}}
    queue = {"name": "sales", "skill": {"name": "English", "least": least}}
    return acme(contract=contract, seats=seats, queues=[queue])


THREE: dict[str, dict[str, int]] = {
    "s1001": {"English": 5, "退货": 3},
    "s1002": {"English": 2},
    "s1003": {"English": 1},
}


def tenant() -> Tenant:
    return db.session.scalars(select(Tenant)).one()


def levels() -> dict[str, int]:
    """The tiers of ``sales``."""
    db.session.expire_all()
    (queue,) = tenant().queues
    return {tier.seat.number: tier.level for tier in sorted(queue.tiers, key=lambda one: one.seat.number)}


def test_the_best_are_rung_first_and_who_knows_too_little_is_not() -> None:
    onboard_document(checked(skilled(**THREE)))
    assert levels() == {"1001": 1, "1002": 4}


def test_an_export_says_the_skills_and_leaves_the_seats_out(command, tmp_path: Path) -> None:
    command("tenant", "onboard", write(tmp_path, skilled(**THREE)))
    exported = yaml.safe_load(command("tenant", "export", "acme").output)
    assert exported["seats"][0]["skills"] == {"English": 5, "退货": 3}
    (sales,) = exported["queues"]
    assert sales["skill"] == {"name": "English", "least": 2}
    assert "seats" not in sales
    again = command("tenant", "onboard", write(tmp_path, skilled(**THREE) | exported, "again.yaml"))
    assert "nothing to change" in again.output, again.output


def test_seats_follow_when_a_skill_changes_comes_or_goes() -> None:
    onboard_document(checked(skilled(**THREE)))
    before = tenant().generation
    onboard_document(checked(skilled(s1001={"English": 4}, s1003={"English": 3})))
    assert levels() == {"1001": 2, "1003": 3}
    assert tenant().generation == before + 1


def test_a_change_of_skills_waits_for_its_day_and_then_it_is_asked_for_no_more() -> None:
    onboard_document(checked(skilled(lead_times={"skill_group": "1 business day"}, **THREE)))
    wanted = checked(
        skilled(lead_times={"skill_group": "1 business day"}, s1001={"English": 1}, s1002={"English": 5})
    )
    onboard_document(wanted)
    assert levels() == {"1001": 1, "1002": 4}
    waiting = tenant().arrangement
    assert waiting is not None
    generation = tenant().generation
    (sales,) = export("acme")["queues"]
    assert "seats" not in sales
    onboard_document(wanted)
    assert tenant().generation == generation


def test_what_waits_from_before_skills_came_is_not_taken_back() -> None:
    """Of two queues one is to change; the other is said as it is, without the word of a skill."""

    def said(limit: int) -> dict[str, Any]:
        queues = [{"name": "sales", "seats": ["1001"], "wait_limit": limit}, {"name": "care", "seats": []}]
        return checked(skilled(lead_times={"skill_group": "1 business day"}) | {"queues": queues})

    onboard_document(said(60))
    onboard_document(said(90))
    waiting = tenant().arrangement
    assert waiting is not None
    old = [{key: value for key, value in one.items() if key != "skill"} for one in waiting.document["queues"]]
    waiting.document = waiting.document | {"queues": old}
    db.session.commit()
    assert onboard_document(said(90)).changes == []


def test_a_skill_taken_back_leaves_the_seats_that_it_led_to() -> None:
    onboard_document(checked(skilled(**THREE)))
    queue_changes.put(tenant(), "sales", {"skill": None})
    assert levels() == {"1001": 1, "1002": 4}
    queue_changes.put(tenant(), "sales", {"seats": [{"number": "1003", "level": 1, "position": 1}]})
    assert levels() == {"1003": 1}
    queue_changes.put(tenant(), "sales", {"skill": {"name": "退货"}})
    assert levels() == {"1001": 3}


def test_its_seats_are_not_set_by_hand() -> None:
    onboard_document(checked(skilled(**THREE)))
    with pytest.raises(InvalidInput, match="sales asks for a skill: its seats follow"):
        queue_changes.put(tenant(), "sales", {"seats": [{"number": "1003"}]})
    db.session.rollback()
    assert levels() == {"1001": 1, "1002": 4}


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"seats": [{"number": "1001", "type": "inbound", "skills": {"English": 6}}]}, "1 to 5"),
        ({"seats": [{"number": "1001", "type": "inbound", "skills": {"a/b": 1}}]}, "a skill's name"),
        ({"queues": [{"name": "sales"}]}, "seats"),
        ({"queues": [{"name": "sales", "skill": {"least": 2}}]}, "name"),
        ({"queues": [{"name": "sales", "skill": {"name": "English"}, "seats": ["1001"]}]}, "queues[0].seats"),
    ],
)
def test_faults(command, tmp_path: Path, sections: dict[str, Any], message: str) -> None:
    result = command("tenant", "onboard", write(tmp_path, skilled() | sections))
    assert result.exit_code == 2, result.output
    assert message in result.output, result.output
