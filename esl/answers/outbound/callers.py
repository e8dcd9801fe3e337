"""The number that the called see: one of the tenant's own, never what a phone claims to be."""

from __future__ import annotations

import re

from ...carriers.formats import NATIONAL, to_national
from ...carriers.routing import Carrier
from ...flows.xml import Element, extension, inline, stopping, when
from ..inbound import VARIABLE as CARRIER
from ..lines import PLACER
from .policy import NUMBER, refused
from .variables import CHOSEN, FROM, SHOWN, TO
from .wayout import WayOut


def caller_extensions(way: WayOut) -> list[Element]:
    """Set FROM, and write it and TO in the formats of the carriers; refuse who has no number to show."""
    made = [
        extension("outbound-placer", *_placer(), goes_on=True),
        extension("outbound-caller", *_chosen(way), goes_on=True),
        refused("caller", when(f"${{{FROM}}}", "^$"), "no_caller_number"),
    ]
    if any(carrier.called_format == NATIONAL for carrier in way.carriers):
        made.append(_national(TO, way.home))
    variables = dict.fromkeys(
        variable_of(carrier) for carrier in way.carriers if carrier.caller_format == NATIONAL
    )
    made += [_own(carrier, way) for carrier in way.carriers if carrier.own_numbers]
    return made + [_national(variable, way.home) for variable in variables]


def _placer() -> list[Element]:
    """Who gives its counts up when the called answers: not one that is a line itself."""
    return [
        stopping(f"${{{CARRIER}}}", "^.", inline(PLACER, "none")),
        stopping("${uuid}", "^", inline(PLACER, "${uuid}")),
    ]


def _chosen(way: WayOut) -> list[Element]:
    """What was asked for on this call, else the seat's own number, else the tenant's first."""
    asked = [
        stopping(f"${{{CHOSEN}}}", f"^{digit}$", inline(FROM, e164))
        for digit, e164 in enumerate(way.choice, start=1)
    ]
    own = "|".join(map(re.escape, sorted(set(way.of_seats.values()))))
    return [
        *asked,
        stopping(f"${{{CHOSEN}}}", r"^\d$", inline(FROM, "")),
        *([stopping(f"${{{SHOWN}}}", f"^({own})$", inline(FROM, "$1"))] if own else []),
        stopping(f"${{{TO}}}", NUMBER, inline(FROM, way.shown)),
    ]


def may_show(carrier: Carrier, way: WayOut) -> bool:
    """Whether the tenant has a number that the carrier takes calls from."""
    return not carrier.own_numbers or any(of == carrier.name for _, of in way.numbers)


def variable_of(carrier: Carrier) -> str:
    """The variable that holds the number shown to this carrier's called."""
    return f"{FROM}_{carrier.name.replace('-', '_')}" if carrier.own_numbers else FROM


def _own(carrier: Carrier, way: WayOut) -> Element:
    """For a carrier that takes calls from its own numbers alone: the one chosen if it is, else its first."""
    own = [e164 for e164, of in way.numbers if of == carrier.name]
    name = f"outbound-caller-{carrier.name}"
    if not own:
        return extension(name, stopping(f"${{{TO}}}", NUMBER, inline(variable_of(carrier), "")), goes_on=True)
    chosen = stopping(
        f"${{{FROM}}}", f"^({'|'.join(map(re.escape, own))})$", inline(variable_of(carrier), "$1")
    )
    first = stopping(f"${{{TO}}}", NUMBER, inline(variable_of(carrier), own[0]))
    return extension(name, chosen, first, goes_on=True)


def _national(variable: str, home: int) -> Element:
    """Set ``<variable>_national``."""
    rules = [
        stopping(f"${{{variable}}}", expression, inline(f"{variable}_national", made))
        for expression, made in to_national(home)
    ]
    return extension(f"outbound-national-{variable}", *rules, goes_on=True)
