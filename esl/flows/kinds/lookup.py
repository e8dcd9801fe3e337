"""``lookup``: ask the tenant's own server, and go the way that its answer names.

What is asked and what comes back goes through the node's gate (``esl/lookups/gate.py``): the address stands
in the dialplan percent-encoded, so that nothing of it means anything to the switch, and the answer is a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote, urlsplit

from seatyard.sentence import sentence

from ...lookups.gate import LONGEST_WAIT, WORD, permitted
from ..scope import Site
from ..variables import channel_variable
from ..walking import TrialCall
from ..xml import Element, action, dialled, element, extension, named, transfer, when
from . import faults
from .fields import COUNT, TEXT, WAY, WAYS, Field
from .kind import Exit, Kind, Names, Path, Problem, Step, leads

GATE = "${seatyard_lookups}"
"""A global variable of the node (vars.xml): where its gate listens."""
WAIT, CONNECT = 3, 2
"""Seconds for the whole answer when the flow does not say, and until the gate itself takes the question."""
LONGEST = 500
ADDRESS = sentence("https://HOST/PATH of up to 500 characters without blanks")
NO_ADDRESS = "not an address to ask: %(url)s (allowed: %(allowed)s)"
FIELD = re.compile(r"[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,40}){0,4}\Z")
PLACE = re.compile(r"\{([^{}]*)\}")
CALLER, CALLED = "caller", "called"
_URL = re.compile(r"[!-~]+\Z")
_NUMBER = r"^(\+?[0-9]{1,20})$"


class Lookup(Kind):
    name = "lookup"
    fields = (
        Field("url", TEXT, needed=True, most=LONGEST, example="https://example.com/level?of={caller}"),
        Field("field", TEXT, needed=True, pattern=FIELD.pattern[:-2], example="customer.level"),
        Field("values", WAYS, needed=True, pattern=WORD.pattern.removesuffix(r"\Z"), example="gold"),
        Field("timeout", COUNT, most=LONGEST_WAIT, usual=WAIT),
        Field("otherwise", WAY, needed=True),
    )

    def exits(self, at: Step) -> list[Exit]:
        if not isinstance(at.value, Mapping):
            return []
        values = at.value.get("values")
        words = values.items() if isinstance(values, Mapping) else ()
        ways = [Exit((*at.inner, "values", str(word)), str(target), waits=False) for word, target in words]
        return ways + leads((*at.inner, "otherwise"), at.value.get("otherwise"))

    def problems(self, at: Step, names: Names) -> list[Problem]:
        here, value = at.inner, at.value
        if not isinstance(value, Mapping):
            return [(here, sentence("needs url, field, values and otherwise"))]
        found = faults.unknown_keys(here, value, self.keys)
        found += _of_url((*here, "url"), value.get("url"), names)
        field = value.get("field")
        if not (isinstance(field, str) and FIELD.match(field)):
            pattern = "not a field: %(field)s (allowed: a name, or names joined by dots)"
            found.append(((*here, "field"), sentence(pattern, field=field)))
        found += _of_values((*here, "values"), value.get("values"))
        found += faults.of_count((*here, "timeout"), value.get("timeout"), LONGEST_WAIT)
        missing = sentence("missing: the node to go on with when there is no such answer")
        return found + faults.of_node((*here, "otherwise"), value.get("otherwise"), missing)

    def told(self, at: Step) -> str:
        return f"{urlsplit(at.value['url']).hostname} · {at.value['field']}"

    def leads_on(self, at: Step, call: TrialCall) -> str:
        """Any word may be the answer; without one the server is silent."""
        ways = {str(word): str(target) for word, target in at.value["values"].items()}
        return ways.get(call.word(at.name), str(at.value["otherwise"]))

    def extensions(self, at: Step, site: Site) -> list[Element]:
        here, answer = site.extension(at.name), site.extension(at.name, "answer")
        value, wait = at.value, at.value.get("timeout") or WAIT
        caller = _places(value["url"]) & {CALLER}
        before = dialled(
            f"^{here}$",
            action("set", f"curl_connect_timeout={CONNECT}"),
            action("set", f"curl_timeout={wait + 1}"),
            *(action("set", "seatyard_caller=") for _ in caller),
        )
        known = [
            element(
                "condition",
                {"field": "caller_id_number", "expression": _NUMBER, "break": "never"},
                action("set", "seatyard_caller=$1"),
            )
            for _ in caller
        ]
        asking = dialled(
            f"^{here}$", action("curl", _question(value, wait)), transfer(answer, site.scope.context)
        )
        ways = [
            extension(
                answer, dialled(f"^{answer}$"), when("${curl_response_data}", f"^{word}$", site.go(target))
            )
            for word, target in value["values"].items()
        ]
        return [extension(here, before, *known, asking), *ways, named(answer, site.go(value["otherwise"]))]


def _question(value: Mapping[str, Any], wait: int) -> str:
    brought = {CALLER: "${seatyard_caller}", CALLED: "${seatyard_did}"}
    url = value["url"]
    places = {
        f"v_{name}": brought.get(name) or f"${{{channel_variable(name)}}}" for name in sorted(_places(url))
    }
    fixed = {"to": quote(url, safe=""), "field": quote(value["field"], safe=""), "wait": str(wait)}
    return f"{GATE}/?" + "&".join(f"{name}={text}" for name, text in (fixed | places).items())


def _places(url: str) -> set[str]:
    return set(PLACE.findall(url))


def _of_url(path: Path, url: Any, names: Names) -> list[Problem]:
    if not (isinstance(url, str) and _URL.match(url) and len(url) <= LONGEST):
        return [
            (
                path,
                sentence("not an address to ask (allowed: %(allowed)s)", allowed=ADDRESS),
            )
        ]
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return [(path, sentence(NO_ADDRESS, url=url, allowed=ADDRESS))]
    if parts.scheme != "https" or not host or port == 0:
        return [(path, sentence(NO_ADDRESS, url=url, allowed=ADDRESS))]
    if parts.username is not None or parts.fragment or PLACE.search(parts.netloc):
        pattern = (
            "a name, a password, a # or a place that is filled in have no place there (allowed: %(allowed)s)"
        )
        return [(path, sentence(pattern, allowed=ADDRESS))]
    places = (CALLER, CALLED, *sorted(names.kept))
    unknown = sorted(_places(url) - set(places))
    if unknown or re.search(r"[{}]", PLACE.sub("", url)):
        place = "{" + unknown[0] + "}" if unknown else sentence("a bracket")
        allowed = ", ".join("{" + one + "}" for one in places)
        return [
            (path, sentence("nothing fills in %(what)s (allowed: %(allowed)s)", what=place, allowed=allowed))
        ]
    return _of_host(path, host, names)


def _of_host(path: Path, host: str, names: Names) -> list[Problem]:
    """Of an address; what a name means is looked at when it is asked, by the node's gate."""
    try:
        address = ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return []
    if permitted(address, names.networks):
        return []
    return [(path, sentence("%(host)s is the operator's own network (allowed: public addresses)", host=host))]


def _of_values(path: Path, values: Any) -> list[Problem]:
    if not isinstance(values, Mapping) or not values:
        return [(path, sentence("a lookup without values leads nowhere"))]
    message = sentence("not a value (allowed: up to 40 of letters, digits, - and _)")
    return [((*path, str(value)), message) for value in values if not WORD.match(str(value))]
