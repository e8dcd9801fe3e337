"""The simulated clock: microseconds since the epoch, standing still between the simulation's steps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo

SECOND = 1_000_000
"""One second, in the clock's unit (microseconds, FreeSWITCH's ``switch_time_t``)."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_us(moment: datetime) -> int:
    """An aware moment as microseconds since the epoch, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


class Clock:
    """What time it is on the lab switch, and how FreeSWITCH writes it.

    ``zone`` stands for the host's local time zone, which FreeSWITCH uses in
    ``*_stamp``, ``Event-Date-Local`` and for dialplan conditions without a
    ``timezone`` channel variable.
    """

    def __init__(self, start: datetime) -> None:
        self.now = self.started = to_us(start)
        self.zone: tzinfo = start.tzinfo or UTC
        self._dates: tuple[int, str, str] = (-1, "", "")

    @property
    def epoch(self) -> int:
        """Whole seconds, floored as FreeSWITCH's timers see them (QUIRKS 14)."""
        return self.now // SECOND

    def at(self, us: int | None = None, zone: tzinfo | None = None) -> datetime:
        """``us`` (default: now) as an aware moment in the local (or the given) zone."""
        moment = _EPOCH + timedelta(microseconds=self.now if us is None else us)
        return moment.astimezone(zone or self.zone)

    def iso(self) -> str:
        return self.at().isoformat()

    def stamp(self, us: int) -> str:
        """``2026-03-01 09:00:00``, as in the ``*_stamp`` channel variables."""
        return self.at(us).strftime("%Y-%m-%d %H:%M:%S")

    def event_dates(self) -> tuple[str, str]:
        """Event-Date-Local and Event-Date-GMT of this second."""
        second = self.epoch
        if self._dates[0] != second:
            gmt = self.at(second * SECOND, UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
            self._dates = (second, self.stamp(second * SECOND), gmt)
        return self._dates[1], self._dates[2]
