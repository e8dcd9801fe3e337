"""From the payment to the next call, on the lab switch with the answers that the web process gives it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from billing.dunning import service as dunning
from billing.dunning import words
from billing.invoices import service as invoices
from esl.answers import service as answers
from seatyard import clock
from seatyard.db import db
from tests.billing.booked import pay
from tests.billing.cases import at
from tests.billing.month import leased
from tests.esl.lab import running
from tests.esl.lab.running import Bench
from tests.factories import FlowFactory, NumberFactory

from .test_service import delivered

DID = "+861088880001"
TERMS: dict[str, Any] = {"suspension": {"days": 15, "notice_days": 3, "automatic": True}}

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def suspended_tenant() -> str:
    """Its node's name. March is unpaid, and service stands still since 26 April."""
    made = leased(1, overrides=TERMS)
    NumberFactory(
        e164=DID,
        tenant=made.tenant,
        flow=FlowFactory(
            tenant=made.tenant, document={"start": "hello", "nodes": {"hello": {"play": "hello.wav"}}}
        ),
    )
    made.tenant.generation += 1
    db.session.commit()
    with clock.frozen(at("04-01T09:00")):
        invoices.close("2026-03")
    for day in ("04-23T09:00", "04-26T09:00"):
        with clock.frozen(at(day)):
            dunning.run()
            delivered()
    return made.node.name


async def called(bench: Bench) -> str:
    """The cause with which a call to the number ends."""
    before = len(bench.plane.records)
    assert (await bench.client.api(f"lab call 13800138000 {DID}")).startswith("+OK")
    await bench.later(30)
    records = bench.plane.json_records()[before:]
    return str(records[0]["variables"]["hangup_cause"])


def test_the_first_call_after_a_payment_goes(app: Flask, tmp_path: Path) -> None:
    node = suspended_tenant()

    async def test() -> None:
        async with running.lab(tmp_path, {"phones": []}) as bench:
            bench.plane.xml = lambda asked: (200, answers.answer(node, asked))
            assert await called(bench) == "SUBSCRIBER_ABSENT"
            pay(2000, "2026-04-27")
            assert await called(bench) == "NORMAL_CLEARING"

    with clock.frozen(at("04-27T09:00")):
        asyncio.run(test())


def test_a_person_restores_it_likewise(app: Flask, tmp_path: Path) -> None:
    node = suspended_tenant()

    async def test() -> None:
        async with running.lab(tmp_path, {"phones": []}) as bench:
            bench.plane.xml = lambda asked: (200, answers.answer(node, asked))
            assert await called(bench) == "SUBSCRIBER_ABSENT"
            (matter,) = dunning.of_tenant("acme")
            words.undo(matter.rows[-1].id, by="fay", reason="a plan was signed")
            assert await called(bench) == "NORMAL_CLEARING"

    with clock.frozen(at("04-27T09:00")):
        asyncio.run(test())
