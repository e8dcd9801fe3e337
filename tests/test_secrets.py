"""What is encrypted in the database: read by the program as it was written, by nobody else at all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from alembic import command as alembic
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy import select, text

from seatyard import migrations, secrets
from seatyard.audit.models import Entry
from seatyard.db import db
from seatyard.errors import InvalidInput
from tenants.models import Seat
from tests.factories import SeatFactory

RAW = text("SELECT a1_hash FROM seats ORDER BY id")
HASHES = ["a" * 32, "b" * 32, ""]


@pytest.fixture
def seats(app: Flask) -> list[Seat]:
    made = [SeatFactory(number=f"10{at}", a1_hash=one) for at, one in enumerate(HASHES)]
    db.session.commit()
    return made


def _key_file(app: Flask) -> Path:
    found: Path = app.extensions["settings"].secrets_key_file
    return found


def test_a_seats_secret_is_kept_encrypted(seats: list[Seat]) -> None:
    kept = db.session.scalars(RAW).all()
    assert kept[2] == ""
    assert [secrets.opened(one) for one in kept[:2]] == HASHES[:2]
    assert not set(HASHES) & set(kept[:2])
    db.session.expire_all()
    assert [seat.a1_hash for seat in seats] == HASHES


def test_lists_of_seats_open_no_secret(seats: list[Seat], app: Flask) -> None:
    _key_file(app).write_text(Fernet.generate_key().decode())
    db.session.expire_all()
    assert len(db.session.scalars(select(Seat)).all()) == len(seats)
    with pytest.raises(InvalidInput, match="none of its keys"):
        _ = seats[0].a1_hash


def test_rotation_leaves_them_what_they_are(seats: list[Seat], app: Flask) -> None:
    file, before = _key_file(app), db.session.scalars(RAW).all()
    old, new = file.read_text().strip(), Fernet.generate_key().decode()
    file.write_text(f"{new}\n{old}\n")
    told = len(db.session.scalars(select(Entry.id)).all())
    assert secrets.rotate() == {"onboarding_drafts": 0, "one_time_secrets": 0, "seats": 2}
    db.session.commit()
    file.write_text(new)
    assert db.session.scalars(RAW).all()[:2] != before[:2]
    assert [seat.a1_hash for seat in seats] == HASHES
    assert len(db.session.scalars(select(Entry.id)).all()) == told


def test_those_of_before_are_encrypted_and_opened_again(app: Flask) -> None:
    """Down, up and down."""
    SeatFactory(a1_hash=HASHES[0])
    db.session.commit()
    db.session.remove()
    config = migrations.config_for(app)
    for revision, plain in (("0056", True), ("0057", False), ("0056", True)):
        (alembic.upgrade if revision == "0057" else alembic.downgrade)(config, revision)
        kept = db.session.scalars(RAW).one()
        assert (kept if plain else secrets.opened(kept)) == HASHES[0]
        assert (kept == HASHES[0]) == plain
        db.session.remove()


def test_of_many_that_begin_at_once_all_have_the_same_key(app: Flask) -> None:
    together = Barrier(8)

    def begin() -> str:
        together.wait()
        with app.app_context():
            return secrets.sealed("x")

    with ThreadPoolExecutor(8) as threads:
        made = [one.result() for one in [threads.submit(begin) for _ in range(8)]]
    assert {secrets.opened(one) for one in made} == {"x"}
    assert [path.name for path in _key_file(app).parent.glob("*secrets.key*")] == ["secrets.key"]
