"""Test data, one factory a model. ``TenantFactory()`` is a whole tenant with its parents."""

from .billing import ContractFactory, InvoiceFactory, InvoiceLineFactory
from .esl import (
    CallBackFactory,
    CdrRecordFactory,
    ConversationFactory,
    HangupFactory,
    LegFactory,
    NodeFactory,
    OutageFactory,
    PlacementFactory,
    RecordingFactory,
    TrunkFactory,
)
from .identity import PASSWORD, UserFactory
from .tenants import (
    ArrangementFactory,
    FlowFactory,
    NumberFactory,
    QueueFactory,
    QueueSeatFactory,
    SeatFactory,
    SeatTenureFactory,
    TenantFactory,
)

__all__ = [
    "PASSWORD",
    "ArrangementFactory",
    "CallBackFactory",
    "CdrRecordFactory",
    "ContractFactory",
    "ConversationFactory",
    "FlowFactory",
    "HangupFactory",
    "InvoiceFactory",
    "InvoiceLineFactory",
    "LegFactory",
    "NodeFactory",
    "NumberFactory",
    "OutageFactory",
    "PlacementFactory",
    "QueueFactory",
    "QueueSeatFactory",
    "RecordingFactory",
    "SeatFactory",
    "SeatTenureFactory",
    "TenantFactory",
    "TrunkFactory",
    "UserFactory",
]
