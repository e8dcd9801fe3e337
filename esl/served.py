"""What this floor answers over HTTP: what the nodes ask and send, and its resources of the API."""

from __future__ import annotations

from flask import Flask

from seatyard.api import frame
from seatyard.identity.sessions import csrf

from .answers.api import blueprint as answers
from .board import hub
from .board.api import blueprint as board
from .calls.api import blueprint as calls
from .carriers.api import blueprint as carriers
from .cdr import door as cdr_door
from .cdr.api import blueprint as cdr
from .conferences.api import blueprint as conferences
from .dialling.api import blueprint as dialling
from .flows.v1 import blueprint as flows_v1
from .mending.api import blueprint as mending
from .nodes.api import blueprint as nodes
from .nodes.moves_api import blueprint as moves
from .outages.api import blueprint as outages
from .parameters.api import blueprint as parameters
from .prompts.api import blueprint as prompts
from .prompts.v1 import blueprint as prompts_v1
from .provisioning.api import blueprint as onboarding_plans
from .queues.api import blueprint as call_backs
from .queues.desk_api import blueprint as queue_desk
from .recordings.api import blueprint as recordings
from .recordings.fetch.api import blueprint as fetch
from .recordings.holds_v1 import blueprint as holds
from .recordings.proofs_v1 import blueprint as deletions
from .recordings.retention_v1 import blueprint as retention_v1
from .recordings.v1 import blueprint as recordings_v1
from .reports.api import blueprint as reports
from .seat_time.api import blueprint as seat_time
from .seats.api import blueprint as seats
from .seats.own_api import blueprint as own_seat
from .testing.api import blueprint as test_calls
from .webhooks.api import blueprint as webhooks
from .working_hours.api import blueprint as working_hours


def init_app(app: Flask) -> None:
    cdr_door.init_app(app)
    hub.init_app(app)
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
