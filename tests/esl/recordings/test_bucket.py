"""What only a bucket has: options, encryption, credentials, locks, and a network that breaks."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from esl.models import Node
from esl.recordings.errors import StoreFailed
from esl.recordings.fetch import access
from esl.recordings.stores import store_at
from esl.recordings.stores.s3_place import Place
from seatyard.errors import InvalidInput
from tenants.models import Tenant
from tests.support.sftp import served, tree

from .test_fetch import get, some

NAME = "7/2026/03/02/one.sealed"


@pytest.fixture
def bucket(s3: Any) -> str:
    name = f"b{os.urandom(6).hex()}"
    s3.create_bucket(Bucket=name)
    return name


def test_a_long_recording_goes_in_parts(s3: Any, service: str, bucket: str) -> None:
    content = os.urandom(20 * 1024 * 1024)
    store_at(f"s3://{bucket}", service).put(NAME, [content])
    kept = s3.head_object(Bucket=bucket, Key=NAME)
    assert (kept["ContentLength"], kept["ETag"].strip('"').rpartition("-")[2]) == (len(content), "3")


def test_it_is_encrypted_as_the_address_says(s3: Any, service: str, bucket: str) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    cases = {
        "": (None, None),
        "?encryption=AES256": ("AES256", None),
        f"?encryption=aws:kms&kms_key={key}": ("aws:kms", key),
    }
    for options, (algorithm, named) in cases.items():
        for size in (10, 9 * 1024 * 1024):
            store = store_at(f"s3://{bucket}/x/{options}", service)
            store.put(NAME, [os.urandom(size)])
            kept = s3.head_object(Bucket=bucket, Key=f"x/{NAME}")
            if algorithm:
                assert kept["ServerSideEncryption"] == algorithm
            assert kept.get("SSEKMSKeyId") == named
            assert len(store.read(NAME, 0, size)) == size


def test_an_address_as_people_write_it() -> None:
    assert Place.read("s3://seats") == Place("seats", "")
    assert Place.read("s3://seats/a/b/?addressing=path") == Place("seats", "a/b/", addressing="path")
    for options in ("x=1", "addressing=PATH", "encryption=", "kms_key=k", "encryption=AES256&kms_key=k"):
        with pytest.raises(InvalidInput, match="SEATYARD_RECORDINGS"):
            Place.read(f"s3://seats/?{options}")
    for wrong in ("s3://", "s3:///x", "s3://a", "s3://UPPER/x", "s3://a b/x"):
        with pytest.raises(InvalidInput, match="no bucket"):
            Place.read(wrong)


def test_credentials_from_a_file(
    s3: Any, service: str, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As boto3 finds them: nothing of them is a setting of ours."""
    for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "REGION"):
        monkeypatch.delenv(f"AWS_{name}")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    with pytest.raises(StoreFailed, match="credentials"):
        store_at(f"s3://{bucket}", service).put(NAME, [b"audio"])
    (tmp_path / "credentials").write_text("[default]\naws_access_key_id=test\naws_secret_access_key=test\n")
    store = store_at(f"s3://{bucket}", service)
    store.put(NAME, [b"audio"])
    assert store.read(NAME, 0, 10) == b"audio"


def test_what_the_service_holds_is_not_called_gone(s3: Any, service: str) -> None:
    """A legal hold of the bucket's own: the sweep is refused, and finishes once it is released."""
    name = f"b{os.urandom(6).hex()}"
    s3.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    store = store_at(f"s3://{name}", service)
    store.put(NAME, [b"audio"])
    s3.put_object_legal_hold(Bucket=name, Key=NAME, LegalHold={"Status": "ON"})
    with pytest.raises(StoreFailed):
        store.delete(NAME)
    assert not store.gone(NAME)
    assert store.read(NAME, 0, 10) == b"audio"
    s3.put_object_legal_hold(Bucket=name, Key=NAME, LegalHold={"Status": "OFF"})
    store.delete(NAME)
    assert store.gone(NAME)


def test_from_a_bucket_it_is_heard_and_fetched_in_parts(
    app: Flask, acme: Tenant, fs1: Node, service: str, bucket: str, login: dict[str, Any]
) -> None:
    """By both ways, from the middle too; each fetches what it needs and no more."""
    store = app.extensions["esl_recordings_store"] = store_at(f"s3://{bucket}/vault", service)
    recording = some(acme, fs1, 120)
    token = access.give(acme, "web", "op")[1]
    address = f"/api/tenants/acme/recordings/{recording.id}.wav"
    fetched = 0
    read = store.read

    def counted(name: str, start: int, end: int) -> bytes:
        nonlocal fetched
        fetched += end - start
        return read(name, start, end)

    store.read = counted
    part = get(app, address, token, Range="bytes=1000000-1000999")
    assert (part.status_code, len(part.data)) == (206, 1000)
    assert fetched < 200_000 < recording.bytes
    with served(app) as server:
        files = server.sftp(tree, **login)
    (sound,) = (raw for path, raw in files.items() if path.endswith(".wav"))
    assert hashlib.sha256(sound).hexdigest() == recording.sha256
    assert part.data == sound[1_000_000:1_001_000]


@contextmanager
def breaking(times: int) -> Iterator[str]:
    """A service that breaks off so many answers half-way."""
    left = [times]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(206)
            self.send_header("Content-Length", "10")
            self.end_headers()
            left[0] -= 1
            self.wfile.write(b"0123456789" if left[0] < 0 else b"01234")

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.usefixtures("s3")
@pytest.mark.parametrize("times", [0, 2, 3])
def test_a_transfer_that_breaks_off_is_tried_again(times: int) -> None:
    with breaking(times) as address:
        store = store_at("s3://seats", address)
        if times == 3:
            with pytest.raises(StoreFailed, match="broke off"):
                store.read(NAME, 0, 10)
        else:
            assert store.read(NAME, 0, 10) == b"0123456789"
