"""A record is stored word for word, once, before the node is told so; every refusal is counted."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest
from flask import Flask
from flask.testing import EnvironBuilder
from sqlalchemy import select
from werkzeug.test import TestResponse, run_wsgi_app

from esl.models import CdrRecord, Node
from seatyard import findings
from seatyard.db import db
from seatyard.identity.nodes import token_for
from tests.support import captures

Post = Callable[..., TestResponse]

UUID = "1304bdbd-4445-4e3d-bd07-58b68a10e373"


def records() -> list[CdrRecord]:
    db.session.rollback()
    return list(db.session.scalars(select(CdrRecord).order_by(CdrRecord.id)))


def counted() -> dict[tuple[str, str], int]:
    db.session.rollback()
    return {(f.kind, f.key): f.count for f in findings.still_open()}


def body(**variables: object) -> bytes:
    return orjson.dumps({"variables": {"uuid": "u-1", **variables}})


def test_a_record_is_kept_word_for_word(post: Post, node: Node) -> None:
    raw = captures.bodies("call-answered")[0]
    answer = post(raw, query=f"uuid={UUID}")
    assert (answer.status_code, answer.json) == (200, {"record": "stored"})
    [record] = records()
    assert record.body.encode() == raw
    assert (record.uuid, record.leg, record.via, record.folded_at) == (UUID, "a", "post", None)
    assert counted() == {}


def test_every_captured_record_is_stored_under_its_own_uuid_and_leg(post: Post) -> None:
    bodies = [raw for scenario in captures.scenarios() for raw in captures.bodies(scenario)]
    assert {post(raw).status_code for raw in bodies} == {200}
    variables = [orjson.loads(raw)["variables"] for raw in bodies]
    wanted = [(v["uuid"], "b" if "originating_leg_uuid" in v else "a") for v in variables]
    assert [(r.uuid, r.leg) for r in records()] == wanted


def test_the_same_record_again_changes_and_counts_nothing(post: Post) -> None:
    raw = captures.bodies("call-answered")[0]
    answers = [post(sent).json for sent in (raw, raw, raw + b"\n")]
    assert answers == [{"record": "stored"}, {"record": "known"}, {"record": "known"}]
    assert len(records()) == 1
    assert counted() == {}


def test_another_record_for_the_same_leg_is_kept_in_a_finding(post: Post) -> None:
    post(body(billusec="1"))
    answer = post(body(billusec="2"))
    assert (answer.status_code, answer.json) == (200, {"record": "conflict"})
    assert [r.body for r in records()] == [body(billusec="1").decode()]
    [finding] = findings.still_open("cdr_conflict")
    assert (finding.key, finding.detail["body"]) == ("fs1/u-1/a", body(billusec="2").decode())


def test_eight_posts_of_one_record_at_once_make_one_row(app: Flask, post: Post) -> None:
    raw = captures.bodies("cc-queue-answered-caller-ends")[1]
    with ThreadPoolExecutor(8) as nodes:
        answers = list(nodes.map(lambda _: post(raw), range(8)))
    assert [a.status_code for a in answers] == [200] * 8
    assert sorted(a.json["record"] for a in answers) == ["known"] * 7 + ["stored"]
    assert len(records()) == 1
    assert counted() == {}


def test_the_records_own_uuid_wins_over_the_address(post: Post) -> None:
    assert post(body(), query="uuid=other").status_code == 200
    assert [r.uuid for r in records()] == ["u-1"]
    assert counted() == {("cdr_uuid_differs", "fs1/u-1/a"): 1}


def test_a_record_without_its_uuid_takes_that_of_the_address(post: Post) -> None:
    assert post(b'{"variables": null}', query="uuid=u-9").status_code == 200
    assert [r.uuid for r in records()] == ["u-9"]


def test_a_record_that_nothing_names_is_refused(post: Post) -> None:
    answer = post(b'{"variables": {}}')
    assert answer.status_code == 400
    assert answer.json["error"]["where"] == "variables.uuid"
    assert (records(), counted()) == ([], {("cdr_incomplete", "fs1"): 1})


def test_what_is_not_json_is_refused_in_one_line_and_counted(post: Post) -> None:
    bodies = [b"", b"hello", b"[1]", b'"text"', b"{", b'{"variables":', b"\xff\xfe", b"cdr=", b"\0"]
    for raw in bodies:
        answer = post(raw, query="uuid=u-1")
        assert (raw, answer.status_code) == (raw, 400)
        assert "\n" not in answer.json["error"]["message"]
    assert (records(), counted()) == ([], {("cdr_not_json", "fs1/u-1"): len(bodies)})


def test_a_wrong_token_is_refused_and_counted(post: Post) -> None:
    answer = post(body(), token="wrong")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Basic realm="seatyard"')
    assert (records(), counted()) == ([], {("node_auth_refused", "fs1"): 1})


def test_unknown_nodes_share_one_finding(app: Flask, post: Post) -> None:
    for name in ("x", "y"):
        assert (
            app.test_client().post(f"/switch/{name}/cdr", data=body(), auth=(name, "guess")).status_code
            == 401
        )
    assert counted() == {("node_auth_refused", "unknown node"): 2}


def test_bytes_that_are_not_utf8_lose_no_record(post: Post) -> None:
    raw = body(caller_id_name="X").replace(b"X", "王".encode("gb18030"))
    assert post(raw).status_code == 200
    assert "\ufffd" in records()[0].body
    assert counted() == {("cdr_not_utf8", "fs1/u-1/a"): 1}


@pytest.mark.parametrize("announced", [True, False], ids=["length announced", "chunked"])
def test_20_megabytes_are_refused_without_being_held(app: Flask, node: Node, announced: bool) -> None:
    size = 20_000_000
    auth = ("fs1", token_for("fs1", app.config["SECRET_KEY"]))
    environ = EnvironBuilder(app, "/switch/fs1/cdr?uuid=u-1", method="POST", auth=auth).get_environ()
    environ |= {"wsgi.input": _Zeros(size), "wsgi.input_terminated": True}
    if announced:
        environ["CONTENT_LENGTH"] = str(size)
    tracemalloc.start()
    _, status, _ = run_wsgi_app(app.wsgi_app, environ)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert status.startswith("413")
    assert peak < 10_000_000
    assert (records(), counted()) == ([], {("cdr_too_large", "fs1/u-1"): 1})


class _Zeros(io.RawIOBase):
    """A long body made while it is read."""

    def __init__(self, size: int) -> None:
        self.left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        count = min(len(buffer), self.left)
        self.left -= count
        return count
