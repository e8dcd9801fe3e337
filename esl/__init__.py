"""Desired state to the switch; its events and records to facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    from seatyard import doctor, due
    from seatyard.watch import figures
    from tenants.numbers import carriers as known_carriers
    from tenants.onboarding import sections

    from . import (
        models,  # noqa: F401  (its tables belong to the metadata)
        watched,
    )
    from .board import models as _board  # noqa: F401
    from .call_sums import keeping as call_sums
    from .calls import parts
    from .carriers import models as _carriers  # noqa: F401
    from .carriers.service import trunks
    from .cdr import service as intake
    from .conferences.section import ConferencesCheck
    from .dialling import models as _dialling  # noqa: F401
    from .dropping import models as _dropping  # noqa: F401
    from .flows import models as _flows  # noqa: F401
    from .flows.notices import Notices
    from .flows.section import FlowsCheck
    from .mending import models as _mending  # noqa: F401
    from .nodes import models as _nodes  # noqa: F401
    from .nodes.placement import PlacementSection
    from .outages import models as _outages  # noqa: F401
    from .parameters.section import ParametersCheck
    from .prompts import models as _prompts  # noqa: F401
    from .queues import models as _queues  # noqa: F401
    from .reconcile import models as _reconcile  # noqa: F401
    from .recordings import models as _recordings  # noqa: F401
    from .reports import keeping
    from .reports import models as _reports  # noqa: F401
    from .seat_time import models as _seat_time  # noqa: F401
    from .testing import models as _testing  # noqa: F401
    from .voicemail import models as _voicemail  # noqa: F401
    from .webhooks import models as _webhooks  # noqa: F401
    from .working_hours.section import WorkingHoursCheck

    intake.init_app(app)
    known_carriers.register(lambda: [trunk.name for trunk in trunks()])
    sections.register("working hours", WorkingHoursCheck())
    sections.register("flow checks", FlowsCheck())
    sections.register("conferences", ConferencesCheck())
    sections.register("call parameters", ParametersCheck())
    sections.register("placement", PlacementSection())
    sections.register("notices", Notices())
    figures.register("nodes and records", watched.read)
    due.register("seats' days", keeping.EVERY, keeping.due_now)
    due.register("months of calls", parts.EVERY, parts.keep_ahead)
    due.register("calls' days", call_sums.EVERY, call_sums.due_now)
    doctor.consult("esl.doctor")
