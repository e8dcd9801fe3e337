"""Each node, over an Event Socket of the doctor's own: lets it us in, is its clock right, are we reached?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import current_app

from seatyard import clock
from seatyard.app import settings_of
from seatyard.doctor import Told, fault, ok, warning
from seatyard.doctor.skew import skewed
from seatyard.errors import InvalidInput, SwitchError

from ..answers import reached
from ..answers.inbound import PROXIES
from ..models import Node
from ..nodes.directory import nodes
from ..session import Limits, Link, LoginRefused
from ..session.nodes import address_of
from . import cdr_folder

LIMITS = Limits(connect=3, banner=3, command=5, job=8)
"""A person waits. Within the time of a job lie the 3 s for which the switch waits for Seatyard's answer."""


def check() -> Iterator[Told]:
    there = nodes()
    if not there:
        yield warning("nodes", "there is none yet", "seatyard node add")
    for node in there:
        yield from _node(node)


def _node(node: Node) -> Iterator[Told]:
    name = f"event socket {node.name}"
    try:
        with Link(address_of(node), limits=LIMITS) as link:
            yield from _asked(node, link)
    except InvalidInput as error:
        yield fault(name, str(error), "seatyard node add names the file; Seatyard's user must read it")
    except LoginRefused as error:
        yield fault(name, str(error), "the password file and the node's event_socket.conf.xml must agree")
    except SwitchError as error:
        do = f"start freeswitch@{node.name}; let this machine in (seatyard node conf --control, firewall)"
        yield fault(name, str(error), do)


def _asked(node: Node, link: Link) -> Iterator[Told]:
    before = clock.now()
    version = link.bgapi("version")
    after = clock.now()
    yield ok(f"event socket {node.name}", version.text.strip().partition("\n")[0][:100] or "lets us in")
    if version.at is not None:
        yield skewed(f"clock {node.name}", "the node's", version.at, before, after)
    yield _reached(node.name, link.bgapi(reached.QUESTION).text.strip())
    yield from _proxied(node.name, link)
    log_folder = link.bgapi("global_getvar log_dir").text.strip()
    if log_folder.startswith("/"):
        yield cdr_folder.told(node, Path(log_folder) / "cdr-errors")


def _proxied(node: str, link: Link) -> Iterator[Told]:
    """Whether the running switch takes the word of the proxies that the settings name."""
    for network in settings_of(current_app).sip_proxies:
        name, address = f"proxy {node}", network.network_address
        if link.bgapi(f"acl {address} {PROXIES}").text.strip() == "true":
            yield ok(name, f"the node believes {address} where a carrier's call comes from")
        else:
            do = f"seatyard node conf {node}, then restart the node: its profile external has a setting more"
            yield fault(name, f"the node refuses carriers' calls that come by {address}", do)


def _reached(node: str, answer: str) -> Told:
    """The node asked mod_xml_curl, which asked us, by the very address and token of its configuration."""
    name = f"questions {node}"
    if answer == node:
        return ok(name, "the node reaches Seatyard (mod_xml_curl), with its token")
    do = (
        f"from the node: curl -i BASE_URL/switch/{node}/xml (401 is right); write its folder again "
        "(seatyard node conf) after a change of SEATYARD_BASE_URL or SEATYARD_SECRET_KEY"
    )
    return fault(name, "the node gets no answer from Seatyard and lives on its static copy", do)
