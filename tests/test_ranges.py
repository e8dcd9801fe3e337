"""Parts of a file over HTTP, as RFC 9110 section 14 has them."""

from __future__ import annotations

import io

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from seatyard import ranges

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("ranges")

    @app.get("/")
    def file() -> object:
        return ranges.answer(
            request,
            io.BytesIO(CONTENT),
            len(CONTENT),
            mimetype="audio/wav",
            etag="mark",
            name="one.wav",
            attached=True,
        )

    return app.test_client()


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-0", 0, 1), ("bytes=100-199", 100, 200), ("bytes=1000-", 1000, 1024), ("bytes=-5", 1019, 1024),
     ("bytes=0-99999", 0, 1024)],
)  # fmt: skip
def test_a_part(client: FlaskClient, asked: str, start: int, end: int) -> None:
    answer = client.get("/", headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.data == CONTENT[start:end]
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/1024"
    assert int(answer.headers["Content-Length"]) == end - start


@pytest.mark.parametrize("asked", [None, "bytes=0-1,5-6", "bytes=b-a", "lines=1-2", "bytes"])
def test_the_whole(client: FlaskClient, asked: str | None) -> None:
    answer = client.get("/", headers={"Range": asked} if asked else {})
    assert (answer.status_code, answer.data) == (200, CONTENT)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Disposition"] == "attachment; filename=one.wav"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000"])
def test_what_is_not_there(client: FlaskClient, asked: str) -> None:
    answer = client.get("/", headers={"Range": asked})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */1024")


def test_a_part_only_of_what_was_begun(client: FlaskClient) -> None:
    """A download is resumed where the file is still the same."""
    same = client.get("/", headers={"Range": "bytes=10-", "If-Range": '"mark"'})
    other = client.get("/", headers={"Range": "bytes=10-", "If-Range": '"another"'})
    assert (same.status_code, other.status_code) == (206, 200)


def test_what_is_known_already(client: FlaskClient) -> None:
    assert client.get("/", headers={"If-None-Match": '"mark"'}).status_code == 304


def test_the_head_alone(client: FlaskClient) -> None:
    answer = client.head("/")
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", "1024")
