"""Lists by cursor: every entry once, whatever is added meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.factories import InvoiceFactory, SeatFactory
from tests.support.house import Home

from .conftest import Ask, token_of


def walked(
    ask: Ask, path: str, secret: str, limit: int, between: Callable[[], Any] = lambda: None
) -> list[Any]:
    """All entries, a page after another; ``between`` happens after each page."""
    found: list[Any] = []
    after = ""
    while True:
        page = ask("get", path, secret, query_string={"limit": limit, "after": after}).json
        found += page["items"]
        if page["next"] is None:
            return found
        assert len(page["items"]) == limit
        after = page["next"]
        between()


@pytest.mark.parametrize("limit", [1, 4, 200])
@pytest.mark.parametrize("name", ["calls", "seats", "invoices"])
def test_each_entry_once(homes: tuple[Home, Home], ask: Ask, name: str, limit: int) -> None:
    acme, _ = homes
    secret, path = token_of("acme"), f"/tenants/acme/{name}"
    key = {"calls": "id", "seats": "number", "invoices": "number"}[name]
    whole = [one[key] for one in ask("get", path, secret, query_string={"limit": 200}).json["items"]]
    assert len(whole) == len(set(whole)) == {"calls": 14, "seats": 6, "invoices": 1}[name]

    def newer() -> None:
        made = {
            "calls": lambda: acme.call(9000),
            "seats": lambda: SeatFactory(tenant=acme.tenant, number=f"00{len(added)}"),
            "invoices": lambda: InvoiceFactory(tenant_id=acme.tenant.id, sequence=len(added) + 7),
        }
        added.append(made[name]())

    added: list[Any] = []
    seen = [one[key] for one in walked(ask, path, secret, limit, newer)]
    assert seen == whole


@pytest.mark.parametrize("path", ["calls", "seats", "invoices"])
@pytest.mark.parametrize(
    "query", ["after=x~y", "after=-1", "after=99999999999", "limit=0", "limit=201", "limit=x", "nonsense=1"]
)
def test_what_is_no_place_is_told_so(homes: tuple[Home, Home], ask: Ask, path: str, query: str) -> None:
    answer = ask("get", f"/tenants/acme/{path}?{query}", token_of("acme"))
    if path == "seats" and query.startswith("after"):
        assert answer.status_code == 200  # a number that no seat has is a place all the same
    else:
        assert (answer.status_code, answer.json["error"]["kind"]) == (400, "InvalidInput")
