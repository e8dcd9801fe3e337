"""A code is good once, a recovery code is good once, and the secret is unreadable in the database."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import select, text

from seatyard import clock, secrets
from seatyard.db import db
from seatyard.errors import Conflict, InvalidInput, TooMany, Unauthorized
from seatyard.identity import entrance, second_factor
from seatyard.identity.models import OneTimeSecret, RecoveryCode, User
from seatyard.identity.throttle import Origin
from tests.factories import UserFactory

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
HERE = Origin("203.0.113.7")


@pytest.fixture
def ann(app: Flask) -> User:
    user: User = UserFactory(login="ann")
    db.session.commit()
    return user


def enrolled(user: User) -> tuple[pyotp.TOTP, list[str]]:
    """Its authenticator and its recovery codes; confirmed with the code of START."""
    second_factor.propose(user)
    proposed = second_factor.proposed(user)
    assert proposed is not None
    totp = pyotp.TOTP(proposed[0])
    with clock.frozen(START):
        return totp, second_factor.confirm(user, totp.at(START))


def good(user: User, code: str, at: datetime) -> bool:
    with clock.frozen(at):
        try:
            second_factor.check(user, code)
        except Unauthorized:
            db.session.rollback()
            return False
    db.session.commit()
    return True


def test_it_holds_only_once_a_code_was_right(ann: User) -> None:
    second_factor.propose(ann)
    assert not second_factor.has(ann)
    with pytest.raises(InvalidInput, match="wrong code"):
        second_factor.confirm(ann, "000000x")
    assert not second_factor.has(ann)
    enrolled(ann)
    assert second_factor.has(ann)
    with pytest.raises(Conflict):
        second_factor.propose(ann)
    second_factor.remove(ann)
    assert not second_factor.has(ann)
    assert db.session.scalars(select(RecoveryCode)).all() == []


def test_a_code_is_good_once_and_no_earlier_one_after_it(ann: User) -> None:
    totp, _ = enrolled(ann)
    assert not good(ann, totp.at(START), START)  # it confirmed
    later = START + timedelta(seconds=60)
    early, code = totp.at(later - timedelta(seconds=30)), totp.at(later)
    assert good(ann, code, later)
    assert not good(ann, code, later)
    assert not good(ann, early, later)


@pytest.mark.parametrize(("off", "right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_off(ann: User, off: int, right: bool) -> None:
    totp, _ = enrolled(ann)
    at = START + timedelta(hours=1)
    assert good(ann, totp.at(at + timedelta(seconds=off)), at) is right


def test_a_recovery_code_is_good_once(ann: User) -> None:
    _, codes = enrolled(ann)
    assert len(set(codes)) == second_factor.CODES
    assert good(ann, codes[3].upper().replace("-", " "), START)
    assert not good(ann, codes[3], START)
    assert second_factor.codes_left(ann) == second_factor.CODES - 1
    fresh = second_factor.new_codes(ann)
    assert not good(ann, codes[4], START)
    assert good(ann, fresh[0], START)


def test_anothers_codes_are_worth_nothing(ann: User) -> None:
    bob = UserFactory(login="bob")
    totp, codes = enrolled(ann)
    enrolled(bob)
    later = START + timedelta(minutes=5)
    assert not good(bob, totp.at(later), later)
    assert not good(bob, codes[0], later)


def test_codes_are_not_guessed_from_many_networks(ann: User) -> None:
    enrolled(ann)
    with clock.frozen(START):
        for number in range(20):
            with pytest.raises(Unauthorized):
                entrance.enter_code(ann, "nonsense", Origin(f"198.51.{number}.1"))
        with pytest.raises(TooMany):
            entrance.enter_code(ann, "nonsense", Origin("198.51.99.1"))


def test_the_secret_is_sealed_and_its_key_rotates(ann: User, app: Flask, command: Any) -> None:
    totp, codes = enrolled(ann)
    raw = text("SELECT secret FROM one_time_secrets")
    kept = db.session.scalar(raw)
    hashes = " ".join(db.session.scalars(select(RecoveryCode.sha256)))
    assert totp.secret not in kept
    assert codes[0].replace("-", "") not in hashes
    file: Path = app.extensions["settings"].secrets_key_file
    assert file.stat().st_mode & 0o777 == 0o600
    old, new = file.read_text().strip(), Fernet.generate_key().decode()
    file.write_text(f"{new}\n{old}\n")
    assert secrets.opened(kept) == totp.secret
    assert json.loads(command("secrets", "rotate", "--json").stdout) == {
        "onboarding_drafts": 0,
        "one_time_secrets": 1,
        "seats": 0,
    }
    file.write_text(f"{new}\n\n")
    db.session.rollback()
    assert db.session.scalar(raw) != kept
    assert db.session.scalars(select(OneTimeSecret.secret)).one() == totp.secret
    with pytest.raises(InvalidInput, match="none of its keys"):
        secrets.opened(kept)
