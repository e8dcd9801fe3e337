"""Does a configuration folder hold together? Read as FreeSWITCH reads it, every reference followed.

frslint and the switch itself both start happily on a queue, gateway or context that
is not there; the first caller finds out. This finds out before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from seatyard.errors import InvalidInput
from seatyard.safe_xml import root_of

from ..answers.suspension import WHY as SUSPENDED
from ..flows.xml import Element

Problem = tuple[str, str]
"""(file in the folder, what is wrong there)."""

SET_BY_THE_SWITCH = {
    "conf_dir", "log_dir", "db_dir", "run_dir", "recordings_dir", "storage_dir", "sounds_dir", "base_dir",
    "temp_dir", "hostname", "local_ip_v4", "core_uuid",
}  # fmt: skip
"""``switch_core.c``: global variables that are there before the first file is read."""
ACL_OF_THE_SWITCH = {"nat.auto", "localnet.auto", "loopback.auto", "rfc1918.auto", "any_v4.auto", "wan.auto"}
NOWHERE = "nobody"
"""The context of a call that no directory entry gave one: meant not to exist."""
ANOTHER = ":_:"
"""Separates dial strings that are all called at once, whatever stands around it."""
EVERYTHING_ELSE = "nowhere"
LEADS_NOWHERE = (EVERYTHING_ELSE, SUSPENDED)
"""The extension at the end of a context: what it takes was not meant to be dialled."""
CONFIGURED = {
    "mod_console": "console.conf",
    "mod_logfile": "logfile.conf",
    "mod_xml_curl": "xml_curl.conf",
    "mod_json_cdr": "json_cdr.conf",
    "mod_event_socket": "event_socket.conf",
    "mod_sofia": "sofia.conf",
    "mod_callcenter": "callcenter.conf",
    "mod_conference": "conference.conf",
    "mod_voicemail": "voicemail.conf",
    "mod_local_stream": "local_stream.conf",
    "mod_curl": "curl.conf",
}
"""Modules that do not load, or do nothing, without their configuration."""

_DIRECTIVE = re.compile(r'\s*<X-PRE-PROCESS cmd="(set|include)" data="([^"]*)"/>\s*\Z')
_GLOBAL = re.compile(r"\$\$\{([A-Za-z0-9_]+)\}")


@dataclass
class Folder:
    """What the files together define."""

    root: Path
    globals: set[str] = field(default_factory=lambda: set(SET_BY_THE_SWITCH))
    trees: dict[str, Element] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)

    def all(self, xpath: str) -> Iterator[tuple[str, str]]:
        """(file, text) of every attribute that ``xpath`` selects in any file."""
        for name, tree in self.trees.items():
            for value in cast("list[str]", tree.xpath(xpath, smart_strings=False)):
                yield name, value

    def names(self, xpath: str) -> set[str]:
        return {value for _, value in self.all(xpath)}


def problems(root: Path) -> list[Problem]:
    """Everything that is wrong with the folder; empty when a FreeSWITCH can start with it."""
    folder = Folder(root)
    _read(folder, "freeswitch.xml")
    for path in sorted(root.rglob("*.xml")):
        name = path.relative_to(root).as_posix()
        if name not in folder.trees and not any(where == name for where, _ in folder.found):
            folder.found.append((name, "no other file includes it"))
    for rule in (_modules, _contexts, _gateways, _callcenter, _users, _acls, _prompts):
        folder.found += rule(folder)
    return folder.found


def _read(folder: Folder, name: str) -> None:
    """Parse one file and follow its includes, noting globals that are used before they are set."""
    path = folder.root / name
    try:
        text = path.read_text(encoding="utf-8")
        folder.trees[name] = root_of(text.encode(), name)
    except (OSError, UnicodeDecodeError, InvalidInput) as error:
        folder.found.append((name, f"cannot be read: {error}"))
        return
    for number, line in enumerate(text.splitlines(), start=1):
        for variable in _GLOBAL.findall(line):
            if variable not in folder.globals:
                folder.found.append((name, f"line {number}: $${{{variable}}} is not set"))
        if "<X-PRE-PROCESS" in line:
            _follow(folder, name, number, line)
        elif re.search(r"</?include>", line) and line.strip() not in ("<include>", "</include>"):
            folder.found.append((name, f"line {number}: <include> must stand alone (the rest is dropped)"))


def _follow(folder: Folder, name: str, number: int, line: str) -> None:
    match = _DIRECTIVE.match(line)
    if match is None:
        folder.found.append((name, f"line {number}: X-PRE-PROCESS must stand alone (the rest is dropped)"))
    elif match[1] == "set":
        folder.globals.add(match[2].partition("=")[0])
    else:
        base = (folder.root / name).parent
        for path in sorted(base.glob(match[2])):
            _read(folder, path.resolve().relative_to(folder.root.resolve()).as_posix())


def _modules(folder: Folder) -> Iterator[Problem]:
    loaded = folder.names("//load/@module")
    there = folder.names("//configuration/@name")
    for module, configuration in CONFIGURED.items():
        if module in loaded and configuration not in there:
            yield "autoload_configs/modules.conf.xml", f"{module} has no {configuration}"


def _contexts(folder: Folder) -> Iterator[Problem]:
    """Every profile's context, and every transfer's extension there."""
    contexts = {
        str(context.get("name")): [
            str(condition.get("expression"))
            for extension in context.iter("extension")
            if extension.get("continue") != "true" and extension.get("name") not in LEADS_NOWHERE
            for condition in extension.iter("condition")
            if condition.get("field") == "destination_number"
        ]
        for tree in folder.trees.values()
        for context in tree.iter("context")
    }
    for file, context in folder.all("//profile/settings/param[@name='context']/@value"):
        if context not in contexts and context != NOWHERE:
            yield file, f"there is no context {context}"
    for application in ("transfer", "execute_extension"):
        for file, data in folder.all(f"//action[@application='{application}']/@data"):
            target, _, context = data.partition(" XML ")
            if context not in contexts:
                yield file, f"{application} {data}: there is no context {context}"
            elif "$" not in target and not any(re.search(e, target) for e in contexts[context]):
                yield file, f"{application} {data}: there is no such extension"


def _gateways(folder: Folder) -> Iterator[Problem]:
    gateways = folder.names("//gateways/gateway/@name")
    for file, data in folder.all("//action/@data"):
        match = re.search(r"\bsofia/gateway/([^/]+)/", _place(data))
        if match and match[1] not in gateways:
            yield file, f"there is no gateway {match[1]}"


def _callcenter(folder: Folder) -> Iterator[Problem]:
    queues, agents = folder.names("//queues/queue/@name"), folder.names("//agents/agent/@name")
    for file, data in folder.all("//action[@application='callcenter']/@data"):
        if data not in queues:
            yield file, f"there is no queue {data}"
    for file, queue in folder.all("//tiers/tier/@queue"):
        if queue not in queues:
            yield file, f"a tier of no queue: {queue}"
    for file, agent in folder.all("//tiers/tier/@agent"):
        if agent not in agents:
            yield file, f"a tier of no agent: {agent}"


def _place(dialled: str) -> str:
    """A dial string without the variables of its legs, in which tenants' own texts stand."""
    return re.sub(r"\[[^\]]*\]", "", dialled)


def _users(folder: Folder) -> Iterator[Problem]:
    """Who is bridged to, is an agent or has a mailbox is in the directory."""
    users = {
        f"{user.get('id')}@{domain.get('name')}"
        for tree in folder.trees.values()
        for domain in tree.iter("domain")
        for user in domain.iter("user")
        if user.get("type") != "pointer"
    }
    called = [*folder.all("//action[@application='bridge']/@data"), *folder.all("//agent/@contact")]
    for file, data in called:
        if ANOTHER in data:
            yield file, f"more than one dial string: {data}"
        match = re.search(r"user/(\S+)\Z", _place(data))
        if match and match[1] not in users:
            yield file, f"there is no user {match[1]}"
    for file, data in folder.all("//action[@application='voicemail']/@data"):
        _, domain, box = data.split(" ")
        if f"{box}@{domain}" not in users:
            yield file, f"there is no mailbox {box}@{domain}"


ACL_ASKED = re.compile(r"\$\{acl\(\S+ ([\w.-]+)\)\}")
"""A list that a condition asks for, whatever stands beside it."""


def _acls(folder: Folder) -> Iterator[Problem]:
    lists = folder.names("//network-lists/list/@name") | ACL_OF_THE_SWITCH
    for file, name in folder.all("//param[contains(@name, '-acl')]/@value"):
        if name not in lists:
            yield file, f"there is no network list {name}"
    for file, asked in folder.all("//condition/@field"):
        for name in ACL_ASKED.findall(asked):
            if name not in lists:
                yield file, f"there is no network list {name}"


def _prompts(folder: Folder) -> Iterator[Problem]:
    """Of a name that a call makes up as it goes (``digits/${x}.wav``) only the folder."""
    wanted = re.compile(r"\$\{seatyard_prompts\}/([^!\s]+)")
    for file, data in folder.all("//action/@data"):
        for name in wanted.findall(data):
            if "$" in name:
                name = name.partition("$")[0].rpartition("/")[0]
                found = (folder.root / "prompts" / name).is_dir()
            else:
                found = (folder.root / "prompts" / name).is_file()
            if not found:
                yield file, f"there is no prompt {name}"
