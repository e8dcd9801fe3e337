"""Settings from the environment and a file: all faults at once, and one way to read a file."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from seatyard import migrations
from seatyard.app import settings_of
from seatyard.config import Settings
from seatyard.db import db
from seatyard.errors import InvalidInput


def settings(tmp_path: Path, file: str | None = None, **env: str) -> Settings:
    given = {"SEATYARD_HOME": str(tmp_path), "SEATYARD_SECRET_KEY": "x"} | env
    if file is not None:
        path = tmp_path / "environment"
        path.write_text(file, encoding="utf-8")
        given["SEATYARD_SETTINGS"] = str(path)
    return Settings.from_env(given)


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path) -> None:
    wrong = {
        "SEATYARD_CDR_LIMIT": "much",
        "SEATYARD_TIMEZONE": "Asia/Nowhere",
        "SEATYARD_BASE_URL": "seatyard.example.com",
        "SEATYARD_PROXIES": "-1",
        "SEATYARD_SMTP": "mail",
        "SEATYARD_OIDC_CLIENT_ID": "seatyard",
        "SEATYARD_SPEECH": "parrot",
    }
    with pytest.raises(InvalidInput) as refused:
        settings(tmp_path, **wrong)
    lines = str(refused.value).splitlines()
    assert len(lines) == len(wrong)
    told = "\n".join(lines)
    assert all(name in told for name in wrong if "OIDC" not in name)
    assert "SEATYARD_OIDC_ISSUER, SEATYARD_OIDC_CLIENT_SECRET_FILE: not set" in told
    assert "SEATYARD_CDR_LIMIT: cannot be 'much' (allowed: a whole number from 1 to" in told


def test_a_password_in_an_address_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        settings(tmp_path, SEATYARD_DATABASE_URL="postgresql://me:s3cret@db/seatyard")
    assert "postgresql+psycopg://" in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_the_file_yields_to_the_environment(tmp_path: Path) -> None:
    file = """
# the instance
SEATYARD_OPERATOR='Acme 坐席'
SEATYARD_TIMEZONE="Asia/Tokyo"
SEATYARD_PROXIES = 1
PGPASSFILE=/etc/seatyard/pgpass
"""
    found = settings(tmp_path, file, SEATYARD_TIMEZONE="Asia/Seoul", SEATYARD_PROXIES="")
    assert (found.operator, found.timezone, found.proxies) == ("Acme 坐席", "Asia/Seoul", 1)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("SEATYARD_OPERATER=x", "line 2: no setting is called SEATYARD_OPERATER (allowed: SEATYARD_OPERATOR"),
        ("export SEATYARD_OPERATOR=x", "line 2: cannot be read"),
        ("SEATYARD_OPERATOR=a\\tb", "line 2: SEATYARD_OPERATOR: its quotes or backslashes"),
        ("SEATYARD_OPERATOR='a", "quotes or backslashes"),
        ("SEATYARD_OPERATOR=a'b'", "quotes or backslashes"),
        ("SEATYARD_PROXIES=1\nSEATYARD_PROXIES=2", "line 3: SEATYARD_PROXIES is there already"),
    ],
)
def test_lines_that_cannot_be(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        settings(tmp_path, f"# first\n{line}\n")
    assert told in str(refused.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="No such file"):
        settings(tmp_path, SEATYARD_SETTINGS=str(tmp_path / "none"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir(mode=0o500)
    with pytest.raises(InvalidInput, match="SEATYARD_HOME"):
        Settings.from_env({"SEATYARD_HOME": str(tmp_path / "home")})


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(InvalidInput, match="SEATYARD_HOME"):
        Settings.from_env({"SEATYARD_HOME": str(tmp_path / "home")})


def test_what_runs_on_tells_all_that_is_missing(app: Flask, tmp_path: Path) -> None:
    wanting = replace(
        settings_of(app), stripe_key_file=tmp_path / "stripe", smtp_password_file=tmp_path / "mail"
    )
    (tmp_path / "mail").write_text("")
    app.extensions["settings"] = wanting
    db.session.execute(text("DELETE FROM alembic_version"))
    db.session.commit()
    with pytest.raises(InvalidInput) as refused:
        migrations.must_be_current(app)
    assert str(refused.value).splitlines() == [
        f"SEATYARD_STRIPE_KEY_FILE: {tmp_path / 'stripe'}: No such file or directory",
        f"SEATYARD_SMTP_PASSWORD_FILE: {tmp_path / 'mail'} is empty",
        "database: the schema is missing or old; run: seatyard db upgrade",
    ]


@pytest.mark.parametrize("name", ["SEATYARD_DATABASE_DIRECT_URL", "SEATYARD_REPLICA_URL"])
@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("", "postgresql+psycopg://me:s3cret@db/seatyard"),
        ("postgresql+psycopg://me:s3cret@pooler/seatyard", "postgresql://me:s3cret@db/seatyard"),
    ],
)
def test_another_address_needs_one_of_the_same_kind(tmp_path: Path, name: str, url: str, other: str) -> None:
    with pytest.raises(InvalidInput) as told:
        settings(tmp_path, **{"SEATYARD_DATABASE_URL": url, name: other})
    assert name in str(told.value)
    assert "s3cret" not in str(told.value)
