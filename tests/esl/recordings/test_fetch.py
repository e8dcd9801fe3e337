"""A tenant's server fetches its recordings by HTTPS: whole, in parts, its own alone, each fetch on record."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from contextvars import Context
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from esl.models import Node
from esl.recordings.fetch import access, shelf
from esl.recordings.fetch.period import Period
from esl.recordings.models import Listen, Recording
from seatyard import findings
from seatyard.db import db
from tenants.models import Tenant
from tests.factories import ConversationFactory, LegFactory
from tests.support import recorded

ROOT = "/api/tenants/acme/recordings"


@pytest.fixture
def token(acme: Tenant) -> str:
    return access.give(acme, "warehouse", "op")[1]


def some(tenant: Tenant, node: Node, seconds: float = 1, **call_columns: Any) -> Recording:
    call = ConversationFactory(tenant=tenant, node=node, **call_columns)
    LegFactory(conversation=call)
    return recorded.of_call(call, node, seconds)


def get(app: Flask, path: str, token: str, **headers: str) -> Any:
    """As a server would: in a context of its own."""
    db.session.commit()
    sent = {"Authorization": f"Bearer {token}", **headers}
    return Context().run(lambda: app.test_client().get(path, headers=sent))


def month(one: Recording) -> str:
    return f"{one.started_at:%Y-%m}"


def test_a_month_as_a_tar_that_its_own_sums_hold(app: Flask, acme: Tenant, fs1: Node, token: str) -> None:
    kept = {some(acme, fs1).sha256, some(acme, fs1, 2).sha256}
    period = month(db.session.scalars(select(Recording)).first())
    got = get(app, f"{ROOT}/{period}.tar", token)
    assert (got.status_code, len(got.data)) == (200, got.content_length)
    with tarfile.open(fileobj=io.BytesIO(got.data)) as tar:
        files = {name: tar.extractfile(name).read() for name in tar.getnames()}
    sounds = {name: hashlib.sha256(raw).hexdigest() for name, raw in files.items() if name.endswith(".wav")}
    assert set(sounds.values()) == kept
    said = {}
    for name, raw in files.items():
        if name.endswith("SHA256SUMS"):
            folder = name.rpartition("/")[0]
            said |= {f"{folder}/{line[66:]}": line[:64] for line in raw.decode().splitlines()}
    assert said == sounds
    assert sum(f.startswith("2") and f.endswith(".wav") for f in files) == 2
    listed = get(app, f"{ROOT}/{period}.json", token).json["recordings"]
    assert {one["file"]: one["sha256"] for one in listed} == sounds


def test_a_download_that_broke_off_is_resumed(app: Flask, acme: Tenant, fs1: Node, token: str) -> None:
    period = month(some(acme, fs1))
    some(acme, fs1, 2)
    whole = get(app, f"{ROOT}/{period}.tar", token)
    for cut in (0, 511, 512, 2000, len(whole.data) - 1):
        rest = get(
            app, f"{ROOT}/{period}.tar", token, Range=f"bytes={cut}-", **{"If-Range": whole.headers["ETag"]}
        )
        assert (rest.status_code, rest.data) == (206, whole.data[cut:])
    some(acme, fs1, 3)
    changed = get(
        app, f"{ROOT}/{period}.tar", token, Range="bytes=512-", **{"If-Range": whole.headers["ETag"]}
    )
    assert changed.status_code == 200


def test_each_fetch_is_on_record_once(app: Flask, acme: Tenant, fs1: Node, token: str) -> None:
    one, other = some(acme, fs1), some(acme, fs1, 2)
    ids, period = {one.id, other.id}, month(one)
    for _ in range(2):
        get(app, f"{ROOT}/{period}.tar", token)
    get(app, f"{ROOT}/{one.id}.wav", token)
    noted = db.session.scalars(select(Listen)).all()
    assert sorted((row.recording_id, row.who, row.way) for row in noted) == sorted(
        (number, "warehouse", "https") for number in ids
    )


def test_nothing_of_another_tenant(app: Flask, acme: Tenant, beta: Tenant, fs1: Node, token: str) -> None:
    """Neither by its name, nor by its recording's id under one's own."""
    theirs, period = some(beta, fs1), month(some(acme, fs1))
    assert get(app, f"/api/tenants/beta/recordings/{period}.tar", token).status_code == 401
    assert get(app, f"/api/tenants/beta/recordings/{theirs.id}.wav", token).status_code == 401
    assert get(app, f"{ROOT}/{theirs.id}.wav", token).status_code == 404
    listed = get(app, f"{ROOT}/{period}.json", token).json["recordings"]
    assert theirs.id not in {one["id"] for one in listed}


@pytest.mark.parametrize("path", ["..%2f..%2fetc%2fpasswd.wav", "%00.wav", "2026-13.tar", "2026-02-30.json"])
def test_a_path_is_only_ever_a_name(app: Flask, acme: Tenant, token: str, path: str) -> None:
    assert get(app, f"{ROOT}/{path}", token).status_code in {400, 404, 422}


def test_a_wrong_or_revoked_token_is_refused_and_counted(app: Flask, acme: Tenant, token: str) -> None:
    assert get(app, ROOT, token).status_code == 200
    assert get(app, ROOT, "x").status_code == 401
    assert app.test_client().get(ROOT).status_code == 401
    access.revoke(acme, 1)
    assert get(app, ROOT, token).status_code == 401
    assert [(one.kind, one.count) for one in findings.still_open()] == [("fetch_refused", 3)]


def test_a_token_is_kept_as_a_hash_and_shown_once(acme: Tenant, command: Any) -> None:
    made = json.loads(command("recordings", "access", "add", "acme", "--label", "crm", "--json").output)
    (kept,) = access.listing(acme)
    assert (kept.label, kept.secret) == ("crm", hashlib.sha256(made["token"].encode()).hexdigest())
    assert made["token"] not in command("recordings", "access", "list", "acme").output
    assert "revoked" in command("recordings", "access", "revoke", "acme", "1").output


def test_days_in_a_row(app: Flask, acme: Tenant, fs1: Node, token: str) -> None:
    """The last day included; a month's days are the month."""
    first = datetime(2026, 3, 1, 1, tzinfo=UTC)
    kept = {
        day: some(acme, fs1, started_at=first + timedelta(days=day - 1, seconds=day)).sha256
        for day in (1, 2, 3)
    }
    for period, days in {"2026-03-01--2026-03-02": (1, 2), "2026-03-02--2026-03-03": (2, 3)}.items():
        listed = get(app, f"{ROOT}/{period}.json", token).json["recordings"]
        assert [one["sha256"] for one in listed] == [kept[day] for day in days]
        got = get(app, f"{ROOT}/{period}.tar", token)
        assert f"acme-{period}.tar" in got.headers["Content-Disposition"]
    assert str(Period.read("2026-03-01--2026-03-31")) == "2026-03"


@pytest.mark.parametrize(
    "period",
    [
        *("0001-01", "0001-01-01", "9999-12", "9999-12-31", "2026-02-30", "x", "2026-3-1"),
        *("2026-03-02--2026-03-01", "2026-01-01--2026-04-03", "2026-03-01--9999-12-31", "2026-03--2026-04"),
    ],
)
def test_what_is_no_day_or_month_is_told_so(app: Flask, acme: Tenant, token: str, period: str) -> None:
    for form in ("json", "csv", "tar"):
        assert get(app, f"{ROOT}/{period}.{form}", token).status_code == 400


def test_more_than_fits_is_asked_for_in_fewer_days(
    app: Flask, acme: Tenant, fs1: Node, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "MOST", 1)
    at = datetime(2026, 3, 3, 1, tzinfo=UTC)
    some(acme, fs1, started_at=at)
    some(acme, fs1, started_at=at + timedelta(days=1))
    for form in ("json", "csv", "tar"):
        refused = get(app, f"{ROOT}/2026-03.{form}", token)
        assert (refused.status_code, refused.json["error"]["allowed"]) == (413, "fewer days")
        assert get(app, f"{ROOT}/2026-03-03.{form}", token).status_code == 200
