"""What stands against a tenant's deletion, in the page's language."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from billing.documents.figures import money
from billing.lifecycle.obstacles import Obstacle

from .labels import label

WORDS: dict[str, LazyString] = {
    "contract.runs": _("Contract {contract} runs until {until}."),
    "contract.endless": _("Contract {contract} has no end."),
    "period": _("Contract {contract} ended on {ended}: its data may be deleted from {first} on."),
    "invoice": _("Contract {contract}: its last month, {month}, is not invoiced."),
    "money.bills": _("Contract {contract}: open bills: {bills}."),
    "money.account": _("On the account “{account}” stand {currency} {amount}."),
    "dispute": _("A payment of {number} is disputed."),
    "hold.tenant": _("A legal hold of {on} stands on everything: {reason}"),
    "hold.call": _("A legal hold of {on} stands on call {call}: {reason}"),
}


def told(one: Obstacle) -> str:
    """In a line."""
    about = one.about | {"account": label("account", one.about.get("account"))}
    if "amount" in about:
        about["amount"] = money(Decimal(about["amount"]))
    return str(WORDS[one.case]).format(**about)
