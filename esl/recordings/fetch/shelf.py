"""A tenant's recordings as files: a folder a month, in it a folder a day, both local ones of the tenant's.

``2026-03/2026-03-02/20260302-100005_inbound_+8613800138000_+861088880001_6a3f1f0a.wav``; in an archive,
``SHA256SUMS`` of each day beside them and one ``index.csv`` of all.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from seatyard import sheets
from seatyard.db import db
from seatyard.errors import TooLarge
from seatyard.months import months_after
from tenants.models import Tenant

from .. import intake, keys, service
from ..models import STORED, Recording
from ..names import file_name
from ..sealed import Unsealed
from ..service import Entry
from .period import Period

INDEX, SUMS = "index.csv", "SHA256SUMS"
COLUMNS = (
    "file", "id", "kind", "started_at", "ended_at", "length_ms", "bytes", "sha256", "call", "direction",
    "caller", "called", "queue", "seat", "mailbox",
)  # fmt: skip
MOST = 100_000
"""Recordings of one index or archive: some 300 MB of memory while it is sent."""
AT_ONCE = 1000
"""Rows of the database in memory; what is kept of each is an :class:`Item`."""
_NAME = re.compile(r"(\d{8}-\d{6})_(?:.+_)?[0-9a-f]{8}\.wav\Z", re.ASCII)
"""As ``names.file_name`` makes them."""


@dataclass(frozen=True)
class Item:
    """One recording on the shelf; holds nothing of the database."""

    tenant_id: int
    recording_id: str
    day: str
    name: str
    place: str
    bytes: int
    sha256: str
    key_version: int
    ended_at: datetime
    row: dict[str, Any]
    """Its line of the index."""

    @property
    def path(self) -> str:
        return f"{self.day[:7]}/{self.day}/{self.name}"

    @property
    def recording(self) -> Recording:
        """As much of the row as opening it needs."""
        return Recording(
            tenant_id=self.tenant_id,
            id=self.recording_id,
            started_at=datetime.fromisoformat(self.row["started_at"]),
        )


def periods(tenant: Tenant, within: Period | None = None) -> list[Period]:
    """The months that have recordings, or the days of ``within`` that do, in order."""
    if within is None:
        mine = select(func.min(Recording.started_at), func.max(Recording.started_at)).where(
            Recording.tenant_id == tenant.id, Recording.state == STORED
        )
        oldest, latest = db.session.execute(mine).one()
        if oldest is None:
            return []
        local = ZoneInfo(tenant.timezone)
        month, last = oldest.astimezone(local).date().replace(day=1), latest.astimezone(local).date()
        candidates = []
        while month <= last:
            candidates.append(Period(month, months_after(month, 1)))
            month = months_after(month, 1)
    else:
        candidates = list(within.days())
    return [one for one in candidates if has(tenant, one)]


def has(tenant: Tenant, period: Period) -> bool:
    """Whether it has recordings."""
    since, until = period.moments(tenant.timezone)
    there = select(Recording.id).where(
        Recording.tenant_id == tenant.id,
        Recording.state == STORED,
        Recording.started_at >= since,
        Recording.started_at < until,
    )
    return db.session.scalar(there.limit(1)) is not None


def items(tenant: Tenant, period: Period) -> list[Item]:
    """What lies there, in the order in which it began. TooLarge for more than :data:`MOST`."""
    since, until = period.moments(tenant.timezone)
    queues = {queue.id: queue.name for queue in tenant.queues}
    seats = {seat.id: seat.number for seat in tenant.seats}
    wanted = service.query(tenant.id).where(Recording.started_at >= since, Recording.started_at < until)
    in_order = wanted.order_by(Recording.started_at, Recording.id).limit(MOST + 1)
    rows = db.session.execute(in_order.execution_options(yield_per=AT_ONCE))
    found = [item(tenant, Entry(recording, call), queues, seats) for recording, call in rows]
    if len(found) > MOST:
        raise TooLarge(f"more than {MOST} recordings", where=f"{period}", allowed="fewer days")
    return found


def find(tenant: Tenant, name: str) -> Recording | None:
    """The recording whose file is called so; another's, or one that is being deleted, is none."""
    given = _NAME.match(name)
    if given is None:
        return None
    try:
        local = datetime.strptime(given[1], "%Y%m%d-%H%M%S").replace(tzinfo=ZoneInfo(tenant.timezone))
        moments = sorted(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    except (ValueError, OverflowError):
        return None
    wanted = service.query(tenant.id).where(
        Recording.started_at >= moments[0], Recording.started_at < moments[-1] + timedelta(seconds=1)
    )
    rows = db.session.execute(wanted).all()
    return next((one for one, call in rows if file_name(one, call, tenant.timezone) == name), None)


def item(tenant: Tenant, entry: Entry, queues: dict[int, str], seats: dict[int, str]) -> Item:
    recording, call = entry.recording, entry.call
    name = file_name(recording, call, tenant.timezone)
    day = f"{recording.started_at.astimezone(ZoneInfo(tenant.timezone)):%Y-%m-%d}"
    box = recording.mailbox or ""
    row = {
        "file": f"{day[:7]}/{day}/{name}",
        "id": recording.id,
        "kind": recording.kind,
        "started_at": recording.started_at.isoformat(),
        "ended_at": recording.ended_at.isoformat(),
        "length_ms": recording.length_ms,
        "bytes": recording.bytes,
        "sha256": recording.sha256,
        "call": call.id if call else None,
        "direction": call.direction if call else None,
        "caller": call.caller if call else None,
        "called": call.callee if call else None,
        "queue": queues.get(call.queue_id or 0) if call else None,
        "seat": seats.get(call.seat_id or 0) if call else None,
        "mailbox": queues.get(int(box.removeprefix("queue-")), box)
        if box.startswith("queue-")
        else box or None,
    }
    return Item(
        tenant.id,
        recording.id,
        day,
        name,
        recording.place,
        recording.bytes,
        recording.sha256,
        recording.key_version,
        recording.ended_at,
        row,
    )


def opener(tenant_id: int, found: Sequence[Item]) -> dict[int, bytes]:
    """The keys that these are sealed with, so that they can be opened without the database."""
    return {version: keys.of_version(tenant_id, version) for version in {one.key_version for one in found}}


def opened(one: Item, key: bytes) -> Unsealed:
    return intake.opened(one.recording, key)


def index(found: Sequence[Item]) -> bytes:
    """CSV in UTF-8, with a byte order mark, so that spreadsheets read it so."""
    made = io.StringIO()
    writer = csv.DictWriter(made, COLUMNS)
    writer.writeheader()
    for one in found:
        writer.writerow({column: sheets.cell(value) for column, value in one.row.items()})
    return ("\ufeff" + made.getvalue()).encode()


def sums(found: Sequence[Item]) -> bytes:
    """As ``sha256sum --check`` takes it, beside the files."""
    return "".join(f"{one.sha256}  {one.name}\n" for one in found).encode()
