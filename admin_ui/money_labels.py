"""What the kinds of money are called: transactions, accounts, statement lines (``labels``)."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

MONEY: dict[str, dict[str, LazyString]] = {
    "ledger": {
        "invoice": _("Invoice"),
        "payment": _("Payment"),
        "payment_withdrawn": _("Payment taken back"),
        "credit_note": _("Credit note"),
        "refund": _("Refund"),
        "refund_withdrawn": _("Refund taken back"),
        "write_off": _("Write-off"),
        "write_off_withdrawn": _("Write-off taken back"),
        "recovery": _("Recovery of a write-off"),
        "recovery_withdrawn": _("Recovery taken back"),
        "dispute": _("Payment disputed"),
        "dispute_closed": _("Dispute decided"),
    },
    "bank_state": {
        "open": _("not matched"),
        "part": _("matched in part"),
        "matched": _("matched"),
        "parked": _("set aside"),
        "faulty": _("unreadable"),
        "out": _("paid out"),
    },
    "bank_reason": {
        "number": _("names"),
        "exact": _("its very amount"),
        "partly": _("a part of"),
        "over": _("more than is open of it"),
        "paid": _("names what is paid"),
        "payer": _("paid for this tenant before:"),
        "other_payer": _("paid for another tenant before:"),
        "name": _("is called"),
        "amount": _("the amount of"),
        "all": _("all that is open"),
        "refund": _("refund of the same amount"),
    },
    "account": {
        "receivable": _("Owed"),
        "cash": _("Received"),
        "disputed": _("Disputed"),
        "deposits": _("Deposits held"),
        "advances": _("Rent ahead"),
        "tax": _("Tax"),
        "credits": _("Credits"),
        "penalties.late_fees": _("Late fees"),
        "penalties.endings": _("Penalties for an early end"),
        "penalties.breaches": _("Penalties for breaches"),
        "written_off": _("Written off"),
        "revenue.rent": _("Rent of seats"),
        "revenue.lines": _("Rent of lines"),
        "revenue.calls": _("Call charges"),
        "revenue.staff": _("Staff"),
        "revenue.items": _("Items handled"),
        "revenue.shares": _("Share of receipts"),
        "revenue.services": _("Services"),
    },
    "gateway": {
        "waiting": _("not sent yet"),
        "failed": _("refused by the payment service"),
        "open": _("sent"),
        "paid": _("paid there"),
        "void": _("voided there"),
        "uncollectible": _("given up there"),
        "disputed": _("disputed"),
    },
}
