"""The outbox of e-mails: how many wait, and since when."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.metrics_core import Metric
from sqlalchemy import case, func, select

from seatyard import clock
from seatyard.db import db
from seatyard.watch.figures import gauge

from ..mails.models import Mail


def read() -> Iterator[Metric]:
    waiting, failing, oldest = db.session.execute(
        select(func.count(), func.count(case((Mail.attempts > 0, 1))), func.min(Mail.made_at)).where(
            Mail.sent_at.is_(None), Mail.cancelled_at.is_(None)
        )
    ).one()
    yield gauge(
        "seatyard_mails_waiting",
        "E-mails that wait; failing: those that could not be sent so far",
        ("failing",),
        [(("false",), waiting - failing), (("true",), failing)],
    )
    age = (clock.now() - oldest).total_seconds() if oldest else 0.0
    yield gauge("seatyard_mails_oldest_seconds", "How long the oldest waits", (), [((), age)])
