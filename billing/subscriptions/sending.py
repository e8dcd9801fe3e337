"""Writing the reports that are due, for ``seatyard clock``: each period's once, whoever stops in between.

An e-mail is written, with what tells that it was, in one transaction; its key names the subscription and the
period. From there on the outbox sends it (``billing.mails``).
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from esl.reports.documents import change, shown
from esl.reports.service import Asked, report
from esl.reports.tables import Table
from esl.reports.words import COLUMNS, REPORTS, Words
from seatyard import clock
from seatyard.app import settings_of
from seatyard.db import db, snapshot, transaction
from tenants.models import Tenant

from ..mails import outbox
from .models import ReportSubscription
from .periods import BY, next_day, told_on
from .service import about, allowed, token_of

log = logging.getLogger(__name__)

PIECE = 60.0
"""Seconds from one look to the next."""
AT = time(7)
"""When it goes, by the tenant's clock: the day before is in, and its seats' times are kept."""
AT_ONCE = 50

_SUBJECT = Words("{report}：{title}，{first} 至 {last}", "{report}: {title}, {first} to {last}")
_TOLD = Words(
    "{figures}\n\n括号内为与上一期（{before_first} 至 {before_last}）相比的变化；比率为百分点。\n"
    "明细、图表、CSV 与 Excel：{page}\n\n不想再收到此报表：{leave}\n",
    "{figures}\n\nIn brackets: the change against the period before ({before_first} to {before_last});"
    " of rates, in points.\nAll of it, as a chart, CSV and Excel: {page}\n\n"
    "To get this report no more: {leave}\n",
)
_GONE = "the address is no longer one of the tenant's people or contacts"


def due_now() -> int:
    """Write those that are due; how many."""
    return sum(_write(one) for one in _due())


def _due() -> list[int]:
    row, today = ReportSubscription, (clock.now() + timedelta(days=1)).date()
    query = select(row, Tenant.timezone).join(Tenant, Tenant.id == row.tenant_id)
    query = query.where(
        row.paused_at.is_(None), row.left_at.is_(None), row.next_on <= today, Tenant.deleted_at.is_(None)
    )
    with snapshot():
        found = db.session.execute(query.order_by(row.next_on, row.id)).all()
        return [one.id for one, zone in found if _moment(one.next_on, zone) <= clock.now()][:AT_ONCE]


def _write(subscription_id: int) -> bool:
    """Whether one was written: nobody else's work, nor one that was stopped meanwhile."""
    try:
        with transaction():
            query = select(ReportSubscription).filter_by(id=subscription_id, paused_at=None, left_at=None)
            row = db.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()
            if row is None:
                return False
            tenant = db.session.get_one(Tenant, row.tenant_id)
            if _moment(row.next_on, tenant.timezone) > clock.now():
                return False
            if row.address not in allowed(tenant):
                row.paused_at, row.problem = clock.now(), _GONE
                return False
            _put(tenant, row)
            row.next_on, row.problem = next_day(row.every, row.next_on), ""
            return True
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.exception("report subscription %d", subscription_id)
        with transaction():
            db.session.get_one(
                ReportSubscription, subscription_id
            ).problem = f"{type(error).__name__}: {error}"
        return False


def _put(tenant: Tenant, row: ReportSubscription) -> None:
    first, last = told_on(row.every, row.next_on)
    table = report(tenant, Asked(row.report, first, last, BY[row.every]))
    title = tenant.title_zh if row.language == "zh" else tenant.title_en
    named = {"report": REPORTS[row.report][row.language], "title": title, "first": first, "last": last}
    outbox.put(
        f"report:{row.id}:{first}",
        tenant_id=tenant.id,
        about=about(row),
        recipient=row.address,
        subject=_SUBJECT[row.language].format(**named),
        text=_text(tenant, row, table),
    )


def _text(tenant: Tenant, row: ReportSubscription, table: Table) -> str:
    pages, period = settings_of(current_app).pages, table.period
    asked = f"since={period.first}&until={period.last}&by={BY[row.every]}"
    return _TOLD[row.language].format(
        figures=_figures(table, row.language),
        before_first=period.before.first,
        before_last=period.before.last,
        page=f"{pages}/tenants/{tenant.name}/reports/{row.report}?{asked}",
        leave=f"{pages}/reports/leave/{token_of(row)}",
    )


def _figures(table: Table, language: str) -> str:
    """The sum of all, a line a figure, with the change; then of each row the first ones."""
    lines = []
    for (name, kind), now, before in zip(table.columns, table.total, table.before, strict=True):
        more = change(now, before, kind)
        lines.append(f"{COLUMNS[name][language]}: {shown(now, kind)}{f' ({more})' if more else ''}")
    few = list(zip(range(4), table.columns, strict=False))
    if table.head != "period":
        lines += ["", f"{COLUMNS[table.head][language]}:"]
        for one in table.rows[:20]:
            told = (f"{COLUMNS[name][language]} {shown(one.values[at], kind)}" for at, (name, kind) in few)
            lines.append(f"  {one.label[language]}: {', '.join(told)}")
    return "\n".join(lines)


def _moment(day: date, zone: str) -> datetime:
    return datetime.combine(day, AT, ZoneInfo(zone))
