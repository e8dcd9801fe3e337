"""Where a node's two SIP ports are, as the proxy reaches them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address

from seatyard.errors import InvalidInput

from ..models import Node

ALLOWED = "NODE=HOST:SIP-PORT:CARRIER-PORT, such as fs1=10.0.0.5:5060:5080"


@dataclass(frozen=True)
class Place:
    """Addresses of one node: for seats (its profile ``internal``) and for carriers (``external``)."""

    host: str
    sip_port: int = 5060
    carrier_port: int = 5080

    @property
    def seats(self) -> str:
        return f"{bracketed(self.host)}:{self.sip_port}"

    @property
    def carriers(self) -> str:
        return f"{bracketed(self.host)}:{self.carrier_port}"


@dataclass(frozen=True)
class Places:
    """Of every node: what was said of it, else the host of its Event Socket and the usual ports."""

    sip_port: int = 5060
    carrier_port: int = 5080
    said: Mapping[str, Place] | None = None

    def of(self, node: Node) -> Place:
        return (self.said or {}).get(node.name) or Place(node.host, self.sip_port, self.carrier_port)


def read(given: Iterable[str]) -> dict[str, Place]:
    """``fs1=10.0.0.5:5060:5080``, each; an IPv6 address in brackets or not."""
    return dict(_one(text) for text in given)


def _one(text: str) -> tuple[str, Place]:
    name, _, rest = text.partition("=")
    host, *ports = rest.rsplit(":", 2)
    if not name or len(ports) != 2:
        raise InvalidInput(f"cannot read {text!r}", where="--node", allowed=ALLOWED)
    sip_port, carrier_port = (port(one, "--node") for one in ports)
    return name, Place(address(host, "--node"), sip_port, carrier_port)


def address(text: str, where: str) -> str:
    """An IP address without brackets."""
    host = text.removeprefix("[").removesuffix("]")
    try:
        return str(ip_address(host))
    except ValueError:
        raise InvalidInput(f"not an address: {text}", where=where, allowed="an IP address") from None


def port(text: str, where: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise InvalidInput(f"not a port: {text}", where=where, allowed="1 to 65535")
    return int(text)


def bracketed(host: str) -> str:
    """As a host stands in a SIP URI."""
    return f"[{host}]" if ":" in host else host
