"""The complete configuration folder of a node, as a real FreeSWITCH starts with it.

Two parts: templates (``freeswitch-conf/``) with the node's own settings, and the answers
that Seatyard would give at this moment, written to files: with them calls go on while
the control plane is away. The folder names no other place on the disk, so it can be
copied to the node; recordings, logs and voicemail go where the start command says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree

from seatyard.app import settings_of
from seatyard.db import db
from seatyard.errors import InvalidInput
from seatyard.files import SECRET, write
from seatyard.identity.nodes import token_for
from seatyard.resources import folder
from tenants.models import Tenant

from ..answers import callcenter, dialplan, directory, inbound, suspension
from ..answers.service import load
from ..carriers.models import Trunk
from ..carriers.routing import Carrier
from ..carriers.service import carriers, trunks
from ..flows.xml import Element, element
from ..lookups import gate
from ..models import Node
from ..prompts import folders, pull
from ..recordings import send
from . import check, service, sounds, timezones

MODULES = (
    "mod_console",
    "mod_logfile",
    "mod_xml_curl",  # before all that follow: it answers their configuration, too
    "mod_lua",  # asked next, while Seatyard is away (``scripts``)
    "mod_json_cdr",
    "mod_event_socket",
    "mod_commands",
    "mod_dptools",
    "mod_dialplan_xml",
    "mod_sndfile",
    "mod_native_file",
    "mod_tone_stream",
    "mod_local_stream",
    "mod_expr",
    "mod_hash",
    "mod_curl",
    "mod_db",
    "mod_loopback",
    "mod_conference",
    "mod_voicemail",
    "mod_valet_parking",
    "mod_callcenter",
    "mod_sofia",  # last: no call comes in before all is there
)
SECRETS = {
    "event_socket.conf.xml", "xml_curl.conf.xml", "json_cdr.conf.xml", "external.xml", "tenants.xml",
    ".fs_cli_conf", "pull-prompts.json", "send-recordings.json",
}  # fmt: skip
GATE = "lookup-gate"
"""Asks the tenants' own servers for flows (``esl/lookups/gate.py``)."""
PROGRAMS = {
    "pull-prompts": (pull.__file__, "prompts"),
    "send-recordings": (send.__file__, "files"),
}
"""What runs on a node on another machine, with Python alone: its prompts are kept up to date, its
recordings brought in. Each with its source and where it asks."""
RENAMED = {"fs_cli_conf": ".fs_cli_conf"}
"""A package does not carry files whose name begins with a dot."""


MOVED_WITHIN = 60
"""Seconds in which phones behind a proxy are registered at a tenant's new home."""


@dataclass(frozen=True)
class Options:
    """What a node's folder needs beside the database: addresses, ports, sizes."""

    sip_ip: str = "127.0.0.1"
    sip_port: int = 5060
    carrier_port: int = 5080
    ws_port: int = 0
    """Where browser phones register in the clear, behind a proxy that ends TLS (RFC 7118); 0 is nowhere."""
    wss_port: int = 0
    """Likewise over TLS, with the certificate ``wss.pem`` of ``certificates``; 0 is nowhere."""
    certificates: str = ""
    """The folder on the node that holds ``wss.pem``: key, certificate and chain in one file."""
    rtp_ports: tuple[int, int] = (16384, 32768)
    public_ip: str = ""
    """What phones and carriers see, when it is not ``sip_ip``."""
    control: tuple[str, ...] = ()
    """Networks that may open the Event Socket; the control plane's own address by default."""
    heartbeat: int = 20
    """Seconds between HEARTBEAT events: how finely the end of a node that dies is known."""
    lookup_port: int = 8026
    """Where the gate of web lookups listens on the node's loopback address."""
    refer: bool = False
    """Whether phones may transfer by REFER. FreeSWITCH 1.11.1 dials, as its own dial string, whatever a
    REFER says whose Replaces names a call that the node does not have: a phone could call anywhere, and
    run any command. So the seats have keys for it (``answers.features.talking``)."""
    check_calls: bool = False
    """Whether the worker calls the node's own number each minute (``outages.calling``)."""
    max_sessions: int = 1000
    sessions_per_second: int = 100
    register_within: int | None = None
    """Seconds within which each phone registers anew; None: as the phone wishes, and ``MOVED_WITHIN``
    behind a proxy, where a tenant's phones find its new home by that."""

    def seconds_to_register(self, proxied: bool) -> int:
        """0: as the phone wishes."""
        return self.register_within or (MOVED_WITHIN if proxied else 0)


@dataclass
class Written:
    """What was written, and what a person still has to bring."""

    folder: Path
    files: int = 0
    tenants: int = 0
    unrecorded: list[dict[str, str]] = field(default_factory=list)
    """Prompts that are a placeholder tone: tenant, file, text."""


def write_folder(
    name: str, out: Path, options: Options, told: Callable[[int], object] = lambda _: None
) -> Written:
    """Render everything into ``out`` and check it; InvalidInput when it does not hold together.

    ``told`` hears of each prompt that had to be spoken first.
    """
    prompts = folders.write(name, out / "prompts", told)
    node = service.node(name)
    tenants = [load(db.session(), tenant_id) for tenant_id in service.placed_on(node.id)]
    written = Written(out, tenants=len(tenants), unrecorded=prompts.unrecorded)
    programs = [*_program(node), *_gate(options)]
    for path, text in [*_templates(node, options), *_answers(tenants), *programs]:
        write(out / path, text.encode(), _mode(path))
        written.files += 1
    if not list((out / "moh").glob("*.wav")):
        write(out / "moh" / "placeholder.wav", sounds.tones(sounds.MUSIC))
    problems = check.problems(out)
    if problems:
        where, message = problems[0]
        raise InvalidInput(f"{message} ({len(problems)} problems in the folder)", where=where)
    return written


def _templates(node: Node, options: Options) -> Iterator[tuple[Path, str]]:
    root = folder("seatyard_freeswitch_conf")
    jinja = Environment(
        loader=FileSystemLoader(root),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    values = _values(node, options)
    for path in sorted(root.rglob("*.j2")):
        relative = path.relative_to(root)
        target = relative.with_suffix("")
        yield (
            target.with_name(RENAMED.get(target.name, target.name)),
            jinja.get_template(relative.as_posix()).render(values),
        )


def _values(node: Node, options: Options) -> dict[str, Any]:
    settings = settings_of(current_app._get_current_object())  # type: ignore[attr-defined]
    return {
        **vars(options),
        "node": node,
        "base_url": settings.base_url,
        "token": token_for(node.name, settings.secret_key),
        "password": service.password_of(Path(node.password_file)),
        "modules": MODULES,
        "trunks": [_gateway(trunk) for trunk in trunks()],
        "control": options.control or _control(node, settings.base_url),
        "timezones": timezones.rules(),
        "proxies": list(map(str, settings.sip_proxies)),
        "expires": _expires(options.seconds_to_register(bool(settings.sip_proxies))),
    }


def _expires(within: int) -> dict[str, int]:
    """What a registration lasts at most, and how far by chance it lies apart from others' (`sofia_reg.c`)."""
    apart = within // 10
    return {"most": within - apart, "apart": apart} if within else {}


def _program(node: Node) -> Iterator[tuple[Path, str]]:
    settings = settings_of(current_app._get_current_object())  # type: ignore[attr-defined]
    known = {"node": node.name, "token": token_for(node.name, settings.secret_key)}
    for program, (module, place) in PROGRAMS.items():
        remote = {"url": f"{settings.base_url}/switch/{node.name}/{place}", **known}
        yield Path(program), Path(module).read_text(encoding="utf-8")
        yield Path(f"{program}.json"), json.dumps(remote, indent=2)


def _gate(options: Options) -> Iterator[tuple[Path, str]]:
    """What the node needs to ask the tenants' own servers (``deploy/seatyard-lookups@.service``)."""
    networks = settings_of(current_app._get_current_object()).lookup_networks  # type: ignore[attr-defined]
    given = {"port": options.lookup_port, "allow": [str(network) for network in networks]}
    yield Path(GATE), Path(gate.__file__).read_text(encoding="utf-8")
    yield Path(f"{GATE}.json"), json.dumps(given, indent=2)


def _mode(path: Path) -> int:
    if path.name in (*PROGRAMS, GATE):
        return 0o755
    return SECRET if path.name in SECRETS else 0o644


def _gateway(trunk: Trunk) -> dict[str, Any]:
    """A carrier as the templates take it, with its password and all places that it calls in from."""
    password = service.password_of(Path(trunk.password_file)) if trunk.password_file else ""
    networks = dict.fromkeys([_network(trunk.host), *filter(None, trunk.networks.split(","))])
    return {"trunk": trunk, "password": password, "networks": list(networks)}


def _network(host: str) -> str:
    return f"{host}/{ip_address(host).max_prefixlen}"


def _control(node: Node, base_url: str) -> tuple[str, ...]:
    """Who may open the Event Socket when nobody says: this machine, or where the control plane is."""
    if ip_address(node.host).is_loopback:
        return tuple(dict.fromkeys((_network(node.host), "127.0.0.1/32")))
    host = urlsplit(base_url).hostname or ""
    try:
        if not ip_address(host).is_loopback:
            return (_network(host),)
    except ValueError:
        pass
    raise InvalidInput(
        "who may open the Event Socket?", where="--control", allowed="a network such as 192.0.2.10/32"
    )


def _answers(tenants: Iterable[Tenant]) -> Iterator[tuple[Path, str]]:
    """The last good answers, as static files."""
    tenants = list(tenants)
    there = carriers(db.session())
    numbers = [
        made
        for tenant in tenants
        for both in dialplan.number_extensions(tenant, static=True).values()
        for made in both
    ]
    proxied = bool(settings_of(current_app).sip_proxies)
    known = inbound.carrier_extensions(there, proxied=proxied)
    public = dialplan.made_of(dialplan.PUBLIC, [*known, *numbers, dialplan.unassigned()])
    own = [dialplan.made_of(tenant.domain, _context(tenant, there)) for tenant in tenants]
    yield Path("dialplan/tenants.xml"), _pretty(element("include", None, public, *own))
    domains = [_domain(tenant, there) for tenant in tenants]
    yield Path("directory/tenants.xml"), _pretty(element("include", None, *domains))
    queues = callcenter.configuration(map(callcenter.wanted, tenants))
    yield Path("autoload_configs/callcenter.conf.xml"), _pretty(queues)


def _context(tenant: Tenant, carriers: Sequence[Carrier]) -> list[Element]:
    stopped = suspension.dialling(tenant, static=True)
    return [*stopped, *dialplan.context_of(tenant, carriers).all()]


def _domain(tenant: Tenant, carriers: Sequence[Carrier]) -> Element:
    """All users before the groups that point at them: the switch takes the first entry that it finds."""
    everyone = element("users", None, *directory.users_of(tenant, carriers).values())
    groups = directory.groups_of(tenant)
    groups.insert(0, element("group", {"name": "everyone"}, everyone))
    return element("domain", {"name": tenant.domain}, groups)


def _pretty(root: Element) -> str:
    """One element a line: FreeSWITCH drops what stands on a line with ``<include>`` (QUIRKS 28)."""
    text: str = etree.tostring(root, pretty_print=True, encoding="unicode")
    return text
