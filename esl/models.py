"""Nodes, what the switch told us of calls and outages, and how far each tenant's wishes have come."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock, leg_kinds
from seatyard.db import Model

INBOUND, OUTBOUND, INTERNAL = "inbound", "outbound", "internal"
ANSWERED, ABANDONED, FAILED, SELF_SERVICE = "answered", "abandoned", "failed", "self_service"
READY, BUSY, AFTER_CALL, SIGNED_OUT = "ready", "busy", "after_call", "signed_out"
STAR_CODE, API, SYSTEM = "star_code", "api", "system"


class Node(Model):
    """A FreeSWITCH of the cluster."""

    __tablename__ = "nodes"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str]
    port: Mapped[int]
    password_file: Mapped[str]
    """Where the Event Socket password lies; the password itself is not stored."""
    core_uuid: Mapped[str | None]
    """FreeSWITCH's Core-UUID when last heard; another one means that it was restarted."""
    alive_at: Mapped[datetime | None]
    """The last proof of life, on the switch's own clock."""
    linked_at: Mapped[datetime | None]
    """Since when the Event Socket is up, on our clock; none while it is down."""
    lag: Mapped[float | None]
    """Seconds that the slowest hundredth of its events took to the worker (p99), in the last minute that
    had any."""
    lag_at: Mapped[datetime | None]
    """When that minute ended."""
    capacity: Mapped[int | None]
    """Seats that it has room for; none: nobody said, and no number of them is too many."""
    draining_since: Mapped[datetime | None]
    """Since when no further tenant is placed on it; none: it takes tenants."""


class Placement(Model):
    """A tenant's home node (mod_callcenter keeps agents per box) and the generation that it runs."""

    __tablename__ = "placements"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), index=True)
    acked_generation: Mapped[int] = mapped_column(default=0)
    acked_at: Mapped[datetime | None]
    ack_seconds: Mapped[float | None]
    """From seeing the generation to the node's acknowledgement."""
    problem: Mapped[str | None]
    """Why the last attempt was not acknowledged."""

    node: Mapped[Node] = relationship()


class HolidayEdition(Model):
    """What a country's calendar said when the flows that observe it were last compiled anew."""

    __tablename__ = "holiday_editions"

    country: Mapped[str] = mapped_column(primary_key=True)
    edition: Mapped[str]
    """A fingerprint of the days that are not like others."""
    since: Mapped[datetime]


_LONG = text("billusec > 86400000000")
_CARRIED = text("carrier IS NOT NULL")
_SAID = text("source <> 'system'")
_UNFOLDED = text("folded_at IS NULL AND parked_at IS NULL")
FURTHER_CROSSING = text(
    f"kind IN ({', '.join(map(repr, leg_kinds.FURTHER))})"
    f" AND answered_at IS NOT NULL AND cause <> '{leg_kinds.LOST}'"
)
"""Of legs: what a conversation's direction table may charge beside its first crossing. Word for word in the
index too, or SQLite would not use it."""

TAKERS = text("answered_at IS NOT NULL AND (side = 'seat' OR kind = 'transferred')")
"""Of legs: whoever took a call, one after another: seats, and where it was sent on outside. Likewise."""


class CdrRecord(Model):
    """A call record as the node posted it, kept word for word, once per (node, uuid, leg)."""

    __tablename__ = "cdr_records"
    __table_args__ = (
        UniqueConstraint("node_id", "uuid", "leg"),
        Index("ix_cdr_records_unfolded", "id", sqlite_where=_UNFOLDED, postgresql_where=_UNFOLDED),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    uuid: Mapped[str]
    leg: Mapped[str]
    """``a`` or ``b``, by mod_json_cdr's rule: b has an originating_leg_uuid."""
    sha256: Mapped[str]
    body: Mapped[str]
    via: Mapped[str]
    """``post``, ``sweep`` of the node's error folder, or ``rebuilt`` (``cdr.via``)."""
    received_at: Mapped[datetime] = mapped_column(default=clock.now)
    folded_at: Mapped[datetime | None]
    """When it was made into a leg of a conversation; none until then."""
    parked_at: Mapped[datetime | None]
    """Since when it waits, unfolded, for a linked record that names a tenant."""


class Leg(Model):
    """One channel of a call: a phone, a carrier, on the switch from ring to hang-up.

    On PostgreSQL kept by the month of its start (``calls.parts``), with which the key ends there.
    """

    __tablename__ = "legs"
    __table_args__ = (
        Index("ix_legs_uuid", "node_id", "uuid"),
        Index("ix_legs_conversation", "tenant_id", "conversation_id"),
        Index("ix_legs_seat", "tenant_id", "seat_id", "started_at"),
        Index(
            "ix_legs_further",
            "tenant_id",
            "started_at",
            sqlite_where=FURTHER_CROSSING,
            postgresql_where=FURTHER_CROSSING,
        ),
        Index("ix_legs_takers", "tenant_id", "started_at", sqlite_where=TAKERS, postgresql_where=TAKERS),
        Index("ix_legs_long", "tenant_id", "seat_id", sqlite_where=_LONG, postgresql_where=_LONG),
        Index("ix_legs_carrier", "carrier", "started_at", sqlite_where=_CARRIED, postgresql_where=_CARRIED),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    leg: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str]
    cdr_id: Mapped[int] = mapped_column(ForeignKey("cdr_records.id"))
    side: Mapped[str]
    """``carrier`` (the external profile), ``seat`` (the internal one) or ``switch`` (loopback)."""
    direction: Mapped[str]
    """From the switch's view: ``inbound`` came to it, ``outbound`` it placed."""
    kind: Mapped[str] = mapped_column(server_default=INTERNAL)
    """Its part in the conversation, a row of a contract's direction table (``seatyard.leg_kinds``)."""
    carrier: Mapped[str | None]
    """The trunk, by name, of a carrier's leg."""
    caller: Mapped[str]
    callee: Mapped[str]
    queue_id: Mapped[int | None]
    seat_id: Mapped[int | None]
    cc_side: Mapped[str | None]
    """``member`` (the caller in a queue) or ``agent`` (a seat offered the call)."""
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime]
    billusec: Mapped[int] = mapped_column(BigInteger)
    """Microseconds from answer to end: the truth (billsec is a difference of two floors)."""
    cause: Mapped[str]


class LegLink(Model):
    """Two legs of one conversation, by what the switch wrote into one of them."""

    __tablename__ = "leg_links"
    __table_args__ = (Index("ix_leg_links_other", "node_id", "other_uuid"),)

    node_id: Mapped[int] = mapped_column(primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    other_uuid: Mapped[str] = mapped_column(primary_key=True)


class Conversation(Model):
    """What the people on the line would call one call, whatever its legs.

    On PostgreSQL kept by the month of its start (``calls.parts``), with which the key ends there.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_started", "tenant_id", "started_at"),
        Index("ix_conversations_latest", "started_at"),
        # The number first: the operator's people look for one among everybody's calls.
        *(Index(f"ix_conversations_{party}", party, "tenant_id") for party in ("caller", "callee", "did")),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    """The uuid of its earliest leg."""
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    direction: Mapped[str]
    """From the tenant's view: inbound, outbound, or internal between its seats."""
    caller: Mapped[str]
    callee: Mapped[str]
    """What was dialled, in E.164 where it is a public number."""
    did: Mapped[str | None]
    outcome: Mapped[str]
    """answered (by a seat or the called party), abandoned (in a queue), self_service, failed."""
    cause: Mapped[str]
    queue_id: Mapped[int | None]
    seat_id: Mapped[int | None]
    paid_uuid: Mapped[str | None]
    """Its first crossing to a carrier, which contracts charge it by; none when nothing was answered."""
    paid_kind: Mapped[str | None]
    """Which row of a contract's direction table that leg is (``seatyard.leg_kinds.FIRST``)."""
    billusec: Mapped[int] = mapped_column(BigInteger)
    """Of that leg; 0 when nothing was answered."""
    wait_us: Mapped[int | None] = mapped_column(BigInteger)
    """Microseconds from joining the queue to the seat's answer, or to giving up."""
    score: Mapped[int | None]
    """What the caller said of the call when asked, 1 to 5; none when nobody asked or answered."""
    refused: Mapped[str | None]
    """Why the switch did not let it go (``esl.calls.legs.REFUSALS``); none for what went."""
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime]


class Hangup(Model):
    """CHANNEL_HANGUP_COMPLETE as heard on the Event Socket: checks the CDRs, bills nothing."""

    __tablename__ = "hangups"
    __table_args__ = (Index("ix_hangups_at", "at"),)

    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"), primary_key=True)
    uuid: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[int | None]
    started_at: Mapped[datetime | None]
    """When the channel was made."""
    at: Mapped[datetime]
    billusec: Mapped[int] = mapped_column(BigInteger)
    cause: Mapped[str]


class Outage(Model):
    """A time in which the node did not serve; credits are computed from it once it is certain."""

    __tablename__ = "outages"
    __table_args__ = (UniqueConstraint("node_id", "kind", "starts_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    node_id: Mapped[int] = mapped_column(ForeignKey("nodes.id"))
    kind: Mapped[str] = mapped_column(default="node_down")
    """What was away (``outages.kinds``)."""
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    """None while it lasts."""
    certain: Mapped[bool] = mapped_column(default=True)
    """Whether two signals agree. Until then it is a question, and credits nobody."""
    cause: Mapped[str] = mapped_column(default="provider")
    """provider until a person says otherwise (``outages.models.OutageClass``): planned, force_majeure,
    tenant, terminal, third_party, or none where it was no outage."""
    evidence: Mapped[dict[str, Any]]
    """The signals that it was seen by, each with its moment and what was seen; the Core-UUIDs."""

    node: Mapped[Node] = relationship()


class SeatState(Model):
    """What a seat says of itself now; one without a row is ready.

    Whether it is offered calls depends on its phone as well (``provisioning.desired``).
    """

    __tablename__ = "seat_states"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), primary_key=True)
    state: Mapped[str]
    """ready, busy, after_call or signed_out."""
    reason: Mapped[int | None]
    """Of busy: the code that was dialled, one of the tenant's ``busy_reasons``."""
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    """Of after_call: when it is ready again by itself; none lasts until it says so."""
    source: Mapped[str]
    """star_code, or api (a page, a command)."""
    wrapping_until: Mapped[datetime | None]
    """The end of the after-call work that the last call from a queue gave it."""


class Supervision(Model):
    """A supervisor in a colleague's talk: who, whom, how, when."""

    __tablename__ = "supervisions"
    __table_args__ = (Index("ix_supervisions_at", "tenant_id", "at"),)

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    evidence: Mapped[str] = mapped_column(primary_key=True)
    """The uuid of the supervisor's leg, or of what was asked for over the API."""
    at: Mapped[datetime]
    kind: Mapped[str]
    """listen, whisper, barge, takeover or hangup."""
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    target: Mapped[str]
    """The number of the seat."""
    source: Mapped[str]
    """star_code or api."""
    by: Mapped[str]
    """Who asked for it over the API; empty for the seat itself."""
    answered: Mapped[bool | None]
    """Of what the API asked for: whether the supervisor's phone was answered. None until its record is in,
    for an ended talk, and for what a seat dialled."""


class SeatStateChange(Model):
    """A state that a seat entered, and how that is known; until the next one, or its own end.

    Learnt of in any order, from the Event Socket, the call records and the switch's memory: the same
    evidence is the same change.
    """

    __tablename__ = "seat_state_changes"
    __table_args__ = (
        Index("ix_seat_state_changes_at", "tenant_id", "seat_id", "at"),
        Index(
            "ix_seat_state_changes_said",
            "tenant_id",
            "seat_id",
            "at",
            sqlite_where=_SAID,
            postgresql_where=_SAID,
        ),
    )

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), primary_key=True)
    evidence: Mapped[str] = mapped_column(primary_key=True)
    """The uuid of the call that dialled the code or came before the after-call work, or one made up."""
    at: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[int | None]
    until: Mapped[datetime | None]
    source: Mapped[str]
    """star_code, api, or system: after-call work as the switch gives it, while the seat is ready."""
    by: Mapped[str]
    """Who asked for it over the API; empty for the seat itself and the switch."""
