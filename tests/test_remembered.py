"""Answers kept in the process."""

from __future__ import annotations

from flask import Flask

from seatyard.db import db, snapshot
from seatyard.remembered import memory


def test_an_answer_holds_for_its_state_and_the_oldest_goes_first(app: Flask) -> None:
    kept = memory("test", most=2)
    with snapshot():
        for about in (1, 2):
            kept.keep(about, "state", f"answer {about}")
        assert kept.get(1, "state") == "answer 1"
        assert kept.get(1, "later") is None
        kept.keep(3, "state", "answer 3")
        assert [kept.get(about, "state") for about in (1, 2, 3)] == ["answer 1", None, "answer 3"]
        kept.keep(3, "later", "another")
    assert (kept.get(3, "state"), kept.get(3, "later")) == (None, "another")
    assert memory("test", most=2) is kept


def test_who_may_write_leaves_nothing(app: Flask) -> None:
    kept = memory("test", most=2)
    db.session.rollback()
    kept.keep(1, "state", "answer")
    assert kept.get(1, "state") is None
