"""Skills given to seats by hand: those said change, others stay, and the queues that ask for them follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from billing.seat_changes import service, wishes
from billing.seat_changes.fitting import BAD_SKILL, BY_SKILL, SAME
from billing.seat_changes.wishes import Wish
from seatyard.db import db
from tenants import numbers
from tenants.models import Tenant
from tenants.onboarding.document import checked
from tenants.onboarding.service import onboard_document
from tests.factories import NodeFactory
from tests.tenants.files import DID, acme


@pytest.fixture
def tenant(app: Flask) -> Tenant:
    """Its queue ``english`` asks for English of level 2 and better; 1001 speaks it, and French."""
    NodeFactory(name="fs1")
    numbers.add(DID)
    db.session.commit()
    document = acme(contract=acme()["contract"] | {"overrides": {"lead_times": None}})
    document["seats"][0]["skills"] = {"English": 4, "Français": 2}
    document["queues"].append({"name": "english", "skill": {"name": "English", "least": 2}})
    onboard_document(checked(document))
    return db.session.scalars(select(Tenant)).one()


def has(tenant: Tenant) -> dict[str, Mapping[str, int]]:
    db.session.expire_all()
    return {seat.number: seat.skills for seat in tenant.seats}


def english(tenant: Tenant) -> dict[str, int]:
    (queue,) = (one for one in tenant.queues if one.name == "english")
    return {tier.seat.number: tier.level for tier in queue.tiers}


def test_skills_that_are_not_said_stay_and_0_takes_one_away(tenant: Tenant) -> None:
    asked = [Wish("1001", skills={"English": 0}), Wish("1002", skills={"English": 5})]
    proposed = service.propose(tenant, asked)
    assert proposed.rows[0].after is not None
    assert proposed.rows[0].after.queues == ("sales",)
    service.make(tenant, asked)
    assert has(tenant) == {"1001": {"Français": 2}, "1002": {"English": 5}}
    assert english(tenant) == {"1002": 1}
    assert {row.what for row in service.make(tenant, asked).rows} == {SAME}


def test_a_new_seat_is_where_its_skills_lead(tenant: Tenant) -> None:
    made = service.make(tenant, [Wish("1003", "inbound", skills={"English": 3}, queues=("sales",))])
    assert made.rows[0].after is not None
    assert made.rows[0].after.queues == ("english", "sales")
    assert english(tenant) == {"1001": 2, "1003": 3}


@pytest.mark.parametrize(
    ("wish", "fault", "said"),
    [
        ({"skills": {"English": 6}}, BAD_SKILL, "English"),
        ({"skills": {"a/b": 1}}, BAD_SKILL, "a/b"),
        ({"queues": ("english",)}, BY_SKILL, "english"),
    ],
)
def test_faults(tenant: Tenant, wish: dict[str, Any], fault: str, said: str) -> None:
    (row,) = service.propose(tenant, [Wish("1002", **wish)]).rows
    assert (row.fault, row.said) == (fault, said)


def test_queues_set_by_hand_leave_those_of_a_skill_alone(tenant: Tenant) -> None:
    service.make(tenant, [Wish("1001", queues=())])
    db.session.expire_all()
    assert english(tenant) == {"1001": 2}
    assert [row.what for row in service.propose(tenant, [Wish("1001", queues=("english",))]).rows] == [SAME]


def test_a_table_says_skills() -> None:
    found = wishes.of_table(
        "number,type,name,queues,skills\n1001,,,,English 5/售后 退货 3\n1002,,,,English\n"
    )
    assert found[0].skills == {"English": 5, "售后 退货": 3}
    assert found[1].skills == {"English": wishes.UNREADABLE}
    assert wishes.of_text(wishes.as_text(found)) == found
