"""Phones whose registration ends as their seat changes, on the lab switch with the product's own answers."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from esl.answers import service as answers
from esl.models import Node, Placement
from esl.provisioning import service
from seatyard.db import db
from tenants import credentials, switching
from tenants.models import Seat, Tenant
from tenants.onboarding import leases
from tests.esl.lab import folder, running
from tests.esl.lab.running import Bench
from tests.factories import NodeFactory, PlacementFactory, SeatFactory, SeatTenureFactory, TenantFactory

DOMAIN = "acme.seats.example"
PHONES = [
    {"number": number, "domain": DOMAIN, "password": folder.SEAT_PASSWORD, "register": False}
    for number in ("1001", "1002")
]

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class House:
    def __init__(self, app: Flask, home: Path) -> None:
        self.app, self.home = app, home
        (home / "password").write_text(folder.PASSWORD)
        tenant = TenantFactory(name="acme", domain=DOMAIN)
        for number in ("1001", "1002"):
            seat = SeatFactory(tenant=tenant, number=number, a1_hash=a1(number, folder.SEAT_PASSWORD))
            SeatTenureFactory(seat=seat)
        node = NodeFactory(name="fs1", password_file=str(home / "password"))
        PlacementFactory(tenant=tenant, node=node)
        db.session.commit()

    async def bring(self) -> None:
        """What is wanted, onto the switch."""
        (told,) = await asyncio.to_thread(self._bring)
        (about,) = told["tenants"]
        assert about["problem"] is None

    def _bring(self) -> list[dict[str, object]]:
        with self.app.app_context():
            return service.apply(["fs1"], None)

    def change(self, what: Callable[[Tenant], None]) -> None:
        db.session.rollback()
        tenant = db.session.scalars(select(Tenant)).one()
        what(tenant)
        db.session.commit()

    def scene(self, test: Callable[[Bench], object]) -> None:
        async def run() -> None:
            async with running.lab(self.home, {"phones": PHONES}) as bench:
                self.change(
                    lambda _: setattr(db.session.scalars(select(Node)).one(), "port", bench.lab.server.port)
                )
                bench.plane.xml = lambda asked: (200, answers.answer("fs1", asked))
                await self.bring()
                for number in ("1001", "1002"):
                    assert await registers(bench, number)
                await test(bench)  # type: ignore[misc]

        asyncio.run(run())


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> House:
    return House(app, tmp_path)


def a1(number: str, password: str) -> str:
    return hashlib.md5(f"{number}:{DOMAIN}:{password}".encode(), usedforsecurity=False).hexdigest()


async def registers(bench: Bench, number: str, password: str = folder.SEAT_PASSWORD) -> bool:
    said = await bench.client.api(f"lab register {number}@{DOMAIN} password={password}")
    return said.startswith("+OK")


async def reached(bench: Bench, number: str) -> bool:
    return "user_not_registered" not in await bench.client.api(f"sofia_contact {number}@{DOMAIN}")


def seat_of(tenant: Tenant) -> Seat:
    return next(seat for seat in tenant.seats if seat.number == "1001")


def renew(tenant: Tenant) -> None:
    credentials.renew(tenant, ["1001"])


def give_back(tenant: Tenant) -> None:
    leases.end_at_once(seat_of(tenant))
    tenant.generation += 1


def switch_off(tenant: Tenant) -> None:
    switching.switch(tenant, ["1001"], off=True)


@pytest.mark.parametrize("what", [renew, give_back, switch_off])
def test_a_phone_that_may_be_there_no_more_is_not(house: House, what: Callable[[Tenant], None]) -> None:
    async def test(bench: Bench) -> None:
        house.change(what)
        assert await reached(bench, "1001"), "nothing tells it before the node has the change"
        await house.bring()
        assert not await reached(bench, "1001")
        assert await reached(bench, "1002")
        assert not await registers(bench, "1001")

    house.scene(test)


def test_a_seat_that_is_on_again_lets_its_phone_register(house: House) -> None:
    async def test(bench: Bench) -> None:
        for off in (True, False):
            house.change(lambda tenant, off=off: switching.switch(tenant, ["1001"], off=off))  # type: ignore[misc]
            await house.bring()
            assert await registers(bench, "1001") is not off
        await house.bring()
        assert await reached(bench, "1001")

    house.scene(test)


def test_the_new_password_is_asked_for_once(house: House) -> None:
    """What registers with it stays, whatever else is changed."""

    async def test(bench: Bench) -> None:
        passwords: dict[str, str] = {}
        house.change(lambda tenant: passwords.update(credentials.renew(tenant, ["1001"]).passwords))
        await house.bring()
        db.session.rollback()
        assert db.session.scalars(select(Seat.renewed_with)).all() == [None, None]
        assert await registers(bench, "1001", passwords["1001"])
        house.change(lambda tenant: setattr(tenant, "generation", tenant.generation + 1))
        await house.bring()
        assert await reached(bench, "1001")
        db.session.rollback()
        assert db.session.scalars(select(Placement.acked_generation)).one() == 3

    house.scene(test)
