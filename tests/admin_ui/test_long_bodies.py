"""A body over its limit is refused unread, before anybody is asked for a form's token or who they are."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from billing.documents import quote_limits as limits
from billing.duties.service import LARGEST
from seatyard.requested import FORM_BYTES, LONGEST
from seatyard.sound.reading import MOST_BYTES
from tests.factories import TenantFactory

from .conftest import Visitor

FILE = "multipart/form-data; boundary=x"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
PROMPTS = "/tenants/acme/prompts"


class Body:
    """Zeros, as many as are asked for; ``read_of_it`` of them were."""

    def __init__(self, length: int) -> None:
        self.left, self.read_of_it = length, 0

    def read(self, size: int = -1) -> bytes:
        piece = self.left if size < 0 else min(size, self.left)
        self.left -= piece
        self.read_of_it += piece
        return bytes(piece)


@pytest.fixture
def app(app: Flask) -> Flask:
    TenantFactory(name="acme")
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def sent(
    browser: FlaskClient, path: str, kind: str, length: int, *, chunked: bool = False
) -> tuple[TestResponse, int]:
    """The answer, and how many bytes of the body were read for it."""
    body = Body(length)
    told = {"wsgi.input_terminated": True} if chunked else {"CONTENT_LENGTH": str(length)}
    answer = browser.post(path, content_type=kind, environ_overrides={"wsgi.input": body, **told})
    return answer, body.read_of_it


@pytest.fixture
def someone(app: Flask, visit: Visitor) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    browser = visit("operator")
    app.config["WTF_CSRF_ENABLED"] = True
    return browser


@pytest.mark.parametrize(
    ("path", "kind", "length"),
    [
        ("/login", FILE, LONGEST + 1),
        ("/login", FORM, LONGEST + 1),
        ("/quote/result", FILE, limits.BYTES + 1),
        ("/comparison", FILE, limits.BYTES + 1),
        (PROMPTS, FILE, LONGEST + 1),  # a file is taken from those alone who have logged in
        ("/api/v1/tenants/acme/seats/1001/dial", JSON, LONGEST + 1),
    ],
)
def test_of_a_strangers_long_body_nothing_is_read(
    client: FlaskClient, path: str, kind: str, length: int
) -> None:
    answer, read = sent(client, path, kind, length)
    assert (answer.status_code, read) == (413, 0)
    assert answer.is_json == path.startswith("/api/")


@pytest.mark.parametrize(
    ("path", "most"), [(PROMPTS, MOST_BYTES), ("/tenants/acme/duties/SY-2026-000001/1/done", LARGEST)]
)
def test_a_file_has_a_larger_limit_and_has_one(someone: FlaskClient, path: str, most: int) -> None:
    answer, read = sent(someone, path, FILE, most + FORM_BYTES + 1)
    assert (answer.status_code, read) == (413, 0)
    assert sent(someone, path, FILE, LONGEST + 1)[1] > 0


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [("/login", FILE, 413), ("/api/v1/tenants/acme/seats/1001/dial", JSON, 401)],
)
def test_a_body_that_does_not_say_its_length_is_read_no_further_than_the_limit(
    client: FlaskClient, path: str, kind: str, status: int
) -> None:
    answer, read = sent(client, path, kind, 10 * LONGEST, chunked=True)
    assert (answer.status_code, 0 < read <= LONGEST) == (status, True)


def test_what_is_no_text_is_found_there_too(client: FlaskClient) -> None:
    stream = io.BytesIO(b'{"to": "a\\u0000b"}')
    told = {"wsgi.input": stream, "wsgi.input_terminated": True}
    path = "/api/v1/tenants/acme/seats/1001/dial"
    answer = client.post(path, content_type=JSON, environ_overrides=told)
    assert (answer.status_code, "no text" in answer.text) == (400, True)
