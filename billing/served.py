"""What this floor answers over HTTP: the payment service's messages, and its resources of the API."""

from __future__ import annotations

from flask import Flask

from seatyard.api import frame
from seatyard.identity.sessions import csrf

from .attention.api import blueprint as attention
from .bank.api import blueprint as bank
from .comparison.api import blueprint as comparisons
from .contract_words.api import blueprint as contract_words
from .contracts.api import blueprint as contracts
from .credits.api import blueprint as credit_notes
from .documents.quote_api import blueprint as quotes
from .drafts.api import blueprint as drafts
from .dunning.api import blueprint as dunnings
from .duties.api import blueprint as duties
from .gateway.api import blueprint as gateway
from .invoices.api import blueprint as invoices
from .invoices.evidence_api import blueprint as evidence
from .ledger.api import blueprint as ledger
from .lifecycle.api import blueprint as exports
from .lifecycle.deletion_api import blueprint as tenant_deletion
from .maintenance.api import blueprint as maintenance
from .outlook.api import blueprint as month_so_far
from .owed.api import blueprint as owed
from .owed.months_api import blueprint as months
from .recorded.api import blueprint as money
from .seat_changes.api import blueprint as seat_changes
from .subscriptions.api import blueprint as subscriptions


def init_app(app: Flask) -> None:
    app.register_blueprint(gateway)
    csrf.exempt(gateway)
    frame.register(
        app,
        attention,
        bank,
        comparisons,
        contracts,
        contract_words,
        credit_notes,
        drafts,
        duties,
        dunnings,
        evidence,
        exports,
        invoices,
        ledger,
        maintenance,
        money,
        month_so_far,
        months,
        owed,
        quotes,
        subscriptions,
        seat_changes,
        tenant_deletion,
    )
