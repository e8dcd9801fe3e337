"""Lines of the log: their form, and what they say they are about."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path
from typing import Any

import gevent
import pytest
from flask import Flask

from seatyard import scope
from seatyard.config import Settings
from seatyard.errors import InvalidInput
from seatyard.logs import about
from seatyard.logs.writing import Json, Text
from tests.support.processes import Process


def record(words: str = "words", **more: Any) -> logging.LogRecord:
    made = logging.LogRecord("esl.x", logging.WARNING, __file__, 1, words, (), None)
    vars(made).update(more)
    return made


def as_json(**more: Any) -> dict[str, Any]:
    line: dict[str, Any] = json.loads(Json().format(record(**more)))
    return line


def test_a_line_of_json() -> None:
    line = as_json(words="two\nlines 坐席", created=1_772_676_000.1234)
    assert line == {
        "time": "2026-03-05T02:00:00.123+00:00",
        "level": "WARNING",
        "logger": "esl.x",
        "message": "two\nlines 坐席",
    }
    assert "\n" not in Json().format(record("two\nlines"))


def test_an_error_comes_with_its_traceback_without_secrets() -> None:
    try:
        raise ValueError("password=hunter22")
    except ValueError:
        told = record(exc_info=sys.exc_info())
    line = json.loads(Json().format(told))
    assert line["error"].startswith("Traceback")
    assert "ValueError" in line["error"]
    for form in (Json(), Text()):
        assert "hunter22" not in form.format(told)


def test_a_request_says_what_its_lines_are_about(app: Flask) -> None:
    with app.test_request_context("/switch/fs1/cdr", method="POST", headers={"X-Request-Id": "proxy-0001"}):
        assert as_json()["request_id"] == "proxy-0001"
        assert as_json()["node"] == "fs1"
        scope.say(scope.of(7))
        assert as_json()["tenant_id"] == "7"


def test_other_work_says_it_for_a_block() -> None:
    with about(node="fs1", tenant_id=3):
        with about(call_uuid="u-1"):
            assert "[tenant_id=3 call_uuid=u-1 node=fs1]" in Text().format(record())
        assert "call_uuid" not in as_json()
    assert "node" not in as_json()
    assert as_json(call_uuid="u-2")["call_uuid"] == "u-2"


def test_greenlets_do_not_say_it_for_each_other() -> None:
    found = []

    def work(node: str) -> None:
        with about(node=node):
            gevent.sleep(0)
            found.append((node, as_json()["node"]))

    gevent.joinall([gevent.spawn(work, f"fs{at}") for at in range(4)])
    assert all(node == said for node, said in found)
    assert len(found) == 4


def test_a_form_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="SEATYARD_LOG_FORMAT"):
        Settings.from_env({"SEATYARD_HOME": str(tmp_path), "SEATYARD_LOG_FORMAT": "xml"})


def test_every_line_of_a_web_process_is_json_gunicorns_too(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEATYARD_LOG_FORMAT", "json")
    process = Process(app, tmp_path, "serve", "--bind", "203.0.113.1:1")
    process.process.wait()
    lines = [json.loads(line) for line in process.output.splitlines()]
    assert {line["logger"] for line in lines} == {"gunicorn.error"}
