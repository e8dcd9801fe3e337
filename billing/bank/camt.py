"""ISO 20022 bank-to-customer statements: camt.053.001.02 and .08, and those between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from seatyard.errors import InvalidInput
from seatyard.safe_xml import root_of

from .lines import Fault, ReadLine, above_zero, amount_in, currency_in, day_in, not_ahead

NAMESPACE = re.compile(r"urn:iso:std:iso:20022:tech:xsd:(camt\.053\.001\.(0[2-9]|1[0-3]))")
BOOKED = "BOOK"
Node = etree._Element


def read(content: bytes, where: str, account: str) -> tuple[str, list[ReadLine]]:
    """Its version and all its lines; InvalidInput for what is no statement."""
    root = root_of(content, where)
    found = NAMESPACE.fullmatch(etree.QName(root).namespace or "")
    if found is None or etree.QName(root).localname != "Document":
        name = root.tag if len(str(root.tag)) < 100 else "something else"
        raise InvalidInput(f"is {name}, no statement", where=where, allowed="camt.053.001.02 to .08")
    statements = _all(root, "BkToCstmrStmt/Stmt")
    if not statements:
        raise InvalidInput("has no statement in it", where=where)
    lines: list[ReadLine] = []
    for statement in statements:
        lines += _statement(statement, len(lines), where, account)
    return found[1], lines


def _statement(statement: Node, before: int, where: str, told: str) -> Iterator[ReadLine]:
    account = _text(statement, "Acct/Id/IBAN") or _text(statement, "Acct/Id/Othr/Id") or told
    if not account:
        raise InvalidInput("does not say whose account it is", where=where, allowed="--account")
    currency = _text(statement, "Acct/Ccy")
    at = before
    for entry in _all(statement, "Ntry"):
        for line in _entry(entry, account, currency):
            at += 1
            yield line(at)


def _entry(entry: Node, account: str, currency: str) -> Iterator[_Maker]:
    """A line of its own for each transaction that says its amount, else one for all of the entry."""
    details = _all(entry, "NtryDtls/TxDtls")
    sums = [_amount_node(one) for one in details]
    split = len(details) > 1 and all(one is not None for one in sums)
    if split:
        try:
            parts = [amount_in(one.text or "") for one in sums if one is not None]
            split = sum(parts, Decimal(0)) == amount_in(_text(entry, "Amt"))
        except Fault:
            split = False
    if not split:
        yield _Maker(entry, details, account, currency, None)
        return
    for number, detail in enumerate(details):
        yield _Maker(entry, [detail], account, currency, number)


def _amount_node(detail: Node) -> Node | None:
    """.08 has it at the top, .02 under the details."""
    return next(iter(_all(detail, "Amt") or _all(detail, "AmtDtls/TxAmt/Amt")), None)


class _Maker:
    def __init__(
        self, entry: Node, details: list[Node], account: str, currency: str, number: int | None
    ) -> None:
        self.entry, self.details, self.account = entry, details, account
        self.currency, self.number = currency, number

    def __call__(self, position: int) -> ReadLine:
        raw = etree.tostring(self.entry, encoding="unicode", with_tail=False)
        if self.number is not None:
            raw = f"<!-- transaction {self.number + 1} -->{raw}"
        try:
            return self._line(position, raw)
        except Fault as fault:
            return ReadLine(position=position, account=self.account, raw=raw, fault=str(fault))

    def _line(self, position: int, raw: str) -> ReadLine:
        entry = self.entry
        node = _all(entry, "Amt")[0] if _all(entry, "Amt") else None
        if self.number is not None:
            node = _amount_node(self.details[0])
        if node is None:
            raise Fault("amount: there is none")
        currency = currency_in(node.get("Ccy", ""), self.currency or node.get("Ccy", ""))
        way = _text(self.details[0], "CdtDbtInd") if self.number is not None else ""
        way = way or _text(entry, "CdtDbtInd")
        if way not in ("CRDT", "DBIT"):
            raise Fault(f"direction: {way!r} is unknown")
        status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
        if status not in ("", BOOKED):
            raise Fault(f"status: {status}, not booked yet")
        side = "Dbtr" if way == "CRDT" else "Cdtr"
        return ReadLine(
            position=position,
            account=self.account,
            raw=raw,
            parked="a reversal of another entry" if _text(entry, "RvslInd") in ("true", "1") else None,
            incoming=way == "CRDT",
            on=not_ahead(day_in(_text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")[:10])),
            amount=above_zero(amount_in(node.text or ""), currency),
            currency=currency,
            payer_name=self._first(f"RltdPties/{side}/Nm", f"RltdPties/{side}/Pty/Nm"),
            payer_account=self._first(
                f"RltdPties/{side}Acct/Id/IBAN", f"RltdPties/{side}Acct/Id/Othr/Id"
            ).replace(" ", ""),
            text=self._texts(),
            reference=self._reference(),
        )

    def _first(self, *paths: str) -> str:
        return next((said for one in self.details for path in paths if (said := _text(one, path))), "")

    def _texts(self) -> str:
        found = [
            " ".join((node.text or "").split())
            for detail in self.details
            for path in ("RmtInf/Ustrd", "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/RfrdDocInf/Nb")
            for node in _all(detail, path)
        ]
        found += [
            said for one in self.details if (said := _text(one, "Refs/EndToEndId")) not in ("", "NOTPROVIDED")
        ]
        return " ".join(dict.fromkeys(filter(None, [*found, _text(self.entry, "AddtlNtryInf")])))

    def _reference(self) -> str:
        """The bank's own: of the transaction where it is one of several, else of the entry."""
        own = _text(self.entry, "AcctSvcrRef")
        if self.number is None:
            return own or self._first("Refs/AcctSvcrRef")
        inner = self._first("Refs/AcctSvcrRef", "Refs/TxId", "Refs/InstrId")
        return f"{own}/{inner or self.number + 1}" if own else inner


def _all(node: Node, path: str) -> list[Node]:
    namespace = etree.QName(node).namespace
    return node.findall("/".join(f"{{{namespace}}}{name}" for name in path.split("/")))


def _text(node: Node, path: str) -> str:
    found = _all(node, path)
    return " ".join((found[0].text or "").split()) if found else ""
