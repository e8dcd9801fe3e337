"""What time it is. Code asks here, so that a test or a demo can live in another month."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_source: Callable[[], datetime] | None = None


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source() if _source else datetime.now(UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Hold the clock at ``moment`` (aware) inside the block."""
    global _source
    before, _source = _source, lambda: moment.astimezone(UTC)
    try:
        yield
    finally:
        _source = before


def from_epoch_us(microseconds: int | str) -> datetime | None:
    """A FreeSWITCH ``*_uepoch`` as a moment in UTC; ``0`` means that it never happened."""
    value = int(microseconds)
    if value <= 0:
        return None
    seconds, rest = divmod(value, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)
