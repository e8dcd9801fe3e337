"""The live board: queues, seats and calls as they are, and a supervisor let into a talk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from esl.answers.features.supervision import HANG_UP, TAKE_OVER
from esl.board import hub, service
from esl.board.hub import Viewer
from esl.seats import supervising
from seatyard.errors import Conflict, Forbidden, InvalidInput, SeatyardError, SwitchError
from seatyard.identity.permissions import BOARD, CALLS_PLACE
from seatyard.identity.roles import may
from seatyard.identity.sessions import still_may
from seatyard.web.streams import Sink, streamed
from tenants.models import Tenant
from tenants.reasons import busy_reasons

from .. import live_board
from ..i18n import language

_MINE = "board_seat"
"""In the session: the seat whose phone rings for who supervises, by tenant."""
_CUTS = (HANG_UP, TAKE_OVER)
"""What cuts somebody off, and is asked once more."""


@dataclass(frozen=True)
class Asked:
    """What somebody wants to do in which talk."""

    kind: str
    seat: str
    call: str
    """The seat's leg."""
    mine: str

    @classmethod
    def read(cls) -> Asked:
        words = request.form.get("do", "").split(" ")
        if len(words) != 3:
            raise InvalidInput("nothing to do", where="do", allowed="KIND SEAT CALL")
        kind, seat, call = words
        return cls(kind, seat, call, request.form.get("mine", "").strip())


@may(BOARD)
def board(tenant: Tenant) -> str:
    return _page(tenant)


@may(BOARD)
def board_events(tenant: Tenant) -> Response:
    """The board as it changes: server-sent events ``all``, ``change``, ``beat`` and ``end``."""
    boards, token, tenant_id = hub.of(current_app), current_user.get_id(), tenant.id
    person, known = str(current_user.id), request.headers.get("Last-Event-ID", "")
    boards.must_have_room(person)
    if request.method == "HEAD":
        return Response(status=200)

    def opened(sink: Sink) -> None:
        version = int(known) if known.isascii() and known.isdigit() and len(known) < 18 else -1
        boards.open(
            Viewer(tenant_id, person, token, sink, lambda: still_may(token, BOARD, tenant_id), version)
        )

    return streamed(opened)


@may(CALLS_PLACE)
def supervise(tenant: Tenant) -> ResponseReturnValue:
    """Listen, whisper, barge in, take over, hang up. The script takes the one line of the answer."""
    asked = Asked.read()
    session[_MINE] = {**session.get(_MINE, {}), tenant.name: asked.mine}
    if asked.kind in _CUTS and "sure" not in request.form:
        return _page(tenant, asked=asked)
    try:
        if not asked.mine:
            raise Forbidden("no seat was chosen")
        supervising.ask(asked.kind, tenant.name, asked.mine, asked.seat, current_user.login, asked.call)
    except SeatyardError as error:
        return _said(tenant, _problem(error, asked), error.status)
    if "part" in request.form:
        return _said(tenant, _done(asked), 200)
    return redirect(
        url_for("ui.board", tenant=tenant.name, done=asked.kind, seat=asked.seat, mine=asked.mine)
    )


def _page(tenant: Tenant, **more: Any) -> str:
    now = service.now(tenant.id)
    bosses = [one for one in now.seats.values() if one["supervisor"]]
    codes = {code: names[language()] for code, names in sorted(busy_reasons(tenant.policies).items())}
    return render_template(
        "board.html",
        tenant=tenant,
        now=now,
        time=f"{now.at.astimezone(ZoneInfo(tenant.timezone)):%H:%M:%S}",
        sums=live_board.sums(now),
        calls=live_board.calls(now),
        level=live_board.level,
        target=live_board.target(tenant),
        looks=live_board.LOOKS,
        kinds=live_board.KINDS,
        bosses=sorted(bosses, key=lambda one: str(one["number"])),
        mine=session.get(_MINE, {}).get(tenant.name, ""),
        reasons=codes,
        wall="wall" in request.args,
        **more,
    )


def _said(tenant: Tenant, line: str, status: int) -> ResponseReturnValue:
    if "part" in request.form:
        return Response(line, status, mimetype="text/plain")
    return _page(tenant, problem=line), status


def _done(asked: Asked) -> str:
    if asked.kind == HANG_UP:
        return str(_("The call of seat %(seat)s is ended.", seat=asked.seat))
    return str(_("The phone of seat %(seat)s rings: answer it.", seat=asked.mine))


def _problem(error: SeatyardError, asked: Asked) -> str:
    """One line in the page's language."""
    match error:
        case supervising.Ended():
            return str(_("That call has ended."))
        case supervising.NoPhone():
            return str(_("Seat %(seat)s has no registered phone: sign one in first.", seat=asked.mine))
        case Forbidden():
            return str(_("Choose the seat of a supervisor: its phone rings."))
        case SwitchError() | Conflict():
            return str(_("The switch did not do it. Nothing has changed."))
    return str(_("There is no such seat any more."))
