"""Test data, one factory a model. ``TenantFactory()`` is a whole tenant with its parents."""

from .esl import CdrRecordFactory, ConversationFactory, NodeFactory, OutageFactory, PlacementFactory
from .tenants import (
    FlowFactory,
    NumberFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)

__all__ = [
    "CdrRecordFactory",
    "ConversationFactory",
    "FlowFactory",
    "NodeFactory",
    "NumberFactory",
    "OutageFactory",
    "PlacementFactory",
    "QueueFactory",
    "QueueSeatFactory",
    "SeatFactory",
    "SeatTenureFactory",
    "TenantFactory",
]
