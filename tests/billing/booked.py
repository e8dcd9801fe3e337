"""What is booked beside invoices, in short words."""

from __future__ import annotations

from collections.abc import Iterator

from billing.audit.service import audit
from billing.recorded import service as recorded


def pay(amount: float, on: str, tenant: str = "acme", **more: str) -> str:
    """A payment that came; one more each time. Its name."""
    document = {"facts": {"payments": [{"at": on, "amount": amount, **more}]}}
    (fact,) = recorded.add(tenant, document, by="ann", again=True)
    return fact.name


def unproven() -> list[str]:
    """What an audit says that does not hold."""
    return list(_wrong())


def _wrong() -> Iterator[str]:
    for check in audit():
        yield from check.wrong
