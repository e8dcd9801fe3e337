"""The tree that a tenant sees: ``/2026-03/2026-03-17/<file>``, by its own local days.

::

    /                                   a folder for each month that has recordings
    /2026-03/                           one for each of its days
    /2026-03/2026-03-17/index.csv       what HTTPS gives for the day
    /2026-03/2026-03-17/SHA256SUMS      for sha256sum --check, in this folder
    /2026-03/2026-03-17/….wav           the recordings

Paths are only ever compared with these names. Everything here reads the database and is called inside
the application, in a thread.
"""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass
from datetime import datetime

from seatyard.db import db
from seatyard.errors import InvalidInput, NotFound
from tenants.models import Tenant

from .. import service
from ..fetch import shelf
from ..fetch.period import Period
from ..fetch.shelf import INDEX, SUMS, Item
from ..models import Recording
from .reading import Reader

LONGEST = 1024
"""Bytes of a path."""
_PLACE = re.compile(
    r"/(?:(?P<month>\d{4}-\d{2})(?:/(?P<day>(?P=month)-\d{2})(?:/(?P<name>[^/]+))?)?)?\Z", re.ASCII
)


@dataclass(frozen=True)
class Entry:
    """What a listing tells of a name."""

    name: str
    folder: bool
    size: int
    mtime: int
    """Seconds since 1970: of a recording when it ended, of a folder when its time began."""


ROOT = Entry("/", True, 0, 0)


def normal(path: bytes) -> str:
    """Absolute, without ``.`` and ``..``; there is nothing above the root. NotFound for no text."""
    try:
        text = path.decode("utf-8")
    except UnicodeDecodeError:
        raise NotFound("no such file") from None
    if len(path) > LONGEST or "\0" in text:
        raise NotFound("no such file")
    return posixpath.normpath("/" + text.lstrip("/"))


def climbs(path: bytes) -> bool:
    """Whether it goes above the root on its way, which no client needs to."""
    depth = 0
    for part in path.split(b"/"):
        depth += {b"": 0, b".": 0, b"..": -1}.get(part, 1)
        if depth < 0:
            return True
    return False


@dataclass(frozen=True)
class Place:
    """A path that could be one."""

    tenant: Tenant
    period: Period | None
    """The month or day; none at the root."""
    name: str = ""
    """Of a file in a day's folder."""

    @classmethod
    def of(cls, tenant_id: int, path: str) -> Place:
        """NotFound for what no tenant ever has."""
        tenant = db.session.get(Tenant, tenant_id)
        found = _PLACE.match(path)
        if tenant is None or found is None:
            raise NotFound("no such file")
        text = found["day"] or found["month"]
        try:
            return cls(tenant, Period.read(text) if text else None, found["name"] or "")
        except InvalidInput:
            raise NotFound("no such file") from None

    @property
    def is_month(self) -> bool:
        return self.period is not None and not self.period.is_day

    def items(self) -> list[Item]:
        """All of the day. NotFound when there is nothing."""
        assert self.period is not None
        found = shelf.items(self.tenant, self.period)
        if not found:
            raise NotFound("no such folder")
        return found

    def recording(self) -> Recording:
        found = shelf.find(self.tenant, self.name)
        if found is None or not self.name.startswith(f"{self.period}".replace("-", "")):
            raise NotFound("no such file")
        return found


def look(tenant_id: int, path: str) -> Entry:
    """What stands there. NotFound."""
    place = Place.of(tenant_id, path)
    if place.period is None:
        return ROOT
    if place.name in (INDEX, SUMS):
        return next(one for one in _made(place.items()) if one.name == place.name)
    if place.name:
        recording = place.recording()
        return Entry(place.name, False, recording.bytes, _seconds(recording.ended_at))
    if not shelf.has(place.tenant, place.period):
        raise NotFound("no such file")
    return _folder(place.tenant, place.period)


def listing(tenant_id: int, path: str) -> list[Entry]:
    """What a folder holds. NotFound, also for a file."""
    place = Place.of(tenant_id, path)
    if place.name:
        raise NotFound("no such folder")
    if place.period is None or place.is_month:
        found = [_folder(place.tenant, one) for one in shelf.periods(place.tenant, place.period)]
        if place.is_month and not found:
            raise NotFound("no such folder")
        return found
    items = place.items()
    return [*_made(items), *(Entry(one.name, False, one.bytes, _seconds(one.ended_at)) for one in items)]


def opened(tenant_id: int, path: str, who: str) -> Reader:
    """A file for reading; opening a recording is fetching it, and goes on record. NotFound, KeyGone, …"""
    place = Place.of(tenant_id, path)
    if not place.name:
        raise NotFound("no such file")
    if place.name in (INDEX, SUMS):
        items = place.items()
        content = shelf.index(items) if place.name == INDEX else shelf.sums(items)
        return Reader(io.BytesIO(content), len(content), _latest(items))
    recording, zone = place.recording(), place.tenant.timezone
    mtime = _seconds(recording.ended_at)
    played = service.listen(tenant_id, recording.id, zone, who, service.SFTP, own=False)
    return Reader(played.audio, played.bytes, mtime)


def _folder(tenant: Tenant, period: Period) -> Entry:
    return Entry(str(period), True, 0, _seconds(period.moments(tenant.timezone)[0]))


def _made(items: list[Item]) -> list[Entry]:
    """The files that are made of the database."""
    latest = _latest(items)
    return [
        Entry(INDEX, False, len(shelf.index(items)), latest),
        Entry(SUMS, False, len(shelf.sums(items)), latest),
    ]


def _latest(items: list[Item]) -> int:
    return max(_seconds(item.ended_at) for item in items)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
