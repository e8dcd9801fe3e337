"""Traces: what a request or a piece of work did, and how long each part of it took (docs/watching.md).

Off unless ``SEATYARD_TRACES`` says where they go; until then nothing of OpenTelemetry is loaded, and a span
costs a look at a variable.
"""

from .spans import CLIENT, INTERNAL, SERVER, Span, carried, end, flush, ids, leaf, span, step

__all__ = ["CLIENT", "INTERNAL", "SERVER", "Span", "carried", "end", "flush", "ids", "leaf", "span", "step"]
