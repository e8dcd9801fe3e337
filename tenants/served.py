"""What this floor answers over HTTP: its resources of the API."""

from __future__ import annotations

from flask import Flask

from seatyard.api import frame

from .api import blueprint as tenants
from .audit_api import blueprint as audit
from .credentials_api import blueprint as credentials
from .findings_api import blueprint as findings
from .numbers.api import blueprint as pool
from .onboarding.drafts.api import blueprint as onboarding_drafts
from .people_api import blueprint as people
from .queues_api import blueprint as queue_changes
from .requests.api import blueprint as requests
from .switching_api import blueprint as seat_switching


def init_app(app: Flask) -> None:
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
