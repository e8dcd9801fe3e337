"""Taking a step: its row with the figures it rests on, and the switch's part. In the caller's transaction."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from seatyard.db import db
from tenants.suspensions import service as suspensions

from ..contracts.service import contracts_of
from ..documents.data import plain
from ..engine.accounts import Account
from ..mails import outbox
from ..models import Contract
from . import due as pure
from . import letters
from .history import History, Kind
from .models import DunningStep, letter_of
from .reading import Matter, rows_of


def locked(contract_id: int) -> Contract:
    """Until the transaction's end, so that what is decided at once is decided one after the other."""
    query = select(Contract).filter_by(id=contract_id).with_for_update()
    return db.session.scalars(query, execution_options={"populate_existing": True}).one()


def take(
    matter: Matter,
    kind: Kind,
    bill: str = "",
    *,
    by: str,
    reason: str = "",
    number: int = 0,
    about: DunningStep | None = None,
    until: date | None = None,
    **detail: Any,
) -> DunningStep:
    """Write a step down; the history knows it from here on."""
    same = [row for row in rows_of(matter.contract.id) if (row.kind, row.bill) == (kind.value, bill)]
    row = DunningStep(
        tenant_id=matter.contract.tenant_id,
        contract_id=matter.contract.id,
        bill=bill,
        kind=kind.value,
        ordinal=len(same) + 1,
        number=number,
        on=matter.now.today,
        by=by,
        reason=reason,
        about_id=about.id if about else None,
        until=until,
        detail=_figures(matter, bill) | detail,
    )
    db.session.add(row)
    db.session.flush()
    _tell(row, kind, matter)
    matter.now.history.add(row.past())
    return row


def _tell(row: DunningStep, kind: Kind, matter: Matter) -> None:
    """Write the tenant, and no longer of what is over."""
    history = matter.now.history
    if kind in (Kind.RESTORED, Kind.SETTLED):
        outbox.cancel(row.tenant_id, about=row.bill)
    elif kind is Kind.UNDONE and row.about_id:
        outbox.cancel(row.tenant_id, keys=[letter_of(row.about_id)])
    elif kind is Kind.REMINDER:
        before = [one.letter for one in rows_of(row.contract_id) if _is_earlier(one, row)]
        outbox.cancel(row.tenant_id, keys=before)
    if kind in letters.TOLD and (kind is not Kind.RESTORED or history.suspended() == [row.bill]):
        letters.write(row, matter)


def _is_earlier(one: DunningStep, reminder: DunningStep) -> bool:
    """Whether it asks for the same bill: what still waits of it would arrive beside the reminder."""
    asks = one.kind in (Kind.POINTED_OUT, Kind.REMINDER)
    return asks and one.bill == reminder.bill and one.id < reminder.id


def on_the_switch(tenant_id: int) -> bool:
    """Stop or restore the tenant's service as the steps of its contracts say; whether that changed it."""
    histories = (History.of(row.past() for row in rows_of(one.id)) for one in contracts_of(tenant_id))
    stopped = any(history.suspended() for history in histories)
    return suspensions.stop(tenant_id) if stopped else suspensions.restore(tenant_id)


def _figures(matter: Matter, bill: str) -> dict[str, Any]:
    account = matter.account(bill)
    if account is None:
        return {}
    late = next((one for one in matter.bills if one.id == bill), None)
    stops = pure.stops_on(account, matter.now)
    return {
        "due": account.bill.due.isoformat(),
        "total": plain(account.bill.total),
        "open": plain(account.left),
        "principal_open": plain(_principal(account, matter.now.today)),
        "currency": account.bill.currency,
        "late_fee": plain(late.late_fee) if late else "0",
        "stops": stops.isoformat() if stops else "",
    }


def _principal(account: Account, today: date) -> Any:
    return account.owed(today + timedelta(days=1))
