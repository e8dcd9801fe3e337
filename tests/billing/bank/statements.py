"""Statements of a bank, as files."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

HEADER = ["交易日期", "借方发生额", "贷方发生额", "余额", "对方户名", "对方账号", "摘要", "交易流水号"]
OWN = "6222000011112222"


def cn(*rows: Sequence[object], charset: str = "utf-8", header: Sequence[str] = HEADER) -> bytes:
    """As Chinese banks export them: a few words before the header."""
    written = io.StringIO()
    csv.writer(written).writerows([["账户明细查询"], ["账号：", OWN], header, *rows])
    return written.getvalue().encode(charset)


def credit(amount: object, text: str = "", *, on: str = "2026-06-12", **more: str) -> list[object]:
    name, account = more.get("name", "甲公司"), more.get("account", "\t4100")
    return [on, "", amount, more.get("balance", ""), name, account, text, more.get("reference", "")]


CAMT02 = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr/><Stmt><Id>1</Id>
<Acct><Id><IBAN>DE00123</IBAN></Id><Ccy>CNY</Ccy></Acct>{}</Stmt></BkToCstmrStmt></Document>"""
CAMT08 = CAMT02.replace("001.02", "001.08")


def entry02(amount: str = "6000.00", **more: str) -> str:
    said = {"way": "CRDT", "status": "BOOK", "currency": "CNY", "ref": "R1", "text": "SY-2026-000001", **more}
    return (
        '<Ntry><Amt Ccy="{currency}">{0}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>{status}</Sts>'
        "<BookgDt><Dt>2026-06-12</Dt></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef><NtryDtls><TxDtls>"
        "<RltdPties><Dbtr><Nm>Acme</Nm></Dbtr><DbtrAcct><Id><IBAN>DE1</IBAN></Id></DbtrAcct></RltdPties>"
        "<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
    ).format(amount, **said)


def entry08(*amounts: str, total: str = "6000.00", ref: str = "R8") -> str:
    """A batch, whose transactions say their amounts."""
    details = "".join(
        f'<TxDtls><Refs><TxId>T{at}</TxId></Refs><Amt Ccy="CNY">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<RltdPties><Dbtr><Pty><Nm>Payer {at}</Nm></Pty></Dbtr></RltdPties>"
        f"<RmtInf><Ustrd>bill {at}</Ustrd></RmtInf></TxDtls>"
        for at, amount in enumerate(amounts)
    )
    return (
        f'<Ntry><Amt Ccy="CNY">{total}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><DtTm>2026-06-12T10:00:00+08:00</DtTm></BookgDt><AcctSvcrRef>{ref}</AcctSvcrRef>"
        f"<NtryDtls>{details}</NtryDtls></Ntry>"
    )
