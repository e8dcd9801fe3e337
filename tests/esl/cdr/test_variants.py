"""Every way in which json_cdr.conf can make a node post: taken whole, or refused naming the parameter."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import orjson
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from esl.cdr import body
from esl.cdr.errors import NotJson
from esl.models import CdrRecord
from seatyard import findings
from seatyard.db import db
from tests.support import captures

Post = Callable[..., TestResponse]


@pytest.mark.parametrize(
    "name", ["cred", "disable-100-continue", "encode-base64", "encode-values-true", "url-with-query"]
)
def test_taken(post: Post, name: str) -> None:
    raw, headers, query = captures.variant(name)
    assert post(raw, query=query, content_type=headers["Content-Type"]).json == {"record": "stored"}
    [record] = db.session.scalars(select(CdrRecord)).all()
    assert record.uuid == query.rpartition("uuid=")[2]
    variables = body.parse(record.body)["variables"]
    assert variables["channel_name"] == "sofia/external/13800138000@127.0.0.1:5080"
    assert variables["caller_id"] == '"王小明" <13800138000>'
    assert findings.still_open() == []


def test_url_encoded_as_a_whole_is_refused_naming_the_parameter(post: Post) -> None:
    raw, headers, query = captures.variant("encode-true")
    answer = post(raw, query=query, content_type=headers["Content-Type"])
    assert answer.status_code == 400
    assert answer.json["error"]["where"] == "json_cdr.conf: encode"
    assert [f.kind for f in findings.still_open()] == ["cdr_not_json"]


def test_why_url_encoding_is_refused() -> None:
    """FreeSWITCH encodes a quote of the JSON as %22 and leaves a %22 in a name: both look the same."""
    said = orjson.dumps({"variables": {"uuid": "u", "caller_id_name": "x%22,%22billusec%22:%220"}}).decode()
    as_posted = "cdr=" + quote(said, safe="%,/")
    with pytest.raises(NotJson, match="encode"):
        body.read(as_posted.encode())


def test_an_error_file_of_a_base64_node_has_no_parameter_name() -> None:
    """mod_json_cdr writes what it would have posted, without ``cdr=`` (backup_cdr)."""
    raw, _, _ = captures.variant("encode-base64")
    assert body.read(raw.removeprefix(b"cdr=") + b"\n") == body.read(raw)
