"""Contract and facts to money."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    from esl.calls import charged
    from esl.outages import changes
    from esl.recordings import terms
    from seatyard import doctor, due
    from seatyard.identity import letters
    from seatyard.watch import figures
    from tenants.onboarding import lead_times, sections

    from . import (
        models,  # noqa: F401  (its tables belong to the metadata)
    )
    from .attention import models as _attention  # noqa: F401
    from .attention import standings
    from .bank import models as _bank  # noqa: F401
    from .contracts import recordings
    from .contracts.lead_times import effect
    from .contracts.section import ContractSection
    from .documents import fonts
    from .drafts import models as _drafts  # noqa: F401
    from .dropping import models as _dropping  # noqa: F401
    from .dropping import service as dropping
    from .dunning import models as _dunning  # noqa: F401
    from .dunning import paid
    from .dunning import service as dunning
    from .figures import arrears as arrears_figures
    from .figures import close as close_figures
    from .figures import mails as mail_figures
    from .figures import money as money_figures
    from .findings import models as _findings  # noqa: F401
    from .gateway import models as _gateway  # noqa: F401
    from .gateway import service as payments
    from .invoices.late_calls import late
    from .invoices.reconsidered import reconsidered
    from .ledger import heard
    from .ledger import models as _ledger  # noqa: F401
    from .lifecycle import deletion, jobs
    from .lifecycle import models as _lifecycle  # noqa: F401
    from .mails import models as _mails  # noqa: F401
    from .mails import outbox, sending
    from .outlook import models as _outlook  # noqa: F401
    from .outlook import service as outlook
    from .parties.section import BillingCheck
    from .recorded import models as recorded  # noqa: F401
    from .subscriptions import models as _subscriptions  # noqa: F401
    from .subscriptions import sending as reports

    if problem := fonts.missing():
        log.error("%s", problem)
    sections.register("contract", ContractSection())
    sections.register("parties", BillingCheck())
    sections.register("recordings of the contract", recordings.RecordingsCheck())
    lead_times.register(effect)
    terms.register(recordings.terms)
    changes.register(reconsidered)
    charged.register(late)
    heard.register(paid.money_came)
    letters.register(outbox.put_personal)
    figures.register("money", money_figures.read)
    figures.register("arrears", arrears_figures.read)
    figures.register("close", close_figures.read)
    figures.register("mails", mail_figures.read)
    due.register("dunning", dunning.EVERY, dunning.due_now)
    due.register("standings", standings.EVERY, standings.renew)
    due.register("stripe", payments.EVERY, payments.due_now)
    due.register("outlook", outlook.EVERY, outlook.due_now)
    due.register("old months of calls", dropping.EVERY, dropping.due_now)
    due.register("tenant exports", jobs.EVERY, jobs.due_now)
    due.register("tenant deletions", deletion.EVERY, deletion.due_now)
    due.register("reports by e-mail", reports.PIECE, reports.due_now)
    due.register("mails", sending.EVERY, sending.send_due)
    doctor.consult("billing.doctor")
