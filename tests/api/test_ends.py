"""A tenant's data by the API: exports; and of its end, legal holds and what a deletion would do and did."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from billing.lifecycle import deletion, jobs
from esl.recordings import holds
from seatyard.audit.models import LOOK
from seatyard.db import db
from seatyard.identity.permissions import OPERATOR, TENANT
from tenants.models import Tenant
from tests.audit.trail import entries
from tests.factories import TenantFactory
from tests.support.house import Home

from .conftest import Ask, token_of, token_of_person


@pytest.fixture
def acme(homes: tuple[Home, Home]) -> Tenant:
    return homes[0].tenant


def test_an_export_is_asked_for_once_made_and_fetched_in_parts(acme: Tenant, ask: Ask) -> None:
    secret, path = token_of("acme"), "/tenants/acme/exports"
    sent = {"json": {"recordings": True}, "headers": {"Idempotency-Key": "nightly"}}
    asked, again = (ask("post", path, secret, **sent) for _ in range(2))
    assert (asked.status_code, asked.json, asked.json["state"]) == (201, again.json, "asked")
    assert (asked.json["asked_by"], asked.json["recordings"]) == ("token crm", True)
    assert ask("post", path, secret, json={}).status_code == 409
    one, file = f"{path}/{asked.json['id']}", f"{path}/{asked.json['id']}/files/zip"
    assert ask("get", file, secret).status_code == 404
    assert jobs.due_now() == 1
    made = ask("get", one, secret).json
    assert (made["state"], made["done"]) == ("ready", made["of"])
    whole = ask("get", file, secret)
    assert (whole.mimetype, len(whole.data)) == ("application/zip", made["size"])
    assert zipfile.ZipFile(io.BytesIO(whole.data)).testzip() is None
    rest = ask("get", file, secret, headers={"Range": "bytes=100-", "If-Range": whole.headers["ETag"]})
    assert (rest.status_code, rest.data) == (206, whole.data[100:])
    noted = [one.actor for one in entries(f"tenant_exports/{made['id']}") if one.action == LOOK]
    assert noted == ["token crm", "token crm"]
    foreign = token_of("beta")
    for mine in (one, file):
        assert ask("get", mine.replace("acme", "beta"), foreign).status_code == 404


def test_exports_are_listed_the_latest_first(acme: Tenant, ask: Ask) -> None:
    made = []
    for by in ("ann", "bob", "eve"):
        made.insert(0, jobs.ask(acme, recordings=False, by=by).id)
        jobs.due_now()
    secret, path = token_of_person(TENANT, "data", tenant=acme), "/tenants/acme/exports"
    first = ask("get", path, secret, query_string={"limit": 2}).json
    second = ask("get", path, secret, query_string={"limit": 2, "after": first["next"]}).json
    assert [one["id"] for one in first["items"] + second["items"]] == made
    assert second["next"] is None
    for none in (0, 2**31, 2**70):
        assert ask("get", f"{path}/{none}", secret).status_code == 404


def test_a_hold_is_put_shown_and_released(acme: Tenant, ask: Ask) -> None:
    staff, path = token_of_person(OPERATOR, login="ann"), "/tenants/acme/holds"
    said = {"reason": "a court asks", "reference": "2026-17"}
    put = ask("post", path, staff, json=said)
    assert (put.status_code, put.json["call"], put.json["released_at"]) == (201, None, None)
    assert (put.json["held_by"], put.json["reference"]) == ("ann", "2026-17")
    assert ask("post", path, staff, json=said).status_code == 409
    assert ask("post", path, staff, json={"reason": " "}).status_code == 400
    assert ask("post", path, staff, json=said | {"call": "none"}).status_code == 404
    against = ask("get", "/tenants/acme/deletion/obstacles", staff).json["items"]
    assert "hold" in {one["kind"] for one in against}
    release = f"{path}/{put.json['id']}/release"
    assert ask("post", release, staff, json={}).status_code == 400
    assert ask("post", release.replace("acme", "beta"), staff, json={"reason": "x"}).status_code == 404
    over = ask("post", release, staff, json={"reason": "over"}).json
    assert (over["released_by"], over["release_reason"]) == ("ann", "over")
    assert ask("post", release, staff, json={"reason": "over"}).status_code == 409
    assert ask("get", path, staff).json["items"] == [over]
    assert [one.actor for one in entries("recording_holds")] == ["ann", "ann"]
    assert holds.standing(acme.id) == []


def test_what_a_deletion_would_do(acme: Tenant, ask: Ask) -> None:
    staff, path = token_of_person(OPERATOR), "/tenants/acme/deletion"
    seen = ask("get", f"{path}/preview", staff).json
    assert seen["obstacles"] == ask("get", f"{path}/obstacles", staff).json["items"]
    assert "contract" in {one["kind"] for one in seen["obstacles"]}
    assert (seen["gone"]["conversations"], seen["kept"]["invoices"]["rows"]) == (14, 1)
    assert ask("get", path, staff).status_code == ask("get", f"{path}/files/json", staff).status_code == 404
    assert ask("get", f"{path}/preview", token_of("acme")).status_code == 403


def test_a_deletion_and_its_proof(homes: tuple[Home, Home], ask: Ask) -> None:
    gone: Tenant = TenantFactory(name="gone")
    db.session.commit()
    staff, path = token_of_person(OPERATOR), "/tenants/gone/deletion"
    deletion.ask(gone, "the end", "ann")
    told = ask("get", path, staff).json
    assert (told["asked_by"], told["confirmed_at"], told["digest"]) == ("ann", None, None)
    deletion.confirm(gone, "bob")
    assert deletion.due_now() == 1
    told = ask("get", path, staff).json
    assert (told["confirmed_by"], told["problem"], bool(told["finished_at"])) == ("bob", "", True)
    proof = json.loads(ask("get", f"{path}/files/json", staff).data)
    assert (proof["digest"], proof["confirmed"]["by"]) == (told["digest"], "bob")
    assert ask("get", f"{path}/obstacles", staff).json == {"items": []}
    assert ask("post", "/tenants/gone/exports", staff, json={}).status_code == 409
