"""One call record to one leg: what was on the line, for how long, and which other legs it names. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..models import INBOUND, OUTBOUND
from ..placed import PLACED
from ..queues.asking import VARIABLE as CALL_BACK
from ..seats.notes import ASKED, SUPERVISES
from ..seats.notes import VARIABLE as STATE
from ..voicemail.boxes import MESSAGES
from .beginnings import made_for
from .e164 import e164
from .fields import US, Fields, applications, moment, profiles, text

CARRIER, SEAT, SWITCH = "carrier", "seat", "switch"
MEMBER, AGENT = "member", "agent"

SIDES = {"external": CARRIER, "internal": SEAT}
"""FreeSWITCH's standard Sofia profiles, by who stands behind them."""

REFUSALS = (
    "seat", "policy", "hours", "no_caller_number",
    "tenant_calls", "tenant_rate", "number_calls", "number_rate", "pin", "suspended",
)  # fmt: skip
"""Why the dialplan refuses a call (``esl.answers.outbound``, ``esl.answers.limits``), and voicemail
a caller without its PIN."""

NEEDED = ("direction", "channel_name", "start_uepoch", "end_uepoch", "billusec", "hangup_cause")
"""What every record of a real switch has; a leg without one is folded from what there is, and reported."""

_AS_GOOD = {"channel_name": "sofia_profile_name"}
"""What tells as much. A caller can have no channel_name kept: the switch sets no variable to a value with
``${``, and the name of a channel has the caller's number in it (``tests/live/test_call_parameters.py``)."""

SCORES = range(1, 6)
"""A survey's marks; anything else in a record is none."""

_HOLD = re.compile(r"\{(\d{1,18}),(\d{1,18})\}", re.ASCII)

TOLERANCE = US
"""How far billusec may be off the end minus the answer before the record is doubted."""


class Unfoldable(ValueError):
    """A record that not even a beginning can be read from."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a leg says of whose it is, the most trustworthy first."""

    tenant_id: int | None
    """Of ``seatyard_tenant``."""
    domains: tuple[str, ...]
    did: str
    """Of ``seatyard_did``."""
    dialled: str
    """The number that came in at the public context, in E.164 where it is one."""


@dataclass(frozen=True, slots=True)
class LegFacts:
    """One channel, from its record. Moments are microseconds since 1970, 0 for what never happened."""

    node_id: int
    uuid: str
    leg: str
    cdr_id: int
    side: str
    direction: str
    carrier: str
    """The trunk that it came from or went over; empty for a leg that is no carrier's."""
    caller: str
    callee: str
    phone: str
    """The extension of a seat's phone."""
    queue_id: int | None
    seat_id: int | None
    cc_side: str | None
    started: int
    answered: int
    ended: int
    joined: int
    """When it joined a queue, and when it gave up there."""
    gave_up: int
    score: int | None
    """Of ``seatyard_score``: what the caller pressed when asked."""
    refused: str
    """Of ``seatyard_refused``: why the switch did not let the call go."""
    billusec: int
    bridged: bool
    """Whether it was joined to another leg at some time; its last partner stays in the record."""
    cause: str
    holds: tuple[tuple[int, int], ...]
    """From when to when its far end had the other side on hold."""
    says: str
    """The state that a seat entered by this call: ``busy:2:`` (``esl.seats.notes``)."""
    supervises: str
    """What a supervisor did by this call: ``listen:2002`` (``esl.seats.supervising``)."""
    asked: str
    """What was asked for over the API and is done by this call."""
    messages: str
    """What it did with messages of a voicemail box (``esl.voicemail.marks``)."""
    call_back: str
    """What a caller who wants to be called back left (``esl.queues.asking``)."""
    parent: str
    """The leg that caused this one."""
    placed: str
    """The name of the call that Seatyard placed it for (``esl.placed``)."""
    began: str
    """What the switch placed it for (``beginnings``); empty for a leg that another one caused."""
    conference: bool
    """Whether it was in a conference."""
    links: frozenset[str]
    """Other legs of the same conversation."""
    claims: Claims
    doubts: tuple[str, ...]
    """What the record lacks or contradicts."""

    @property
    def order(self) -> tuple[int, str, str]:
        """Earliest first; of two that start together, the one that caused the other."""
        return self.started, self.leg, self.uuid


def leg_of(cdr_id: int, node_id: int, uuid: str, leg: str, document: dict[str, Any]) -> LegFacts:
    """Read a record (captured examples: tests/captures/cdr). Raises Unfoldable without a start time."""
    fields, flow = Fields(document), profiles(document)
    started = fields.moment("start")
    if not started:
        raise Unfoldable("the record says nowhere when it started")
    answered = fields.moment("answer")
    ended = max(fields.moment("end"), started)
    billusec, doubts = _talk_time(fields, answered, ended)
    side = _side(fields)
    direction = _direction(fields)
    parent = fields.text("originating_leg_uuid", "cc_member_session_uuid")
    joined, gave_up = _queueing(fields, document)

    phone = _phone(fields, direction) if side == SEAT else ""
    clicked = fields.text("seatyard_clicked") if phone else ""

    def profile(name: str) -> str:
        return text(flow[0].get(name))

    def placed(name: str) -> str:
        """In E.164, whatever the carrier wants to see."""
        return fields.text(name) if (side, direction) == (CARRIER, OUTBOUND) else ""

    return LegFacts(
        node_id=node_id,
        uuid=uuid,
        leg=leg,
        cdr_id=cdr_id,
        side=side,
        direction=direction,
        carrier=fields.text("seatyard_carrier", "sip_gateway_name") if side == CARRIER else "",
        caller=phone
        if clicked
        else _party(placed("seatyard_from") or profile("caller_id_number") or fields.text("sip_from_user")),
        callee=_party(
            clicked
            or placed("seatyard_to")
            or profile("destination_number")
            or fields.text("sip_req_user", "dialed_user")
        ),
        phone=phone,
        queue_id=_id_in(fields.text("cc_queue"), "queue") or fields.identifier("seatyard_queue"),
        seat_id=_seat_id(fields) if side == SEAT or (side, direction) == (CARRIER, OUTBOUND) else None,
        cc_side=fields.text("cc_side") or None,
        started=started,
        answered=answered,
        ended=ended,
        joined=joined,
        gave_up=gave_up,
        score=fields.number("seatyard_score") if fields.number("seatyard_score") in SCORES else None,
        refused=fields.text("seatyard_refused") if fields.text("seatyard_refused") in REFUSALS else "",
        billusec=billusec,
        bridged=any(name in fields for name in ("last_bridge_to", "bridge_uuid"))
        or fields.moment("bridge") > 0,
        cause=fields.text("hangup_cause") or "UNSPECIFIED",
        holds=tuple(_holds(fields, ended)),
        says=fields.text(STATE),
        supervises=fields.text(SUPERVISES),
        asked=fields.text(ASKED),
        messages=fields.text(MESSAGES),
        call_back=fields.text(CALL_BACK),
        parent=parent,
        placed=fields.text(PLACED),
        began=made_for(fields, direction),
        conference="conference_name" in fields,
        links=_links(fields) - {uuid},
        claims=_claims(fields, flow, direction),
        doubts=doubts,
    )


def _talk_time(fields: Fields, answered: int, ended: int) -> tuple[int, tuple[str, ...]]:
    """billusec, the truth (QUIRKS 13); never more than lies between the answer and the end."""
    lacks = (name for name in NEEDED if name not in fields and _AS_GOOD.get(name, name) not in fields)
    doubts = tuple(f"the record has no {name}" for name in lacks)
    if not answered:
        return 0, doubts
    span = max(0, ended - answered)
    if "billusec" not in fields:
        return span, doubts
    said = fields.number("billusec")
    if abs(said - span) > TOLERANCE:
        doubts += (f"billusec {said}, but {span} from the answer to the end",)
    return min(said, span + TOLERANCE), doubts


def _party(number: str) -> str:
    """A number without the address around it (``sip:1002@10.0.0.1``), in E.164 where it is one."""
    return e164(number.removeprefix("sip:").partition("@")[0])


def _side(fields: Fields) -> str:
    technology, _, rest = fields.text("channel_name").partition("/")
    if technology == "loopback" or "is_loopback" in fields:
        return SWITCH
    return SIDES.get(fields.text("sofia_profile_name") or rest.partition("/")[0], SWITCH)


def _direction(fields: Fields) -> str:
    said = fields.text("direction")
    if said in (INBOUND, OUTBOUND):
        return said
    return OUTBOUND if "originating_leg_uuid" in fields else INBOUND


def _phone(fields: Fields, direction: str) -> str:
    if direction == OUTBOUND:
        return fields.text("dialed_user", "sip_to_user")
    return fields.text("user_name", "sip_auth_username", "sip_from_user")


def _seat_id(fields: Fields) -> int | None:
    agent = fields.text("cc_agent") if fields.text("cc_side") == AGENT else ""
    return _id_in(agent, "seat") or fields.identifier("seatyard_seat")


def _id_in(switch_name: str, kind: str) -> int | None:
    """The id in a name that Seatyard gave on the switch: ``queue-7@domain``, ``seat-7@domain``."""
    found = re.match(rf"{kind}-(\d{{1,9}})@", switch_name)
    return int(found[1]) if found else None


def _queueing(fields: Fields, document: dict[str, Any]) -> tuple[int, int]:
    """When the caller joined a queue and when it gave up.

    mod_callcenter writes whole seconds; the application's own start, in microseconds, is taken for
    the joining where the record has it.
    """
    joined = fields.moment("cc_queue_joined")
    if fields.text("cc_side") != MEMBER or not joined:
        return 0, 0
    entries = [at for name, at in applications(document) if name == "callcenter"]
    exact = [at for at in entries if abs(at - joined) < 2 * US]
    return exact[-1] if exact else max(joined, fields.moment("start")), fields.moment("cc_queue_canceled")


def _holds(fields: Fields, ended: int) -> Iterator[tuple[int, int]]:
    """Of ``hold_events``, ``{{from,to},{from,to}}``; one that nothing ended lasts to the hang-up."""
    for began, over in _HOLD.findall(fields.whole("hold_events")):
        begins, ends = moment(int(began)), min(moment(int(over)) or ended, ended)
        if 0 < begins < ends:
            yield begins, ends


def _links(fields: Fields) -> frozenset[str]:
    """Every leg that this one was made by or joined to; call_uuid does not group (QUIRKS 16)."""
    single = (
        "originating_leg_uuid",
        "originator",
        "bridge_uuid",
        "signal_bond",
        "last_bridge_to",
        "cc_member_session_uuid",
        "cc_agent_uuid",
        "other_loopback_leg_uuid",
        PLACED,
    )
    named = {fields.text(name) for name in single}
    named |= {one.partition(";")[0] for one in fields.several("originated_legs")}
    named |= {one.partition(":uuid_br:")[2] for one in fields.several("transfer_history")}
    return frozenset(name for name in named if name and len(name) <= 128 and name.isprintable())


def _claims(fields: Fields, flow: list[dict[str, Any]], direction: str) -> Claims:
    named = [fields.text(name) for name in ("domain_name", "dialed_domain", "sip_invite_domain")]
    named.append(text(flow[-1].get("context")))
    dialled = ""
    if direction == INBOUND:
        public = [step for step in flow if text(step.get("context")) == "public"]
        dialled = _party(text(public[0].get("destination_number"))) if public else ""
    return Claims(
        tenant_id=fields.identifier("seatyard_tenant"),
        domains=tuple(dict.fromkeys(name.lower() for name in named if name)),
        did=fields.text("seatyard_did"),
        dialled=dialled,
    )
