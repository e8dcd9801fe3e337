"""What a tenant has. Names and titles may change; ids never do, and only ids go to the switch."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from seatyard import clock
from seatyard.db import Model
from seatyard.secrets import Sealed

from . import whys
from .suspensions.models import Suspension

NUMBER_STATES = (
    "(state = 'free' AND tenant_id IS NULL AND kept_for IS NULL AND until IS NULL)"
    " OR (state = 'reserved' AND tenant_id IS NULL AND kept_for IS NOT NULL)"
    " OR (state = 'assigned' AND tenant_id IS NOT NULL AND kept_for IS NULL AND until IS NULL)"
    " OR (state = 'porting' AND (tenant_id IS NULL OR kept_for IS NULL) AND until IS NOT NULL)"
    " OR (state = 'quarantined' AND tenant_id IS NULL AND until IS NOT NULL)"
)
"""What the columns of a number may be in each of its states."""


class Tenant(Model):
    __tablename__ = "tenants"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    title_zh: Mapped[str]
    title_en: Mapped[str]
    domain: Mapped[str] = mapped_column(unique=True)
    """SIP domain and dialplan context: nothing on the switch is reachable across it."""
    timezone: Mapped[str]
    language: Mapped[str]
    policies: Mapped[dict[str, Any]]
    """The file's sections that ``onboarding.document.POLICIES`` lists: ``recordings``, ``working_hours``…"""
    voicemail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Boxes that are opened by telephone: ``seats`` and ``queues`` by name, with ``pin`` (``tenants.pins``)
    and, of a queue's, ``number``."""
    generation: Mapped[int] = mapped_column(default=1)
    """Raised by every committed change; the node acknowledges the one that it runs."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    deleted_at: Mapped[datetime | None]
    """Since when all that need not be kept is deleted: only its documents and books are left."""

    seats: Mapped[list[Seat]] = relationship(back_populates="tenant", order_by="Seat.number")
    queues: Mapped[list[Queue]] = relationship(back_populates="tenant", order_by="Queue.name")
    flows: Mapped[list[Flow]] = relationship(back_populates="tenant", order_by="Flow.name")
    numbers: Mapped[list[Number]] = relationship(back_populates="tenant", order_by="Number.e164")
    arrangement: Mapped[Arrangement | None] = relationship(
        back_populates="tenant", cascade="all, delete-orphan", uselist=False
    )
    suspension: Mapped[Suspension | None] = relationship(viewonly=True)
    """Of one that was suspended at some time (``tenants.suspensions``)."""


DEVICES = 2
"""A telephone on the desk and a softphone."""


_ACTIVE = text("active")


class Seat(Model):
    """A place that takes calls; ``number`` is what colleagues dial and what the phone registers as."""

    __tablename__ = "seats"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        Index("ix_seats_active", "tenant_id", sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    number: Mapped[str]
    name: Mapped[str]
    type: Mapped[str]
    """A type that the contract has a price for: ``inbound``, ``bidirectional``, ``provincial``…"""
    a1_hash: Mapped[str] = mapped_column(Sealed, deferred=True)
    """md5(number:domain:password), what SIP digest needs; the password itself is nowhere."""
    renewed_with: Mapped[int | None]
    """The tenant's generation with which its password was renewed, until the switch has ended the
    registrations of phones that had the old one."""
    active: Mapped[bool] = mapped_column(default=True)
    """Whether the switch knows it: not before a lease asked for ahead begins, nor once it is over, nor
    while it is switched off."""
    off_since: Mapped[datetime | None]
    """Since when its tenant has it switched off (``tenants.switching``); its lease and its rent go on."""
    phone: Mapped[str | None]
    """The ordinary telephone that it is bound to, in E.164: its calls go there. None: to its SIP phones."""
    devices: Mapped[int] = mapped_column(default=DEVICES)
    """How many SIP phones may be registered as it at a time; of one alone the last to come is it."""
    supervisor: Mapped[bool] = mapped_column(default=False)
    """Whether it may listen to its colleagues, take part in their calls, and end them."""
    skills: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What it can do, each by name with its level: 1 to 5, the best."""

    tenant: Mapped[Tenant] = relationship(back_populates="seats")
    tenures: Mapped[list[SeatTenure]] = relationship(
        back_populates="seat", order_by="SeatTenure.starts_at", cascade="all, delete-orphan"
    )

    phone_changes: Mapped[list[SeatPhoneChange]] = relationship(
        order_by="SeatPhoneChange.at", cascade="all, delete-orphan"
    )

    tiers: Mapped[list[QueueSeat]] = relationship(back_populates="seat", cascade="all, delete-orphan")

    @property
    def leased(self) -> bool:
        """Whether it is leased without an end, now or from a day to come: what a file lists."""
        return self.tenures[-1].ends_at is None if self.tenures else self.held

    @property
    def held(self) -> bool:
        """Whether its lease has begun and goes on, be it switched on or off."""
        return self.active or self.off_since is not None

    @property
    def switch_name(self) -> str:
        """The agent's name on the switch: ids only, so that renaming breaks nothing."""
        return f"seat-{self.id}@{self.tenant.domain}"


class SeatTenure(Model):
    """A seat leased from one moment to another: what rent is computed from."""

    __tablename__ = "seat_tenures"
    __table_args__ = (CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="forward"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    type: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime | None] = mapped_column(index=True)

    seat: Mapped[Seat] = relationship(back_populates="tenures")


class SeatPhoneChange(Model):
    """A seat was bound to another ordinary telephone, or to its SIP phones: its time stays as it was."""

    __tablename__ = "seat_phone_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    before: Mapped[str | None]
    """``Seat.phone`` until then."""


class LeadTimeWaiver(Model):
    """A lead time that the operator did not insist on: who let what take effect at once, and why."""

    __tablename__ = "lead_time_waivers"

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), index=True)
    subject: Mapped[str]
    """What took effect: ``seat 1003``."""
    clause: Mapped[str]
    """The lead time that was waived, as the contract has it: ``lead_times.seats_added: 5 days``."""
    first_day: Mapped[date]
    """The local day on which it would have taken effect."""
    reason: Mapped[str]
    waived_by: Mapped[str]
    waived_at: Mapped[datetime] = mapped_column(default=clock.now)


class Arrangement(Model):
    """A tenant's queues and flows from a day to come, asked for inside the contract's lead times."""

    __tablename__ = "arrangements"

    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    first_day: Mapped[date]
    """The local day from which it holds."""
    takes_effect_at: Mapped[datetime] = mapped_column(index=True)
    """That day's first instant, in the time zone that the tenant had when it asked."""
    clause: Mapped[str]
    """The lead time that sets the day: ``lead_times.ivr: 1 business day``."""
    document: Mapped[dict[str, Any]]
    """The latest file's ``queues``, ``flows``, ``numbers`` and the numbers of its ``seats``; and what it
    ``says``: the changes in words."""

    tenant: Mapped[Tenant] = relationship(back_populates="arrangement")


class Number(Model):
    """A DID of the operator's pool, in E.164; ``tenants.numbers`` says what its state means."""

    __tablename__ = "numbers"
    __table_args__ = (CheckConstraint(NUMBER_STATES, name="state"), Index("ix_numbers_flow", "flow_id"))

    e164: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="free", index=True)
    """free, reserved, assigned, porting (in without a tenant, out with its own) or quarantined."""
    carrier: Mapped[str | None]
    """The carrier that it comes from: a trunk's name."""
    kept_for: Mapped[str | None]
    """The tenant, by name, that alone may have it: reserved or coming in for it, or given back by it."""
    until: Mapped[date | None]
    """The local day of the operator on which it is free (reserved, quarantined), there or gone (porting)."""
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"), index=True)
    flow_id: Mapped[int | None] = mapped_column(ForeignKey("flows.id"))

    tenant: Mapped[Tenant | None] = relationship(back_populates="numbers")
    flow: Mapped[Flow | None] = relationship()


class NumberChange(Model):
    """A number moved from one state to another: who did it, and when. It outlives the number."""

    __tablename__ = "number_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    e164: Mapped[str] = mapped_column(index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    """A person's login, or ``seatyard`` when a day had come."""
    before: Mapped[str | None]
    """None as it comes into the pool."""
    after: Mapped[str]
    tenant: Mapped[str | None]
    """By name: whose it became, whom it is kept for, or with whom it left."""
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")


class Queue(Model):
    __tablename__ = "queues"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str]
    strategy: Mapped[str]
    """One of mod_callcenter's names."""
    wait_limit: Mapped[int]
    """Seconds in the queue before ``on_timeout``; 0 is without limit."""
    on_timeout: Mapped[str | None]
    """Where a caller goes then: ``voicemail:NAME``, ``queue:NAME``, ``seat:NUMBER``; none hangs up."""
    max_waiting: Mapped[int] = mapped_column(default=0)
    """Callers that may wait at once, others go ``on_full``; 0 is without limit."""
    on_full: Mapped[str | None]
    no_seat_limit: Mapped[int] = mapped_column(default=0)
    """Seconds without a seat signed in after which callers go ``on_no_seat``; 0 lets them wait."""
    on_no_seat: Mapped[str | None]
    level_wait: Mapped[int] = mapped_column(default=0)
    """Seconds that a caller waits before seats above level 1 are rung; 0 rings whoever is free."""
    wrap_up: Mapped[int]
    """Seconds of after-call work."""
    announce_seat: Mapped[bool]
    announce_position: Mapped[bool]
    survey: Mapped[bool]
    call_back: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """For callers who ask for it: ``attempts``, ``pause`` (minutes), ``hours``; empty for none."""
    skill: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """``name`` and ``least`` level that its seats need, who follow from it; empty: they are set by hand."""

    tenant: Mapped[Tenant] = relationship(back_populates="queues")
    tiers: Mapped[list[QueueSeat]] = relationship(back_populates="queue", cascade="all, delete-orphan")

    @property
    def switch_name(self) -> str:
        return f"queue-{self.id}@{self.tenant.domain}"


class QueueSeat(Model):
    """A seat in a queue: mod_callcenter's tier."""

    __tablename__ = "queue_seats"
    __table_args__ = (Index("ix_queue_seats_seat", "seat_id"),)

    queue_id: Mapped[int] = mapped_column(ForeignKey("queues.id"), primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), primary_key=True)
    level: Mapped[int] = mapped_column(default=1)
    position: Mapped[int] = mapped_column(default=1)

    queue: Mapped[Queue] = relationship(back_populates="tiers")
    seat: Mapped[Seat] = relationship(back_populates="tiers")


class Flow(Model):
    """An IVR flow; its document is versioned, and ``published`` is the version on the switch."""

    __tablename__ = "flows"
    __table_args__ = (UniqueConstraint("tenant_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str]
    published: Mapped[int]

    tenant: Mapped[Tenant] = relationship(back_populates="flows")
    versions: Mapped[list[FlowVersion]] = relationship(back_populates="flow", order_by="FlowVersion.version")
    publications: Mapped[list[FlowPublication]] = relationship(order_by="FlowPublication.id")

    @property
    def document(self) -> dict[str, Any]:
        """The published document: ``{"start": NODE, "nodes": {NODE: {KIND: …}}}``."""
        return self.version(self.published).document

    def version(self, number: int) -> FlowVersion:
        """StopIteration where there is no such version."""
        return next(version for version in self.versions if version.version == number)

    def publish(self, document: dict[str, Any]) -> None:
        """Publish the version that says so, the latest of several; a new one where none does."""
        same = [version for version in self.versions if version.document == document]
        if not same:
            same = [FlowVersion(version=self.next_version, document=document)]
            self.versions += same
        self.published = same[-1].version
        same[-1].published_at = clock.now()
        why = whys.of(self.name)
        self.publications.append(FlowPublication(version=self.published, by=why.by, reason=why.reason))

    @property
    def next_version(self) -> int:
        return max((version.version for version in self.versions), default=0) + 1

    @property
    def before(self) -> FlowVersion | None:
        """The version that was published before the present one."""
        others = [v for v in self.versions if v.published_at is not None and v.version != self.published]
        return max(others, key=lambda version: version.published_at or version.created_at, default=None)


class FlowVersion(Model):
    __tablename__ = "flow_versions"

    flow_id: Mapped[int] = mapped_column(ForeignKey("flows.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    """When it last became the published one; none of a draft."""

    flow: Mapped[Flow] = relationship(back_populates="versions")


class FlowPublication(Model):
    """A version of a flow became the one on the switch: when, by whom, and why."""

    __tablename__ = "flow_publications"

    id: Mapped[int] = mapped_column(primary_key=True)
    flow_id: Mapped[int] = mapped_column(ForeignKey("flows.id"), index=True)
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    by: Mapped[str]
    """Who asked for it; empty where that was not kept."""
    reason: Mapped[str]
    """In their words, or empty."""
