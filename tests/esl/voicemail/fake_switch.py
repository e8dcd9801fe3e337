"""A switch in place of mod_lua's: one caller with keys to press, one box, the switch's memory and clock."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Template
from lupa.lua54 import LuaRuntime

from seatyard.resources import folder

EARLY = "!"
A_WHILE = 1000
"""Milliseconds: whoever waits for less goes on by itself."""
SCRIPT = folder("seatyard_freeswitch_conf") / "scripts" / "voicemail.lua.j2"
DOMAIN, BOX = "acme.test", "1001"


@dataclass
class Call:
    """What one caller does, and what came of it."""

    keys: list[str]
    """What is pressed at each question, in order; then the caller hangs up. ``!2`` is pressed while the day
    of a message is said, and ``!`` hangs up then."""
    meanwhile: Callable[[], object]
    played: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    up: bool = True

    def before_the_end(self) -> str:
        """What is pressed while something is said that goes on by itself."""
        if not self.keys or not self.keys[0].startswith(EARLY):
            return ""
        key = self.keys.pop(0).removeprefix(EARLY)
        self.up = key != ""
        return key


@dataclass
class Switch:
    home: Path
    pin: str = ""
    """As the directory has it."""
    now: int = 1_800_000_000
    memory: dict[str, str] = field(default_factory=dict)
    listed: list[str] = field(default_factory=list)
    """What ``vm_list`` says, line by line."""
    commands: list[str] = field(default_factory=list)

    @property
    def box(self) -> Path:
        return self.home / "voicemail" / DOMAIN / BOX

    def message(
        self, leg: str, at: int = 1_799_999_000, name: str = "x", number: str = "+8613800138000"
    ) -> Path:
        """One that lies in the box, new."""
        self.box.mkdir(parents=True, exist_ok=True)
        path = self.box / f"msg_5b7f1d64-3a0f-4a65-92b5-8a4b6b6b1c1d.{leg}.wav"
        path.write_bytes(leg.encode())
        self.listed.append(f"{at}:0:{BOX}:{DOMAIN}:inbox:{path}:{leg}:{name}:{number}:3")
        return path

    def call(self, *keys: str, meanwhile: Callable[[], object] = lambda: None) -> Call:
        """A call that presses these; ``meanwhile`` happens while it is asked something."""
        call = Call(list(keys), meanwhile)
        lua: Any = LuaRuntime(unpack_returned_tuples=True)
        given = lua.globals()
        given.argv = lua.table_from([DOMAIN, BOX, "en", "Asia/Shanghai"])
        given.freeswitch = lua.table_from({"API": lambda: self._api(lua), "getGlobalVariable": self._global})
        given.session = self._session(lua, call)
        given.os.time = lambda: self.now
        lua.execute(Template(SCRIPT.read_text(encoding="utf-8")).render())
        return call

    def _global(self, name: str) -> str:
        return {"storage_dir": str(self.home), "seatyard_prompts": "/prompts"}[name]

    def _api(self, lua: Any) -> Any:
        def execute(_: Any, command: str, words: str) -> str:
            self.commands.append(f"{command} {words}")
            return self._answer(command, words)

        return lua.table_from({"execute": execute})

    def _answer(self, command: str, words: str) -> str:
        if command == "md5":
            return hashlib.md5(words.encode(), usedforsecurity=False).hexdigest()
        if command == "user_data":
            return self.pin if words == f"{BOX}@{DOMAIN} param seatyard-pin" else ""
        if command == "hash":
            doing, realm, key, *value = words.split("/")
            if doing == "insert":
                self.memory[f"{realm}/{key}"] = value[0]
            return self.memory.get(f"{realm}/{key}", "")
        if command == "vm_list":
            return "\n".join(self.listed)
        if command == "vm_read":
            uuid = words.split()[-1]
            self.listed = [line.replace(":0:", ":9:", 1) if uuid in line else line for line in self.listed]
        if command == "vm_delete":
            uuid = words.split()[-1]
            self.listed = [line for line in self.listed if f":{uuid}:" not in line]
        if command == "strftime_tz":
            return "03 05 14 30" if "%m" in words else words.split("|")[0]
        return "+OK"

    def _session(self, lua: Any, call: Call) -> Any:
        def heard(files: str) -> None:
            call.played += [
                file for file in files.removeprefix("file_string://").split("!") if "stream" not in file
            ]

        def ask(
            _: Any, least: int, most: int, tries: int, wait: int, ends: str, files: str, *rest: str
        ) -> str:
            if not call.up:
                return ""
            heard(files)
            if wait < A_WHILE:
                return call.before_the_end()
            if not call.keys:
                call.up = False
                return ""
            call.meanwhile()
            return call.keys.pop(0)

        def run(_: Any, application: str, words: str) -> None:
            if application == "record" and call.up:
                Path(words.split()[0]).write_bytes(b"greeting")

        return lua.table_from(
            {
                "ready": lambda _: call.up,
                "sleep": lambda _, ms: None,
                "streamFile": lambda _, file: heard(file) if call.up else None,
                "playAndGetDigits": ask,
                "execute": run,
                "setVariable": lambda _, name, value: call.variables.__setitem__(name, value),
                "getVariable": lambda _, name: call.variables.get(name),
            }
        )


LAMPS = SCRIPT.with_name("lamps.lua.j2")


@dataclass
class Lamps:
    """A switch as the script of the lamps sees it: a directory, boxes, and the events that it fires."""

    directory: dict[tuple[str, str], str]
    counts: dict[str, str]
    fired: list[dict[str, str]] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)

    def event(self, **headers: str) -> None:
        """``MESSAGE_WAITING`` is handed on."""
        there = {name.replace("_", "-"): value for name, value in headers.items()}

        def given(lua: Any) -> Any:
            return lua.table_from({"getHeader": lambda _, name: there.get(name)})

        self._run([], given)

    def run(self, *words: str) -> None:
        self._run(list(words), None)

    def _run(self, words: list[str], event: Any) -> None:
        lua: Any = LuaRuntime(unpack_returned_tuples=True)
        given = lua.globals()
        given.argv, given.event = lua.table_from(words), event(lua) if event else None
        given.freeswitch = lua.table_from(
            {
                "API": lambda: lua.table_from({"execute": lambda _, command, said: self._api(command, said)}),
                "Event": lambda name: self._event(lua),
                "getGlobalVariable": lambda name: "/conf",
            }
        )
        lua.execute(Template(LAMPS.read_text(encoding="utf-8")).render())

    def _api(self, command: str, said: str) -> str:
        self.commands.append(f"{command} {said}")
        if command == "user_data":
            user, _, name = said.split(" ")
            return self.directory.get((user.partition("@")[0], name), "")
        return self.counts.get(said.partition("@")[0], "0:0:0:0") if command == "vm_boxcount" else ""

    def _event(self, lua: Any) -> Any:
        headers: dict[str, str] = {}
        return lua.table_from(
            {
                "addHeader": lambda _, name, value: headers.__setitem__(name, value),
                "fire": lambda _: self.fired.append(headers),
            }
        )
