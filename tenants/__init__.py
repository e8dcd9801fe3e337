"""Who leases what: tenants, their seats, numbers, queues and flows."""

from __future__ import annotations

from flask import Flask

from seatyard import living
from seatyard.api import frame


def init_app(app: Flask) -> None:
    from . import directory, models, onboarding  # noqa: F401  (the models' tables belong to the metadata)
    from .api import blueprint as tenants
    from .audit_api import blueprint as audit
    from .credentials_api import blueprint as credentials
    from .findings_api import blueprint as findings
    from .numbers.api import blueprint as pool
    from .onboarding.drafts import models as _drafts  # noqa: F401
    from .onboarding.drafts.api import blueprint as onboarding_drafts
    from .people_api import blueprint as people
    from .queues_api import blueprint as queue_changes
    from .requests import models as _requests  # noqa: F401
    from .requests.api import blueprint as requests
    from .suspensions import models as _suspensions  # noqa: F401
    from .switching_api import blueprint as seat_switching
    from .tokens import models as _tokens  # noqa: F401

    frame.register(
        app,
        tenants,
        audit,
        credentials,
        findings,
        onboarding_drafts,
        people,
        pool,
        queue_changes,
        requests,
        seat_switching,
    )
    living.register(directory.must_live)
    onboarding.init()
