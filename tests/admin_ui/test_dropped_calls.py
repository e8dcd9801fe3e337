"""Pages say which calls are no longer kept, and what that changes: nothing of what they came to."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from billing.dropping import service
from billing.models import InvoiceLine, LineEvidence
from seatyard import clock
from seatyard.db import db
from tests.billing.dropping.house import BEFORE, DUE, MARCH, called

from .conftest import Visitor


@pytest.mark.parametrize(
    ("tongue", "gone", "before"),
    [
        ("en", "3 of its calls are from months whose calls are no longer kept", "Calls from before"),
        ("zh", "其中 3 次通话所在月份的通话明细已不再保存", "之前的通话明细已不再保存"),
    ],
)
def test_a_line_and_the_list_say_so(app: Flask, visit: Visitor, tongue: str, gone: str, before: str) -> None:
    called()
    with clock.frozen(DUE):
        for month in (BEFORE, MARCH):
            service.drop(month, by="ops", reason="past their keep")
        line = db.session.scalars(
            select(InvoiceLine).join(LineEvidence).where(LineEvidence.subject == "u-2")
        ).one()
        browser = visit("finance", language=tongue)
        page = browser.get(f"/tenants/acme/invoices/{line.invoice.number}/lines/{line.position}")
        assert gone in page.text
        assert before in browser.get("/tenants/acme/calls").text
