"""Desired state to the switch; its events and records to facts."""

from __future__ import annotations

from flask import Flask

from seatyard import due
from seatyard.api import frame
from seatyard.identity.sessions import csrf
from seatyard.watch import figures
from tenants.numbers import carriers as known_carriers
from tenants.onboarding import sections


def init_app(app: Flask) -> None:
    from . import (
        doctor,
        models,  # noqa: F401  (its tables belong to the metadata)
        watched,
    )
    from .answers.api import blueprint as answers
    from .board import hub
    from .board import models as _board  # noqa: F401
    from .board.api import blueprint as board
    from .call_sums import keeping as call_sums
    from .calls import parts
    from .calls.api import blueprint as calls
    from .carriers import models as _carriers  # noqa: F401
    from .carriers.api import blueprint as carriers
    from .carriers.service import trunks
    from .cdr import door as cdr_door
    from .cdr import service as intake
    from .cdr.api import blueprint as cdr
    from .conferences.api import blueprint as conferences
    from .conferences.section import ConferencesCheck
    from .dialling import models as _dialling  # noqa: F401
    from .dialling.api import blueprint as dialling
    from .dropping import models as _dropping  # noqa: F401
    from .flows import models as _flows  # noqa: F401
    from .flows.notices import Notices
    from .flows.section import FlowsCheck
    from .flows.v1 import blueprint as flows_v1
    from .mending import models as _mending  # noqa: F401
    from .mending.api import blueprint as mending
    from .nodes import models as _nodes  # noqa: F401
    from .nodes.api import blueprint as nodes
    from .nodes.moves_api import blueprint as moves
    from .nodes.placement import PlacementSection
    from .outages import models as _outages  # noqa: F401
    from .outages.api import blueprint as outages
    from .parameters.api import blueprint as parameters
    from .parameters.section import ParametersCheck
    from .prompts import models as _prompts  # noqa: F401
    from .prompts.api import blueprint as prompts
    from .prompts.v1 import blueprint as prompts_v1
    from .provisioning.api import blueprint as onboarding_plans
    from .queues import models as _queues  # noqa: F401
    from .queues.api import blueprint as call_backs
    from .queues.desk_api import blueprint as queue_desk
    from .reconcile import models as _reconcile  # noqa: F401
    from .recordings import models as _recordings  # noqa: F401
    from .recordings.api import blueprint as recordings
    from .recordings.fetch.api import blueprint as fetch
    from .recordings.holds_v1 import blueprint as holds
    from .recordings.proofs_v1 import blueprint as deletions
    from .recordings.retention_v1 import blueprint as retention_v1
    from .recordings.v1 import blueprint as recordings_v1
    from .reports import keeping
    from .reports import models as _reports  # noqa: F401
    from .reports.api import blueprint as reports
    from .seat_time import models as _seat_time  # noqa: F401
    from .seat_time.api import blueprint as seat_time
    from .seats.api import blueprint as seats
    from .seats.own_api import blueprint as own_seat
    from .testing import models as _testing  # noqa: F401
    from .testing.api import blueprint as test_calls
    from .voicemail import models as _voicemail  # noqa: F401
    from .webhooks import models as _webhooks  # noqa: F401
    from .webhooks.api import blueprint as webhooks
    from .working_hours.api import blueprint as working_hours
    from .working_hours.section import WorkingHoursCheck

    intake.init_app(app)
    cdr_door.init_app(app)
    hub.init_app(app)
    known_carriers.register(lambda: [trunk.name for trunk in trunks()])
    sections.register("working hours", WorkingHoursCheck())
    sections.register("flow checks", FlowsCheck())
    sections.register("conferences", ConferencesCheck())
    sections.register("call parameters", ParametersCheck())
    sections.register("placement", PlacementSection())
    sections.register("notices", Notices())
    for blueprint in (answers, cdr, prompts, recordings, fetch):
        csrf.exempt(blueprint)
        app.register_blueprint(blueprint)
    frame.register(
        app,
        board,
        call_backs,
        calls,
        carriers,
        conferences,
        deletions,
        dialling,
        flows_v1,
        holds,
        mending,
        moves,
        nodes,
        onboarding_plans,
        outages,
        own_seat,
        parameters,
        prompts_v1,
        queue_desk,
        recordings_v1,
        retention_v1,
        reports,
        seat_time,
        seats,
        test_calls,
        webhooks,
        working_hours,
    )
    figures.register("nodes and records", watched.read)
    due.register("seats' days", keeping.EVERY, keeping.due_now)
    due.register("months of calls", parts.EVERY, parts.keep_ahead)
    due.register("calls' days", call_sums.EVERY, call_sums.due_now)
    doctor.init()
