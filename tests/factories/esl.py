from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import factory

from esl import models
from esl.carriers import models as carriers
from esl.queues import models as queues
from esl.recordings import models as recordings

from .base import ModelFactory
from .tenants import TenantFactory


class NodeFactory(ModelFactory):
    class Meta:
        model = models.Node

    name = factory.Sequence(lambda n: f"fs{n + 1}")
    host = "127.0.0.1"
    port = 8021
    password_file = "/dev/null"


class PlacementFactory(ModelFactory):
    class Meta:
        model = models.Placement

    class Params:
        tenant = factory.SubFactory(TenantFactory)

    tenant_id = factory.SelfAttribute("tenant.id")
    node = factory.SubFactory(NodeFactory)


class CdrRecordFactory(ModelFactory):
    class Meta:
        model = models.CdrRecord

    class Params:
        node = factory.SubFactory(NodeFactory)

    node_id = factory.SelfAttribute("node.id")
    uuid = factory.LazyFunction(lambda: str(uuid.uuid4()))
    leg = "a"
    sha256 = "0" * 64
    body = "{}"
    via = "post"


class ConversationFactory(ModelFactory):
    """An answered inbound call of a minute, by default."""

    class Meta:
        model = models.Conversation

    class Params:
        tenant = factory.SubFactory(TenantFactory)
        node = factory.SubFactory(NodeFactory)

    tenant_id = factory.SelfAttribute("tenant.id")
    node_id = factory.SelfAttribute("node.id")
    id = factory.LazyFunction(lambda: str(uuid.uuid4()))
    direction = models.INBOUND
    caller = "+8613800138000"
    callee = "+861088880001"
    did = "+861088880001"
    outcome = models.ANSWERED
    cause = "NORMAL_CLEARING"
    paid_uuid = factory.SelfAttribute("id")
    paid_kind = factory.LazyAttribute(lambda o: o.direction if o.paid_uuid else None)
    billusec = 60_000_000
    started_at = datetime(2026, 3, 3, 1, tzinfo=UTC)
    answered_at = factory.SelfAttribute("started_at")
    ended_at = factory.LazyAttribute(lambda o: o.started_at + timedelta(microseconds=o.billusec))


class LegFactory(ModelFactory):
    """A leg of ``conversation`` on the same clock: the carrier's, answered with it, unless told otherwise."""

    class Meta:
        model = models.Leg

    class Params:
        conversation = factory.SubFactory(ConversationFactory)
        record = factory.SubFactory(
            CdrRecordFactory,
            node=None,
            node_id=factory.SelfAttribute("..node_id"),
            folded_at=factory.SelfAttribute("..ended_at"),
        )

    tenant_id = factory.SelfAttribute("conversation.tenant_id")
    node_id = factory.SelfAttribute("conversation.node_id")
    conversation_id = factory.SelfAttribute("conversation.id")
    uuid = factory.SelfAttribute("conversation.id")
    leg = "a"
    cdr_id = factory.SelfAttribute("record.id")
    side = "carrier"
    direction = models.INBOUND
    kind = factory.LazyAttribute(lambda o: o.direction if o.side == "carrier" else models.INTERNAL)
    caller = factory.SelfAttribute("conversation.caller")
    callee = factory.SelfAttribute("conversation.callee")
    started_at = factory.SelfAttribute("conversation.started_at")
    answered_at = factory.SelfAttribute("conversation.answered_at")
    ended_at = factory.SelfAttribute("conversation.ended_at")
    billusec = factory.SelfAttribute("conversation.billusec")
    cause = factory.SelfAttribute("conversation.cause")


class HangupFactory(ModelFactory):
    """As heard on the Event Socket."""

    class Meta:
        model = models.Hangup

    class Params:
        node = factory.SubFactory(NodeFactory)

    node_id = factory.SelfAttribute("node.id")
    uuid = factory.LazyFunction(lambda: str(uuid.uuid4()))
    at = datetime(2026, 3, 3, 1, 1, tzinfo=UTC)
    billusec = 60_000_000
    cause = "NORMAL_CLEARING"


class CallBackFactory(ModelFactory):
    """A caller who waits to be called back."""

    class Meta:
        model = queues.CallBack

    class Params:
        tenant = factory.SubFactory(TenantFactory)
        node = factory.SubFactory(NodeFactory)

    tenant_id = factory.SelfAttribute("tenant.id")
    node_id = factory.SelfAttribute("node.id")
    uuid = factory.LazyFunction(lambda: str(uuid.uuid4()))
    queue_id = 1
    number = "+8613800138000"
    asked_at = datetime(2026, 3, 2, 4, tzinfo=UTC)
    joined_at = factory.LazyAttribute(lambda o: o.asked_at - timedelta(minutes=3))
    state = queues.WAITING
    attempts = 0
    next_at = factory.SelfAttribute("asked_at")


class RecordingFactory(ModelFactory):
    """A talk of a minute that has been taken in; its sealed file is nowhere."""

    class Meta:
        model = recordings.Recording

    class Params:
        tenant = factory.SubFactory(TenantFactory)
        node = factory.SubFactory(NodeFactory)

    tenant_id = factory.SelfAttribute("tenant.id")
    node_id = factory.SelfAttribute("node.id")
    id = factory.LazyFunction(lambda: str(uuid.uuid4()))
    kind = recordings.CALL
    leg_uuid = factory.LazyFunction(lambda: str(uuid.uuid4()))
    source = factory.LazyAttribute(lambda o: f"recordings/{o.tenant_id}/{o.leg_uuid}.wav")
    started_at = datetime(2026, 3, 3, 1, tzinfo=UTC)
    ended_at = factory.LazyAttribute(lambda o: o.started_at + timedelta(milliseconds=o.length_ms))
    length_ms = 60_000
    bytes = factory.LazyAttribute(lambda o: 44 + 16 * o.length_ms)
    sha256 = "0" * 64
    key_version = 1


class OutageFactory(ModelFactory):
    class Meta:
        model = models.Outage

    node = factory.SubFactory(NodeFactory)
    starts_at = datetime(2026, 3, 5, 2, tzinfo=UTC)
    ends_at = datetime(2026, 3, 6, 4, tzinfo=UTC)
    cause = "provider"
    evidence = factory.LazyFunction(dict)


class TrunkFactory(ModelFactory):
    """A carrier that serves every number, after those that were there before."""

    class Meta:
        model = carriers.Trunk

    class Params:
        prefix = "+"
        priority = factory.Sequence(lambda n: n + 1)
        weight = 1

    name = factory.Sequence(lambda n: f"carrier{n + 1}")
    host = "192.0.2.10"
    port = 5060
    routes = factory.LazyAttribute(
        lambda o: [carriers.TrunkRoute(prefix=o.prefix, priority=o.priority, weight=o.weight)]
    )
