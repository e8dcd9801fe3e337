"""Facts of a seat made up for a test: minutes after START in, minutes out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from esl.models import INBOUND, OUTBOUND
from esl.seat_time.layers import Stretch
from esl.seat_time.presence import Presence
from esl.seat_time.timing import Line, SeatFacts
from esl.seats.intervals import Moment

START = datetime(2026, 3, 2, 1, tzinfo=UTC)
LENGTH = 60


def minute(n: float) -> datetime:
    return START + timedelta(minutes=n)


def said(n: float, state: str, reason: int | None = None, until: float | None = None) -> Moment:
    return Moment(minute(n), state, reason, None if until is None else minute(until), "star_code")


def wrapped(n: float, until: float) -> Moment:
    return Moment(minute(n), "after_call", None, minute(until), "system")


def line(
    started: float,
    answered: float | None,
    ended: float,
    *holds: tuple[float, float],
    name: str = "",
    to: bool = True,
) -> Line:
    """A leg of the seat's: ``to`` it, or one that it dialled itself."""
    return Line(
        name or f"l-{started}-{answered}-{ended}",
        OUTBOUND if to else INBOUND,
        minute(started),
        None if answered is None else minute(answered),
        minute(ended),
        tuple((minute(begun), minute(over)) for begun, over in holds),
    )


def there(starts: float, ends: float, there: bool | None = True) -> Presence:
    return Presence(minute(starts), minute(ends), there, "")


def facts(*known: Moment | Line | Presence, leased: tuple[float, float | None] = (-1000, None)) -> SeatFacts:
    begun, over = leased
    return SeatFacts(
        says=tuple(one for one in known if isinstance(one, Moment)),
        lines=tuple(one for one in known if isinstance(one, Line)),
        presence=tuple(one for one in known if isinstance(one, Presence)),
        leases=((minute(begun), None if over is None else minute(over)),),
    )


def told(found: Iterable[Stretch]) -> list[tuple[float, float, str]]:
    """(from, to, state), and ``busy:2`` with its reason; neighbours of one state together."""
    made: list[tuple[float, float, str]] = []
    for one in found:
        starts, ends = ((moment - START) / timedelta(minutes=1) for moment in (one.starts, one.ends))
        state = f"{one.state}:{one.reason}" if one.reason else one.state
        if made and made[-1][1:] == (starts, state):
            made[-1] = (made[-1][0], ends, state)
        else:
            made.append((starts, ends, state))
    return made


_AT = st.integers(-10, LENGTH + 10)
STATES = ("ready", "busy", "after_call", "signed_out")
SAYS = st.one_of(
    st.builds(said, _AT, st.sampled_from(STATES), st.none() | st.integers(1, 3)),
    st.builds(lambda n, m: said(n, "after_call", until=n + m), _AT, st.integers(1, 9)),
    st.builds(lambda n, m: wrapped(n, n + m), _AT, st.integers(1, 9)),
)
LINES = st.builds(
    lambda n, rings, talks, hold, held, to: line(
        n, n + rings if talks else None, n + rings + talks, (n + rings + hold, n + rings + hold + held), to=to
    ),
    _AT,
    st.integers(0, 3),
    st.integers(0, 20),
    st.integers(-1, 20),
    st.integers(0, 9),
    st.booleans(),
)
PRESENCE = st.builds(
    lambda n, m, is_there: there(n, n + m, is_there),
    _AT,
    st.integers(1, 30),
    st.sampled_from([True, False, None]),
)
SEATS = st.builds(
    lambda says, lines, presence, leased: SeatFacts(
        tuple(says),
        tuple(lines),
        tuple(presence),
        tuple((minute(a), None if b is None else minute(a + b)) for a, b in leased),
    ),
    st.lists(SAYS, max_size=8),
    st.lists(LINES, max_size=6),
    st.lists(PRESENCE, max_size=6),
    st.lists(st.tuples(_AT, st.none() | st.integers(1, 60)), max_size=2),
)
