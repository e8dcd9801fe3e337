"""What the lab takes from the configuration folder, typed, with FreeSWITCH's own defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path

from lxml import etree

from seatyard.errors import InvalidInput

from .folder import Folder


@dataclass(frozen=True)
class EventSocket:
    """event_socket.conf: where we listen, and who may connect."""

    host: str
    port: int
    password: str
    acl: str | None


@dataclass(frozen=True)
class Binding:
    """One ``<binding>`` of xml_curl.conf."""

    url: str
    sections: frozenset[str]
    """Empty: all of them."""
    credentials: str | None
    timeout: float | None
    """Seconds for the whole answer; none unless set, as in mod_xml_curl (QUIRKS 25)."""


@dataclass(frozen=True)
class JsonCdr:
    """json_cdr.conf."""

    url: str | None
    credentials: str | None
    retries: int
    delay: float
    timeout: float | None
    log_b_leg: bool
    prefix_a_leg: bool
    encode_values: bool
    error_folder: Path | None


@dataclass(frozen=True)
class Gateway:
    """A carrier as sofia.conf names it: where its calls go."""

    name: str
    proxy: str
    profile: str


@dataclass(frozen=True)
class Acl:
    """A network list of acl.conf."""

    allowed_by_default: bool
    nodes: tuple[tuple[bool, IPv4Network | IPv6Network], ...]

    def allows(self, address: str) -> bool:
        """The longest matching network decides."""
        host = ip_address(address)
        matching = [node for node in self.nodes if host.version == node[1].version and host in node[1]]
        if not matching:
            return self.allowed_by_default
        return max(matching, key=lambda node: node[1].prefixlen)[0]


@dataclass(frozen=True)
class Settings:
    """Everything read at the start."""

    event_socket: EventSocket
    bindings: tuple[Binding, ...]
    json_cdr: JsonCdr
    heartbeat: int
    """Seconds of simulated time between two HEARTBEAT events."""
    switchname: str
    max_sessions: int
    sessions_per_second: int
    contexts: dict[str, str]
    """The dialplan context of each sofia profile."""
    gateways: dict[str, Gateway]
    acls: dict[str, Acl] = field(default_factory=dict)


def read(folder: Folder) -> Settings:
    """The settings of ``folder``; raises ``InvalidInput`` naming the file and the parameter."""
    switch = _params(folder, "switch.conf")
    return Settings(
        event_socket=_event_socket(folder),
        bindings=_bindings(folder),
        json_cdr=_json_cdr(folder),
        heartbeat=_number(switch, "switch.conf", "event-heartbeat-interval", 20),
        switchname=switch.get("switchname") or folder.globals.get("hostname") or "lab",
        max_sessions=_number(switch, "switch.conf", "max-sessions", 1000),
        sessions_per_second=_number(switch, "switch.conf", "sessions-per-second", 30),
        contexts=_contexts(folder),
        gateways=_gateways(folder),
        acls=_acls(folder),
    )


def params(element: etree._Element) -> dict[str, str]:
    """The ``<param name= value=>`` children of ``element``."""
    return {param.get("name", ""): param.get("value", "") for param in element.iterfind("param")}


def true(value: str | None) -> bool:
    """``switch_true``: yes, on, true, t, enabled, active, allow, or a number that is not 0."""
    if not value:
        return False
    known = value.lower() in {"yes", "on", "true", "t", "enabled", "active", "allow"}
    return known or (value.lstrip("-").isdigit() and int(value) != 0)


def _params(folder: Folder, name: str) -> dict[str, str]:
    configuration = folder.configuration(name)
    settings = configuration.find("settings") if configuration is not None else None
    return {} if settings is None else params(settings)


def _event_socket(folder: Folder) -> EventSocket:
    found = _params(folder, "event_socket.conf")
    if not found:
        raise InvalidInput("no settings", where=str(folder.path / "autoload_configs/event_socket.conf.xml"))
    host = found.get("listen-ip") or "127.0.0.1"
    return EventSocket(
        host=host,
        port=_number(found, "event_socket.conf", "listen-port", 8021),
        password=found.get("password") or "ClueCon",
        acl=found.get("apply-inbound-acl") or None,
    )


def _bindings(folder: Folder) -> tuple[Binding, ...]:
    configuration = folder.configuration("xml_curl.conf")
    found = []
    for element in configuration.iterfind("bindings/binding") if configuration is not None else ():
        given = params(element)
        url = element.find("param[@name='gateway-url']")
        if url is None or not given["gateway-url"]:
            raise InvalidInput("a binding without gateway-url", where="xml_curl.conf")
        timeout = _number(given, "xml_curl.conf", "timeout", 0)
        sections = frozenset(filter(None, url.get("bindings", "").split("|")))
        found.append(
            Binding(given["gateway-url"], sections, given.get("gateway-credentials") or None, timeout or None)
        )
    return tuple(found)


def _json_cdr(folder: Folder) -> JsonCdr:
    found = _params(folder, "json_cdr.conf")
    where = "json_cdr.conf"
    return JsonCdr(
        url=found.get("url") or None,
        credentials=found.get("cred") or None,
        retries=_number(found, where, "retries", 0),
        delay=_number(found, where, "delay", 5),
        timeout=_number(found, where, "timeout", 0) or None,
        log_b_leg=true(found.get("log-b-leg", "true")),
        prefix_a_leg=true(found.get("prefix-a-leg", "false")),
        encode_values=true(found.get("encode-values", "true")),
        error_folder=Path(found["err-log-dir"]) if found.get("err-log-dir") else None,
    )


def _profiles(folder: Folder) -> list[etree._Element]:
    configuration = folder.configuration("sofia.conf")
    return [] if configuration is None else list(configuration.iterfind("profiles/profile"))


def _contexts(folder: Folder) -> dict[str, str]:
    contexts = {"internal": "default", "external": "public"}
    for profile in _profiles(folder):
        settings = profile.find("settings")
        given = params(settings) if settings is not None else {}
        contexts[profile.get("name", "")] = given.get("context") or "default"
    return contexts


def _gateways(folder: Folder) -> dict[str, Gateway]:
    found = {}
    for profile in _profiles(folder):
        for gateway in profile.iterfind("gateways/gateway"):
            given = params(gateway)
            name = gateway.get("name", "")
            proxy = given.get("proxy") or given.get("realm") or name
            found[name] = Gateway(name, proxy, profile.get("name", "external"))
    return found


def _acls(folder: Folder) -> dict[str, Acl]:
    loopback = tuple((True, ip_network(net)) for net in ("127.0.0.0/8", "::1/128"))
    acls = {"loopback.auto": Acl(False, loopback)}
    configuration = folder.configuration("acl.conf")
    for element in configuration.iterfind("network-lists/list") if configuration is not None else ():
        nodes = []
        for node in element.iterfind("node[@cidr]"):
            try:
                network = ip_network(node.get("cidr", ""), strict=False)
            except ValueError as error:
                raise InvalidInput(str(error), where=f"acl.conf, list {element.get('name')}") from None
            nodes.append((node.get("type") == "allow", network))
        acls[element.get("name", "")] = Acl(element.get("default") == "allow", tuple(nodes))
    return acls


def _number(given: dict[str, str], where: str, name: str, default: int) -> int:
    value = given.get(name)
    if not value:
        return default
    try:
        return int(value)
    except ValueError:
        raise InvalidInput(f"{value!r} is not a number", where=f"{where}, {name}") from None
