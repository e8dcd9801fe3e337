"""A real FreeSWITCH and what belongs to it, or the reason why there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .office import Office
from .phones import Phone
from .plant import DOMAIN, QUIET, SEAT, Plant
from .plant import plant as build
from .waiting import until

LAST = "test_trouble.py"
"""Ends with a node that takes no calls any more."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name == LAST)


@pytest.fixture(scope="session")
def freeswitch() -> str:
    binary = os.environ.get("SEATYARD_FREESWITCH", "")
    if not binary:
        pytest.skip("SEATYARD_FREESWITCH names no FreeSWITCH binary")
    if not os.access(binary, os.X_OK):
        pytest.fail(f"SEATYARD_FREESWITCH={binary} cannot be run")
    pytest.importorskip("pjsua2", reason="no SIP phones: pip install seatyard[live] (pjsua2-python)")
    return binary


@pytest.fixture(scope="session")
def plant(freeswitch: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:

    home: Path = tmp_path_factory.mktemp("live")
    with build(freeswitch, home, f"sqlite:///{home / 'seatyard.db'}") as built:
        yield built


@pytest.fixture(scope="session")
def seat(plant: Plant) -> Phone:
    """The phone of the seat that may dial out, registered, its agent available by the worker's doing."""
    phone = plant.seat(SEAT)
    until("the registration", lambda: phone.registration == 200)
    until("the agent is available", lambda: plant.agent("status") == "Available")
    return phone


@pytest.fixture
def second(plant: Plant) -> Iterator[Phone]:
    """Another seat's phone, for the time of a test."""
    phone = plant.seat(QUIET)
    agent = f"callcenter_config agent get status seat-2@{DOMAIN}"
    until("it is there", lambda: plant.switch.api(agent) == "Available")
    yield phone
    plant.take_away(QUIET, phone)


@pytest.fixture(scope="session")
def north(plant: Plant) -> Office:
    """A tenant of several seats."""
    office = Office(plant, "north", "+8610900010")
    office.onboard()
    return office


@pytest.fixture(scope="session")
def south(plant: Plant) -> Office:
    """Another one, with the same numbers for everything of its own."""
    office = Office(plant, "south", "+8610900020")
    office.onboard()
    return office
