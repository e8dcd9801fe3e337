from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from tenants import models

from .base import ModelFactory


class TenantFactory(ModelFactory):
    class Meta:
        model = models.Tenant

    name = factory.Sequence(lambda n: f"tenant{n:05}")  # no name that a test gives itself
    title_zh = "安康客服"
    title_en = "Acme Care"
    domain = factory.LazyAttribute(lambda o: f"{o.name}.seats.example")
    timezone = "Asia/Shanghai"
    language = "zh"
    policies = factory.LazyFunction(dict)
    generation = 1


class ArrangementFactory(ModelFactory):
    class Meta:
        model = models.Arrangement

    tenant = factory.SubFactory(TenantFactory)
    first_day = date(2026, 3, 16)
    takes_effect_at = datetime(2026, 3, 15, 16, tzinfo=UTC)
    clause = "lead_times.ivr: 1 business day"
    document = factory.LazyFunction(
        lambda: {
            "queues": [],
            "flows": {},
            "numbers": [],
            "seats": [],
            "says": ["~ flow main: version 1 → 2"],
        }
    )


class SeatFactory(ModelFactory):
    class Meta:
        model = models.Seat

    tenant = factory.SubFactory(TenantFactory)
    number = factory.Sequence(lambda n: str(1001 + n))
    name = "李雷"
    type = "bidirectional"
    a1_hash = "0" * 32


class SeatTenureFactory(ModelFactory):
    class Meta:
        model = models.SeatTenure

    seat = factory.SubFactory(SeatFactory)
    type = factory.LazyAttribute(lambda o: o.seat.type)
    starts_at = datetime(2026, 2, 28, 16, tzinfo=UTC)
    ends_at = None


class FlowFactory(ModelFactory):
    class Meta:
        model = models.Flow

    class Params:
        document = None

    tenant = factory.SubFactory(TenantFactory)
    name = "main"
    published = 1
    versions = factory.LazyAttribute(
        lambda o: [
            models.FlowVersion(
                version=1, document=o.document or {"start": "end", "nodes": {"end": {"hangup": True}}}
            )
        ]
    )


class NumberFactory(ModelFactory):
    class Meta:
        model = models.Number

    e164 = factory.Sequence(lambda n: f"+8610888{n:05d}")
    tenant = factory.SubFactory(TenantFactory)
    state = factory.LazyAttribute(lambda o: "assigned" if o.tenant else "free")
    flow = None


class QueueFactory(ModelFactory):
    class Meta:
        model = models.Queue

    tenant = factory.SubFactory(TenantFactory)
    name = "sales"
    strategy = "longest-idle-agent"
    wait_limit = 120
    on_timeout = None
    wrap_up = 10
    announce_seat = False
    announce_position = False
    survey = False


class QueueSeatFactory(ModelFactory):
    class Meta:
        model = models.QueueSeat

    queue = factory.SubFactory(QueueFactory)
    seat = factory.SubFactory(SeatFactory)
