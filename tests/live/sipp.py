"""SIPp at the other end: carriers that behave as told, and phones that lie (``carriers/*.xml``)."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .processes import udp_port
from .waiting import until

SCENARIOS = Path(__file__).with_name("carriers")
LOOPBACK = "127.0.0.1"


def needed() -> None:
    """Skip where there is none."""
    if shutil.which("sipp") is None:
        pytest.skip("no SIPp on this machine (Debian: apt-get install sip-tester)")


@dataclass(frozen=True)
class Message:
    """A SIP message as it came."""

    text: str

    @property
    def number(self) -> str:
        """Whom its first line asks for."""
        found = re.match(r"\w+ sip:([^@]*)@", self.text)
        return found[1] if found else ""

    def header(self, name: str) -> str:
        """Its value; empty when there is none."""
        found = re.search(rf"(?mi)^{name}: *(.*)$", self.text)
        return found[1].strip() if found else ""


@dataclass
class Carrier:
    """A carrier's SIP address; what it does there is changed by ``be``."""

    name: str
    home: Path
    port: int = field(default_factory=udp_port)
    _process: subprocess.Popen[bytes] | None = None
    _lives: int = 0

    def be(self, scenario: str, **words: object) -> None:
        """Behave so from now on. ``words`` are put into the scenario; what came before is forgotten."""
        self.stop()
        self._lives += 1
        for path in (self._log, self._errors):
            path.unlink(missing_ok=True)
        command = ["sipp", "-sf", str(written(self.home / f"{self.name}.xml", scenario, words))]
        command += ["-i", LOOPBACK, "-mi", LOOPBACK, "-p", str(self.port), "-nostdin", "-deadcall_wait", "0"]
        command += ["-trace_msg", "-message_file", str(self._log)]
        with self._errors.open("wb") as output:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env={"TERM": "dumb"}
            )
        until(f"{self.name} listens", self._listening)

    def stop(self) -> None:
        """Be gone."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def received(self, method: str) -> list[Message]:
        """The requests of this method, each once however often it was sent."""
        text = self._log.read_text(errors="replace") if self._log.exists() else ""
        parts = re.split(r"-{40,} [^\n]*\n", text)
        came = [part.partition("\n\n")[2] for part in parts if part.startswith("UDP message received")]
        found = [Message(part) for part in came if part.startswith(f"{method} ")]
        return list({(one.header("Call-ID"), one.header("CSeq")): one for one in found}.values())

    @property
    def _log(self) -> Path:
        return self.home / f"{self.name}-{self._lives}.messages"

    @property
    def _errors(self) -> Path:
        return self.home / f"{self.name}-{self._lives}.out"

    def _listening(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._errors.read_text(errors="replace")
        wanted = f":{self.port:04X} "
        return any(wanted in line for line in Path("/proc/net/udp").read_text().splitlines()[1:])


@contextmanager
def carriers(home: Path, *names: str) -> Iterator[list[Carrier]]:
    needed()
    made = [Carrier(name, home) for name in names]
    try:
        yield made
    finally:
        for carrier in made:
            carrier.stop()


def call(home: Path, scenario: str, number: str, to: int, port: int | None = None, **words: object) -> int:
    """Place one call by a scenario to a port of the switch; SIPp's exit status, 0 for as written."""
    needed()
    path = written(home / f"{scenario}-call.xml", scenario, words)
    command = ["sipp", "-sf", str(path), "-s", number, "-i", LOOPBACK, "-mi", LOOPBACK, "-nostdin", "-m", "1"]
    command += ["-p", str(port or udp_port()), "-timeout", "20", f"{LOOPBACK}:{to}"]
    done = subprocess.run(command, env={"TERM": "dumb"}, capture_output=True, check=False)
    return done.returncode


@contextmanager
def crowd(home: Path, number: str, to: int, count: int, digits: str) -> Iterator[None]:
    """So many callers at once, ten in a second, who press ``digits`` and stay until they are hung up on."""
    needed()
    words = {f"digit{n}": digit for n, digit in enumerate(digits)}
    path = written(home / "member-call.xml", "member", words)
    command = ["sipp", "-sf", str(path), "-s", number, "-i", LOOPBACK, "-mi", LOOPBACK, "-nostdin"]
    command += ["-m", str(count), "-l", str(count), "-r", "10", "-p", str(udp_port()), f"{LOOPBACK}:{to}"]
    with (home / "crowd.out").open("wb") as output:
        process = subprocess.Popen(command, env={"TERM": "dumb"}, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait(10)


def written(path: Path, scenario: str, words: Mapping[str, object], folder: Path = SCENARIOS) -> Path:
    """SIPp checks a scenario before it knows its keywords: they are put in here."""
    text = (folder / f"{scenario}.xml").read_text()
    for name, word in words.items():
        text = text.replace(f"[{name}]", str(word))
    path.write_text(text)
    return path
