"""What somebody who scrapes finds."""

from __future__ import annotations

from urllib.error import HTTPError
from urllib.request import urlopen

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.parser import text_string_to_metric_families as read
from prometheus_client.registry import Collector

Found = dict[tuple[str, ...], float]
"""By name and labels' values, these in the order of the labels' names."""


def parsed(text: str) -> Found:
    samples = [one for each in read(text) for one in each.samples]
    return {(one.name, *(value for _, value in sorted(one.labels.items()))): one.value for one in samples}


def told(*collectors: Collector) -> Found:
    registry = CollectorRegistry()
    for collector in collectors:
        registry.register(collector)
    return parsed(generate_latest(registry).decode())


def fetched(address: str, path: str) -> tuple[int, str]:
    """Status and text; 0 while nobody answers."""
    try:
        with urlopen(f"http://{address}{path}", timeout=5) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()
    except OSError:
        return 0, ""
