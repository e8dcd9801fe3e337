"""The book of a switch's numbers: what nothing was told of stays open, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from esl.reconcile.book import BEAT, DESTROYED, Book
from esl.reconcile.channels import ENDED
from esl.session import Event
from tests.support.event_socket import recorded

NOON = datetime(2026, 3, 3, 4, tzinfo=UTC)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEP = timedelta(seconds=20)


def event(name: str, at: datetime, core: str = "core-0", **more: str) -> Event:
    stamp = str((at - EPOCH) // timedelta(microseconds=1))
    return Event({"Event-Name": name, "Core-UUID": core, "Event-Date-Timestamp": stamp, **more})


def beat(at: datetime, sessions: int) -> Event:
    return event(BEAT, at, **{"Session-Since-Startup": str(sessions)})


def test_a_real_switch_counts_up_to_the_number_of_its_last_session() -> None:
    (heard,) = recorded("heartbeat")
    book = Book(heard.core_uuid)
    book.mark(0)
    book.feed(heard)
    book.mark(0)
    (mark,) = book.marks
    assert mark.sessions == int(heard.get("Session-Since-Startup")) == 74
    numbers = [one.get("variable_session_id") for one in recorded("call-answered") if one.name == DESTROYED]
    assert numbers == ["75"]


def test_another_cores_words_are_not_taken() -> None:
    book = Book("core-0")
    book.feed(event(BEAT, NOON, core="core-1", **{"Session-Since-Startup": "9"}))
    book.mark(0)
    book.mark(0)
    assert book.marks == []


@settings(max_examples=300)
@given(
    st.lists(
        st.tuples(st.sampled_from(["begin", "end", "beat", "mark"]), st.integers(0, 5), st.booleans()),
        max_size=60,
    )
)
def test_open_is_exactly_what_nothing_was_told_of(drawn: list[tuple[str, int, bool]]) -> None:
    book, at, count = Book("core-0"), NOON, 5
    live: list[int] = []
    silent: set[int] = set()
    records: dict[int, int] = {}
    newest = 0
    last = [("beat", 0, False), ("mark", 0, False), ("beat", 0, False), ("mark", 0, False)]
    asked_from: int | None = None
    for what, which, dropped in [*drawn, *last]:
        at += STEP
        if what == "begin":
            count += 1
            live.append(count)
        elif what == "end" and live:
            number = live.pop(which % len(live))
            newest += 1
            records[number] = newest
            if dropped:
                silent.add(number)
            else:
                for name in (ENDED, DESTROYED):
                    book.feed(event(name, at, variable_session_id=str(number)))
        elif what == "beat":
            book.feed(beat(at, count))
        elif what == "mark":
            book.mark(newest)
            if asked_from is None and book.marks:
                asked_from = book.marks[0].sessions
            book.ripen(at)
    assert asked_from is not None or not book.open
    wanted = {number for number in (*live, *silent) if asked_from is not None and number > asked_from}
    assert book.open.keys() == wanted
    for number, mark in book.open.items():
        assert number not in records or records[number] > mark.record_id, "its record would not be read"
