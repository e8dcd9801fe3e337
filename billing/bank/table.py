"""The lines of a statement in a CSV."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from decimal import Decimal

from seatyard.errors import InvalidInput

from . import charset
from .lines import Fault, ReadLine, above_zero, amount_in, currency_in, day_in, not_ahead
from .profiles import Profile, built_in

HEADER_WITHIN = 30
"""Rows that a bank may say other things in before the header."""
MOST_ROWS = 100_000
DELIMITERS = ",\t;|"
Rows = list[tuple[int, list[str]]]


def read(content: bytes, where: str, profile: Profile | None, account: str) -> tuple[Profile, list[ReadLine]]:
    """All its lines, those that nothing can be made of with why; InvalidInput for a file that is none."""
    told = profile.charset if profile else None
    for name, text in charset.texts(content, where, told):
        for candidate in [profile] if profile else built_in().values():
            for delimiter in DELIMITERS:
                rows = _rows(text, delimiter, where)
                for at, (_, row) in enumerate(rows[:HEADER_WITHIN]):
                    places = candidate.places(row)
                    if places is None or not _sure(name, row, told):
                        continue
                    header = [cell.strip() for cell in row]
                    reader = _Reader(candidate, header, places, account)
                    return candidate, reader.lines(rows[at + 1 :], where)
    looked = f"the headers of profile {profile.name}" if profile else f"those of {', '.join(built_in())}"
    allowed = f"{looked}, in {charset.KNOWN}; others with a profile of their own"
    raise InvalidInput("no row with the headers of a statement", where=where, allowed=allowed)


def _sure(name: str, header: list[str], told: str | None) -> bool:
    """Any bytes may be read as GB18030: a header in Chinese proves it, one in plain letters does not."""
    return name == "utf-8" or told == name or not "".join(header).isascii()


def _rows(text: str, delimiter: str, where: str) -> Rows:
    try:
        found = [
            (at, row) for at, row in enumerate(csv.reader(text.splitlines(True), delimiter=delimiter), 1)
        ]
    except csv.Error as error:
        raise InvalidInput(f"is no CSV: {error}", where=where) from error
    if len(found) > MOST_ROWS:
        raise InvalidInput(f"has {len(found)} rows", where=where, allowed=f"up to {MOST_ROWS}")
    return [(at, row) for at, row in found if any(cell.strip() for cell in row)]


class _Reader:
    def __init__(
        self, profile: Profile, header: list[str], places: dict[str, list[int]], account: str
    ) -> None:
        self.profile, self.header, self.places = profile, header, places
        self.account = account or profile.account

    def lines(self, rows: Rows, where: str) -> list[ReadLine]:
        if not self.account and "account" not in self.places:
            message = "does not say whose account it is"
            raise InvalidInput(message, where=where, allowed="--account, or `account` in the profile")
        return [self._line(at, row) for at, row in rows]

    def _line(self, at: int, row: list[str]) -> ReadLine:
        raw = json.dumps([self.header, row], ensure_ascii=False)
        account = self._cell(row, "account") or self.account
        try:
            if len(row) > len(self.header) and any(cell.strip() for cell in row[len(self.header) :]):
                raise Fault(f"has {len(row)} cells under {len(self.header)} headers")
            currency = currency_in(self._cell(row, "currency"), self.profile.currency)
            incoming, amount = self._money(row, currency)
            return ReadLine(
                position=at,
                account=account,
                raw=raw,
                incoming=incoming,
                on=not_ahead(day_in(self._cell(row, "date"), self.profile.dates)),
                amount=amount,
                currency=currency,
                payer_name=self._cell(row, "payer_name"),
                payer_account=self._cell(row, "payer_account").replace(" ", ""),
                text=" ".join(dict.fromkeys(filter(None, self._cells(row, "text")))),
                reference=self._cell(row, "reference"),
                balance=self._cell(row, "balance"),
            )
        except Fault as fault:
            return ReadLine(position=at, account=account, raw=raw, fault=str(fault))

    def _money(self, row: list[str], currency: str) -> tuple[bool, Decimal]:
        """Which way, and how much."""
        comma = self.profile.decimal_comma
        if "credit" in self.places and "debit" in self.places:
            told = {
                way: amount_in(cell, way, comma)
                for way in ("credit", "debit")
                if (cell := self._cell(row, way)).strip("-—")
            }
            told = {way: amount for way, amount in told.items() if amount} or told
            if len(told) != 1:
                raise Fault("amount: there is none" if not told else "amount: both ways at once")
            ((way, amount),) = told.items()
            return way == "credit", above_zero(amount, currency)
        amount = amount_in(self._cell(row, "amount"), "amount", comma)
        if self.profile.signed:
            return amount > 0, above_zero(abs(amount), currency)
        word = "".join(self._cell(row, "direction").split()).casefold()
        if word not in self.profile.directions:
            raise Fault(f"direction: {word!r} is unknown")
        return self.profile.directions[word], above_zero(amount, currency)

    def _cell(self, row: list[str], column: str) -> str:
        return next((cell for cell in self._cells(row, column) if cell), "")

    def _cells(self, row: list[str], column: str) -> Iterable[str]:
        return [_bare(row[at]) for at in self.places.get(column, ()) if at < len(row)]


def _bare(cell: str) -> str:
    """Without what keeps spreadsheets from making numbers of it: a tab before, ``="…"`` around."""
    bare = cell.strip()
    if bare.startswith('="') and bare.endswith('"'):
        bare = bare[2:-1]
    return bare.lstrip("'`").replace("\0", "").strip()
