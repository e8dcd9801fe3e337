"""What in a line tells whose money it is, looked up for many lines at once. In the caller's transaction."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from sqlalchemy import func, or_, select

from seatyard.db import db, slices
from tenants.models import Tenant

from ..engine.amounts import Currency
from ..models import Contract, Invoice
from ..recorded.models import RecordedFact
from .models import BankLine, BankMatch

MOST = 200
"""Pieces of a text that are looked at."""
JOINED = 4
"""Pieces of letters and digits that a number may have been torn into."""
Numbers = dict[str, tuple[str, int]]
"""By their letters and digits: an invoice's number, and its contract."""


def tokens(text: str) -> list[str]:
    """What of a text may be a number, without what banks drop or add between its pieces."""
    pieces = re.findall("[A-Z0-9]+", unicodedata.normalize("NFKC", text).upper())[:MOST]
    return [
        "".join(pieces[at : at + count])
        for at in range(len(pieces))
        for count in range(1, JOINED + 1)
        if at + count <= len(pieces)
    ]


def numbers(lines: Iterable[BankLine]) -> Numbers:
    """The invoices whose numbers stand in the lines' texts."""
    wanted = sorted({token for line in lines for token in tokens(line.text)})
    bare = func.replace(Invoice.number, "-", "")
    found: Numbers = {}
    for some in slices(wanted):
        query = select(Invoice.number, Invoice.contract_id).where(bare.in_(some))
        for number, contract_id in db.session.execute(query):
            found[number.replace("-", "")] = number, contract_id
    return found


def learned(lines: Sequence[BankLine]) -> dict[str, set[int]]:
    """The contracts that an other side's account, or its name, was matched with before."""
    accounts = {line.payer_account for line in lines} - {""}
    names = {line.payer_name for line in lines} - {""}
    found: defaultdict[str, set[int]] = defaultdict(set)
    for some in slices(sorted(accounts | names)):
        query = (
            select(BankLine.payer_account, BankLine.payer_name, RecordedFact.contract_id)
            .join(BankMatch, BankMatch.line_id == BankLine.id)
            .join(RecordedFact, RecordedFact.id == BankMatch.fact_id)
            .where(BankMatch.undone_at.is_(None), RecordedFact.withdrawn_at.is_(None))
            .where(or_(BankLine.payer_account.in_(some), BankLine.payer_name.in_(some)))
            .distinct()
        )
        for account, name, contract_id in db.session.execute(query):
            found[account].add(contract_id)
            found[name].add(contract_id)
    found.pop("", None)
    return dict(found)


def called(lines: Sequence[BankLine]) -> dict[str, set[int]]:
    """The contracts of tenants that are called what the other side is, by title or name."""
    wanted = {plain(line.payer_name): line.payer_name for line in lines if line.payer_name}
    found: defaultdict[str, set[int]] = defaultdict(set)
    query = select(Tenant.name, Tenant.title_zh, Tenant.title_en, Contract.id)
    for *names, contract_id in db.session.execute(query.join(Contract, Contract.tenant_id == Tenant.id)):
        for name in {plain(name) for name in names if name} & wanted.keys():
            found[wanted[name]].add(contract_id)
    return dict(found)


def totals(lines: Sequence[BankLine], most: int) -> dict[tuple[str, Decimal], list[int]]:
    """Contracts that have an invoice of a line's currency and amount: the oldest ``most`` of them."""
    wanted = {
        (line.amount + 0 * Currency(line.currency).minor_unit) for line in lines if line.amount is not None
    }
    found: defaultdict[tuple[str, Decimal], list[int]] = defaultdict(list)
    billed = Invoice.currency, Invoice.total
    place = func.row_number().over(partition_by=billed, order_by=Invoice.contract_id).label("place")
    for some in slices(sorted(wanted)):
        each = select(*billed, Invoice.contract_id, place).where(Invoice.total.in_(some))
        first = each.group_by(*billed, Invoice.contract_id).subquery()
        query = select(*first.columns).where(first.c.place <= most).order_by(first.c.place)
        for currency, total, contract_id, _ in db.session.execute(query):
            found[currency, total].append(contract_id)
    return dict(found)


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """Without what is written one way or the other: width, spaces, capitals. Remembered, as every list of
    lines asks for each of a thousand tenants' names."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
