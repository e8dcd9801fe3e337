"""Posts that come at once are committed at once; each is answered after it, none is lost or doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import orjson
import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from esl.cdr import keeping, service, via
from esl.cdr.keeping import Arrival
from esl.cdr.together import Together
from esl.models import CdrRecord, Node
from seatyard import findings
from seatyard.db import db, snapshot
from seatyard.errors import Unavailable
from tests.support import captures

Post = Callable[..., TestResponse]


def body(uuid: str, **variables: object) -> bytes:
    return orjson.dumps({"variables": {"uuid": uuid, **variables}})


def uuids() -> list[str]:
    with snapshot():
        return list(db.session.scalars(select(CdrRecord.uuid).order_by(CdrRecord.uuid)))


class Writer:
    """Writes when told to, so that what comes meanwhile has to wait."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.error: Exception | None = None

    def __call__(self, items: Sequence[int]) -> list[int | Exception]:
        self.batches.append(list(items))
        self.begun.release()
        assert self.go.wait(10)
        if self.error:
            raise self.error
        return [ValueError(item) if item < 0 else item * 10 for item in items]


@contextmanager
def waiting(
    line: Together[int, int], writer: Writer, *items: int
) -> Iterator[tuple[Future[int], list[Future[int]]]]:
    """0 is being written, and these wait in this order."""
    with ThreadPoolExecutor(20) as callers:
        leader = callers.submit(line.bring, 0)
        assert writer.begun.acquire(timeout=10)
        followers = []
        for many, item in enumerate(items, 1):
            followers.append(callers.submit(line.bring, item))
            while len(line._line) < many:
                threading.Event().wait(0.001)
        try:
            yield leader, followers
        finally:
            writer.go.set()


def line_of(writer: Writer, *, most: int = 100, limit: int = 100, patience: float = 10) -> Together[int, int]:
    return Together(writer, most=most, waiting=limit, patience=patience)


def test_what_comes_while_one_writes_is_written_together() -> None:
    writer = Writer()
    with waiting(line_of(writer), writer, 1, -2, 3) as (leader, followers):
        writer.go.set()
        assert leader.result() == 0
        assert [followers[0].result(), followers[2].result()] == [10, 30]
        assert isinstance(followers[1].exception(), ValueError)  # alone
    assert writer.batches == [[0], [1, -2, 3]]


def test_one_by_itself_is_written_at_once() -> None:
    writer = Writer()
    writer.go.set()
    line = line_of(writer)
    assert [line.bring(1), line.bring(2)] == [10, 20]
    assert writer.batches == [[1], [2]]


def test_a_batch_has_its_limit_and_nobody_is_forgotten() -> None:
    writer = Writer()
    with waiting(line_of(writer, most=2), writer, 1, 2, 3, 4, 5) as (_, followers):
        writer.go.set()
        assert [one.result() for one in followers] == [10, 20, 30, 40, 50]
    assert writer.batches == [[0], [1, 2], [3, 4], [5]]


def test_when_the_writing_fails_all_are_told_and_the_next_is_written() -> None:
    writer = Writer()
    writer.error = Unavailable("away")
    line = line_of(writer)
    with waiting(line, writer, 1, 2) as (leader, followers):
        writer.go.set()
        assert {str(one.exception()) for one in (leader, *followers)} == {"away"}
    writer.error = None
    assert line.bring(7) == 70


def test_a_full_line_is_said_so_at_once() -> None:
    writer = Writer()
    line = line_of(writer, limit=2)
    with waiting(line, writer, 1, 2), pytest.raises(Unavailable, match="2 wait already"):
        line.bring(3)
    assert writer.batches == [[0], [1, 2]]


def test_who_waits_too_long_is_told_and_taken_out_of_the_line() -> None:
    writer = Writer()
    line = line_of(writer, patience=0.05)
    with waiting(line, writer, 1) as (leader, (late,)):
        assert isinstance(late.exception(10), Unavailable)
        writer.go.set()
        assert leader.result() == 0
    assert writer.batches == [[0]]
    assert line.bring(5) == 50


class Told:
    """Answers to what was left in a line, in the order in which they came."""

    def __init__(self) -> None:
        self.answers: list[int | Exception] = []
        self.came = threading.Semaphore(0)

    def __call__(self, answer: int | Exception) -> None:
        self.answers.append(answer)
        self.came.release()

    def wait(self, many: int) -> list[int | Exception]:
        assert all(self.came.acquire(timeout=10) for _ in range(many))
        return self.answers


def test_who_leaves_an_item_is_told_and_nobody_waits_for_it() -> None:
    writer, told = Writer(), Told()
    line = line_of(writer)
    with ThreadPoolExecutor(1) as elsewhere:
        line.leave(0, told, elsewhere.submit)
        assert writer.begun.acquire(timeout=10)
        for item in (1, -2, 3):
            line.leave(item, told, elsewhere.submit)
        assert told.answers == []
        writer.go.set()
        first, second, failed, last = told.wait(4)
    assert (first, second, last) == (0, 10, 30)
    assert isinstance(failed, ValueError)
    assert writer.batches == [[0], [1, -2, 3]]


def test_those_who_wait_and_those_who_do_not_stand_in_one_line() -> None:
    writer, told = Writer(), Told()
    line = line_of(writer, most=1)
    with ThreadPoolExecutor(1) as elsewhere, waiting(line, writer, 1) as (leader, (follower,)):
        line.leave(2, told, elsewhere.submit)
        line.leave(3, told, elsewhere.submit)
        writer.go.set()
        assert (leader.result(10), follower.result(10)) == (0, 10)
        assert told.wait(2) == [20, 30]
    assert writer.batches == [[0], [1], [2], [3]]
    writer.go.set()
    assert line.bring(4) == 40


def test_what_was_left_and_fails_is_told_and_the_next_is_written() -> None:
    writer, told = Writer(), Told()
    writer.error = Unavailable("away")
    writer.go.set()
    line = line_of(writer)
    with ThreadPoolExecutor(1) as elsewhere:
        line.leave(1, told, elsewhere.submit)
        assert [str(one) for one in told.wait(1)] == ["away"]
        writer.error = None
        line.leave(2, told, elsewhere.submit)
        assert told.wait(1)[1:] == [20]


def test_a_full_line_takes_nothing_that_is_left() -> None:
    writer, told = Writer(), Told()
    line = line_of(writer, limit=1)
    with waiting(line, writer, 1), pytest.raises(Unavailable, match="1 wait already"):
        line.leave(2, told, lambda lead: pytest.fail("somebody writes already"))
    assert (told.answers, writer.batches) == ([], [[0], [1]])


def test_what_was_left_too_long_is_given_up_and_not_written() -> None:
    writer, told = Writer(), Told()
    line = line_of(writer, patience=0.05)
    with ThreadPoolExecutor(1) as elsewhere:
        line.leave(0, told, elsewhere.submit)
        assert writer.begun.acquire(timeout=10)
        line.leave(1, told, elsewhere.submit)
        while not told.answers:
            line.give_up()
            threading.Event().wait(0.001)
        assert isinstance(told.answers[0], Unavailable)
        writer.go.set()
        assert told.wait(2)[1:] == [0]
        line.leave(5, told, elsewhere.submit)
        assert told.wait(1)[2:] == [50]
    assert writer.batches == [[0], [5]]


def test_a_burst_is_answered_after_few_commits_and_each_record_is_there_once(
    app: Flask, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    keep = keeping.keep

    def slowly(arrivals: Sequence[Arrival]) -> list[str | Exception]:
        sizes.append(len(arrivals))
        threading.Event().wait(0.05)
        return keep(arrivals)

    monkeypatch.setattr(keeping, "keep", slowly)
    bodies = [body(f"u-{at % 40:02}") for at in range(80)]
    with ThreadPoolExecutor(16) as nodes:
        answers = list(nodes.map(post, bodies))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(answer.json["record"] for answer in answers) == ["known"] * 40 + ["stored"] * 40
    assert uuids() == [f"u-{at:02}" for at in range(40)]
    assert sum(sizes) == 80
    assert len(sizes) < 40


def arrivals(*bodies: bytes, node: str = "fs1") -> list[Arrival]:
    return [Arrival(node, service.body.read(raw), "", via.POST) for raw in bodies]


def test_one_batch_tells_new_known_and_conflicting_records_apart(app: Flask, node: Node) -> None:
    assert service.commit(arrivals(body("a"))) == ["stored"]
    batch = arrivals(body("a"), body("b"), body("b"), body("b", billusec="9"), body("a", billusec="9"))
    assert service.commit(batch) == ["known", "stored", "known", "conflict", "conflict"]
    assert uuids() == ["a", "b"]
    conflicts = {finding.key for finding in findings.still_open("cdr_conflict")}
    assert conflicts == {"fs1/a/a", "fs1/b/a"}


def test_whatever_the_records_hold_comes_back_word_for_word(app: Flask, node: Node) -> None:
    bodies = [raw for scenario in captures.scenarios() for raw in captures.bodies(scenario)]
    odd = ('"{},\\', "王小明 \u202e", "\0", "a\\u0000b", "NULL", "'; --")
    bodies += [body(f"odd-{at}", caller=one) for at, one in enumerate(odd)]
    assert set(service.commit(arrivals(*bodies))) == {"stored"}
    with snapshot():
        kept = db.session.scalars(select(CdrRecord.body)).all()
    assert sorted(kept) == sorted(raw.decode() for raw in bodies)


def test_a_node_that_is_not_there_fails_alone(app: Flask, node: Node) -> None:
    outcomes = service.commit([*arrivals(body("a")), *arrivals(body("b"), node="gone")])
    assert outcomes[0] == "stored"
    assert "no such node" in str(outcomes[1])
    assert uuids() == ["a"]


def test_a_record_that_the_database_refuses_fails_alone(app: Flask, node: Node) -> None:
    unwritable = Arrival("fs1", service.body.Posted("bad", "a", "{}\ud800", "0", utf8=True), "", via.POST)
    outcomes = service.commit([*arrivals(body("a")), unwritable, *arrivals(body("c"))])
    assert [outcomes[0], outcomes[2]] == ["stored", "stored"]
    assert isinstance(outcomes[1], Unavailable)
    assert uuids() == ["a", "c"]


def test_a_database_that_is_away_answers_503_and_nothing_is_half_done(
    app: Flask, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep = keeping.keep

    def broken(arrivals: Sequence[Arrival]) -> list[str | Exception]:
        keep(arrivals)
        raise OperationalError("COMMIT", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(keeping, "keep", broken)
        answer = post(body("a", caller="secret"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "secret" not in answer.text
    assert uuids() == []
    assert post(body("a")).json == {"record": "stored"}


def test_two_writers_with_the_same_records_in_other_orders_do_not_block_each_other(
    app: Flask, node: Node
) -> None:
    bodies = [body(f"u-{at:03}") for at in range(200)]

    def write(order: Sequence[bytes]) -> list[str | Exception]:
        with app.app_context():
            return service.commit(arrivals(*order))

    for _ in range(5):
        db.session.rollback()
        db.session.execute(text("DELETE FROM cdr_records"))
        db.session.commit()
        with ThreadPoolExecutor(2) as writers:
            one, other = writers.map(write, (bodies, bodies[::-1]))
        assert sorted(map(str, (*one, *other))) == ["known"] * 200 + ["stored"] * 200
