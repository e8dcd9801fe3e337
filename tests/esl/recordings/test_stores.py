"""One behaviour in two places: a folder, and a bucket of an S3 service on the loopback."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from esl.recordings.errors import StoreFailed
from esl.recordings.stores import Store, store_at
from seatyard.errors import InvalidInput, NotFound


@pytest.fixture(params=["folder", "bucket", "versioned bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return store_at(str(tmp_path / "vault"))
    s3 = request.getfixturevalue("s3")
    bucket = f"b{os.urandom(6).hex()}"
    s3.create_bucket(Bucket=bucket)
    if request.param == "versioned bucket":
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return store_at(f"s3://{bucket}/recordings/", request.getfixturevalue("service"))


NAME = "7/2026/03/02/one.sealed"


def test_what_is_put_is_read_in_any_part(store: Store) -> None:
    content = os.urandom(9 * 1024 * 1024)
    store.put(NAME, (content[at : at + 70_000] for at in range(0, len(content), 70_000)))
    assert store.size(NAME) == len(content)
    assert store.read(NAME, 5, 1_000_005) == content[5:1_000_005]
    assert store.read(NAME, len(content) - 3, len(content) + 10) == content[-3:]
    assert store.read(NAME, len(content), len(content) + 10) == b""


def test_a_second_put_replaces_the_first(store: Store) -> None:
    for content in (b"first", b"second one"):
        store.put(NAME, [content])
    assert store.read(NAME, 0, 100) == b"second one"


def test_a_put_that_fails_leaves_what_was_there(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise RuntimeError("the node went away")

    store.put(NAME, [b"whole"])
    for name in (NAME, "7/2026/03/02/other.sealed"):
        with pytest.raises(RuntimeError):
            store.put(name, broken())
    assert store.read(NAME, 0, 100) == b"whole"
    assert store.size("7/2026/03/02/other.sealed") is None


def test_what_is_deleted_is_gone_in_every_version(store: Store) -> None:
    store.put(NAME, [b"first"])
    store.put(NAME, [b"second"])
    store.put(NAME + ".longer", [b"another"])
    assert not store.gone(NAME)
    store.delete(NAME)
    assert store.gone(NAME)
    assert store.size(NAME) is None
    with pytest.raises(NotFound):
        store.read(NAME, 0, 1)
    store.delete(NAME)
    assert store.read(NAME + ".longer", 0, 100) == b"another"


def test_hidden_behind_a_marker_is_not_gone(s3: Any, service: str) -> None:
    """A delete by other hands leaves the version in a versioned bucket."""
    s3.create_bucket(Bucket="kept")
    s3.put_bucket_versioning(Bucket="kept", VersioningConfiguration={"Status": "Enabled"})
    store = store_at("s3://kept", service)
    store.put(NAME, [b"audio"])
    s3.delete_object(Bucket="kept", Key=NAME)
    assert store.size(NAME) is None
    assert not store.gone(NAME)
    store.delete(NAME)
    assert store.gone(NAME)


def test_in_a_folder_nobody_else_may_read(tmp_path: Path) -> None:
    store_at(str(tmp_path / "vault")).put(NAME, [b"audio"])
    path = tmp_path / "vault" / NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert [name.name for name in path.parent.iterdir()] == [path.name]


def test_a_place_that_refuses(s3: Any, service: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for store in (store_at("s3://nosuch", service), store_at(str(tmp_path / "file"))):
        with pytest.raises(StoreFailed):
            store.put(NAME, [b"audio"])


def test_a_bucket_without_a_name() -> None:
    with pytest.raises(InvalidInput, match="no bucket"):
        store_at("s3://")


def test_what_lies_under_a_tenants_name_is_listed_once(store: Store) -> None:
    assert list(store.names("7/")) == []
    for name in (NAME, NAME, "7/2026/03/03/two.sealed", "77/2026/03/02/other.sealed"):
        store.put(name, [b"x"])
    assert sorted(store.names("7/")) == [NAME, "7/2026/03/03/two.sealed"]
    store.delete(NAME)
    assert list(store.names("7/")) == ["7/2026/03/03/two.sealed"]
