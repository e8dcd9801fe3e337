"""Guessing gets slow; nobody is locked out by somebody else's guessing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from seatyard import clock
from seatyard.db import db
from seatyard.errors import TooMany, Unauthorized
from seatyard.identity import entrance, throttle
from seatyard.identity.models import LoginDelay
from seatyard.identity.throttle import Origin
from tests.factories import PASSWORD, UserFactory

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
HERE, THERE = Origin("203.0.113.7"), Origin("198.51.100.9")


def fails(login: str, origin: Origin, times: int = 1) -> None:
    for _ in range(times):
        with pytest.raises(Unauthorized):
            entrance.enter(login, "wrong", origin)


def waits(login: str, origin: Origin, password: str = PASSWORD) -> int:
    """Seconds that are told to wait."""
    with pytest.raises(TooMany) as refused:
        entrance.enter(login, password, origin)
    return refused.value.retry_after


@pytest.fixture
def ann(app: Flask) -> str:
    UserFactory(login="ann")
    db.session.commit()
    return "ann"


@pytest.mark.parametrize("login", ["ann", "nobody"])
def test_each_further_failure_doubles_the_delay(ann: str, login: str) -> None:
    """The same for a login that there is and one that there is not."""
    at = START
    with clock.frozen(at):
        fails(login, HERE, 5)
    for seconds in (1, 2, 4, 8, 16):
        with clock.frozen(at):
            assert waits(login, HERE, "wrong") == seconds + 1
            assert waits(login, HERE, "wrong") == seconds + 1  # an attempt that is not heard is not counted
        at += timedelta(seconds=seconds)
        with clock.frozen(at):
            fails(login, HERE)
    assert throttle.delay(throttle.LOGIN, 1000) == throttle.LONGEST


def test_a_stranger_elsewhere_locks_nobody_out(ann: str) -> None:
    with clock.frozen(START):
        fails(ann, HERE, 5)
        assert waits(ann, Origin("203.0.113.200"))  # the same network
        assert entrance.enter(ann, PASSWORD, THERE).login == ann


def test_a_known_browser_is_not_made_to_wait_for_its_neighbours_failures(ann: str) -> None:
    known = Origin(HERE.address, "device")
    with clock.frozen(START):
        fails(ann, HERE, 5)
        assert waits(ann, HERE)
        assert entrance.enter(ann, PASSWORD, known).login == ann
        fails(ann, known, throttle.FREE[throttle.DEVICE])
        assert waits(ann, known)


def test_an_address_that_tries_many_logins_waits(ann: str) -> None:
    with clock.frozen(START):
        for number in range(throttle.FREE[throttle.ADDRESS]):
            fails(f"nobody{number}", HERE)
        assert waits("another", HERE)
        assert waits(ann, HERE)
        assert entrance.enter(ann, PASSWORD, Origin("203.0.113.8")).login == ann


def test_a_right_password_begins_anew_and_takes_nothing_from_the_address(ann: str) -> None:
    with clock.frozen(START):
        for _ in range(throttle.FREE[throttle.ADDRESS] + 10):
            entrance.enter(ann, PASSWORD, HERE)
        fails(ann, HERE, 4)
        entrance.enter(ann, PASSWORD, HERE)
        fails(ann, HERE, 4)
        entrance.enter(ann, PASSWORD, HERE)


def test_failures_are_forgotten_and_pruned(ann: str) -> None:
    with clock.frozen(START):
        fails(ann, HERE, 5)
        assert throttle.prune() == 0
    with clock.frozen(START + throttle.FORGOTTEN + timedelta(seconds=1)):
        fails(ann, HERE, 4)
        entrance.enter(ann, PASSWORD, HERE)
    with clock.frozen(START + 3 * throttle.FORGOTTEN):
        assert throttle.prune() == 1  # the address
        assert db.session.query(LoginDelay).count() == 0


def test_many_at_once_are_no_way_around(ann: str, app: Flask) -> None:
    """Sixteen guesses from one place at the same moment: five are looked at."""

    def guess(_: int) -> str:
        with app.app_context():
            try:
                entrance.enter(ann, "wrong", HERE)
            except (Unauthorized, TooMany) as error:
                return type(error).__name__
        raise AssertionError

    db.session.rollback()
    with clock.frozen(START), ThreadPoolExecutor(4) as pool:
        said = list(pool.map(guess, range(16)))
    assert said.count("Unauthorized") == 5


@pytest.mark.parametrize(
    ("address", "network", "whole"),
    [
        ("203.0.113.7", "203.0.113.0/24", "203.0.113.7/32"),
        ("::ffff:203.0.113.7", "203.0.113.0/24", "203.0.113.7/32"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64", "2001:db8:1:2::/64"),
        ("", "unknown", "unknown"),
    ],
)
def test_networks(address: str, network: str, whole: str) -> None:
    assert throttle.network(address) == network
    assert throttle.network(address, whole=True) == whole
