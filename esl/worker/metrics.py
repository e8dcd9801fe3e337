"""What the worker knows of its nodes, in Prometheus' words, live from memory.

Labels are names of nodes and ids of queues; no tenant, no number, no caller stands in them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ..watchdog.snapshot import Snapshot
from .ear import Ear
from .node import NodeWorker

WAITS = ("Waiting", "Trying")
"""States of a caller in a queue whom no seat has taken yet."""
GAUGES: tuple[tuple[str, str, Callable[[NodeWorker], float | None]], ...] = (
    ("up", "1 while the Event Socket is up", lambda node: float(node.session.up)),
    (
        "channels",
        "Answered channels that live",
        lambda node: len(node.live.channels.known) if node.session.up else None,
    ),
    (
        "channels_gone",
        "Channels gone without a hang-up that wait for their record",
        lambda node: len(node.live.channels.gone),
    ),
    (
        "sessions_open",
        "Sessions counted of which nothing was told yet: they live, or their words were lost",
        lambda node: len(node.live.sessions.book.open),
    ),
    (
        "phones",
        "Phones that are registered",
        lambda node: len(node.phones.registered) if node.session.up else None,
    ),
    ("idle_percent", "Idle time of its processors, by its last heartbeat", lambda node: node.idle.last),
)
EARS: tuple[tuple[str, str, Callable[[Ear], float]], ...] = (
    ("heard", "1 while its hang-ups are heard", lambda ear: float(ear.session.up)),
    ("hangups_unwritten", "Hang-ups heard and not in the database yet", lambda ear: len(ear.hangups.spool)),
)


class Metrics(Collector):
    """Asked at each scrape."""

    def __init__(self, nodes: Callable[[], Iterable[NodeWorker]], ears: Callable[[], Iterable[Ear]]) -> None:
        """``nodes`` are those that this worker takes care of, ``ears`` those that it hears."""
        self._nodes = nodes
        self._ears = ears

    def collect(self) -> Iterator[Metric]:
        nodes = list(self._nodes())
        for name, meaning, read in GAUGES:
            told = [((node.address.name,), read(node)) for node in nodes]
            yield _gauge(f"seatyard_node_{name}", meaning, ("node",), told)
        for name, meaning, hear in EARS:
            heard = [((ear.address.name,), hear(ear)) for ear in self._ears()]
            yield _gauge(f"seatyard_node_{name}", meaning, ("node",), heard)
        yield _events(nodes)
        yield _connections(nodes)
        yield _lag(nodes)
        yield _counted("seatyard_queue_callers", "Callers who wait", "queue", nodes, _callers)
        yield _counted(
            "seatyard_agents", "Seats with a queue, as the switch has them", "state", nodes, _agents
        )


def _gauge(
    name: str, meaning: str, labels: tuple[str, ...], told: Iterable[tuple[tuple[str, ...], float | None]]
) -> Metric:
    family = GaugeMetricFamily(name, meaning, labels=labels)
    for values, value in told:
        if value is not None:
            family.add_metric(values, value)
    return family


def _events(nodes: list[NodeWorker]) -> Metric:
    family = CounterMetricFamily("seatyard_node_events", "Events handled", labels=("node",))
    for node in nodes:
        family.add_metric((node.address.name,), node.lag.heard)
    return family


def _connections(nodes: list[NodeWorker]) -> Metric:
    meaning = "How often the Event Socket came up"
    family = CounterMetricFamily("seatyard_node_connections", meaning, labels=("node",))
    for node in nodes:
        family.add_metric((node.address.name,), node.session.connections)
    return family


def _lag(nodes: list[NodeWorker]) -> Metric:
    told = [
        ((node.address.name, quantile), value)
        for node in nodes
        if (last := node.lag.last) is not None
        for quantile, value in (("0.5", last.median), ("0.99", last.p99), ("1", last.most))
    ]
    meaning = "How late the events of the last minute were"
    return _gauge("seatyard_node_event_lag_seconds", meaning, ("node", "quantile"), told)


def _counted(
    name: str, meaning: str, label: str, nodes: list[NodeWorker], count: Callable[[NodeWorker], Counter[str]]
) -> Metric:
    told = [((node.address.name, of), many) for node in nodes for of, many in sorted(count(node).items())]
    return _gauge(name, meaning, ("node", label), told)


def _callers(node: NodeWorker) -> Counter[str]:
    """By queue, without its domain. One in which nobody waits has 0, which a line on a chart needs."""
    seen = _seen(node)
    waiting = Counter({_queue(row): 0 for row in seen.tiers} if seen else {})
    waiting.update(_queue(row) for row in (seen.members if seen else ()) if row["state"] in WAITS)
    return waiting


def _queue(row: Mapping[str, str]) -> str:
    """``queue-7`` of ``queue-7@acme.example.com``."""
    return row["queue"].partition("@")[0]


def _agents(node: NodeWorker) -> Counter[str]:
    seen = _seen(node)
    rows = seen.agents.values() if seen else ()
    return Counter(row["state"] if row["status"] == "Available" else row["status"] for row in rows)


def _seen(node: NodeWorker) -> Snapshot | None:
    """None while the node is away: what was so before is not so for ever."""
    return node.watchdog.seen if node.session.up else None
