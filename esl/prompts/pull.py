#!/usr/bin/env python3
"""Bring a node's prompt folder up to date, and keep it so: ``pull-prompts FOLDER [--every SECONDS]``.

Runs on the node with nothing but Python: ``seatyard node conf`` writes this file into the node's
folder, with the address and the token in ``pull-prompts.json`` beside it. A file is whole before it
has its name, and takes another's place at once, so calls may play the folder meanwhile. With
Seatyard away the folder stays as it is.
"""

from __future__ import annotations

import argparse
import base64
import fcntl
import hashlib
import json
import os
import re
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

STATE = ".laid-out.json"
"""In the prompt folder: path to sha-256 of each file that came from Seatyard."""
PATH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*){1,3}\Z")
TIMEOUT = 30
MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Entry:
    """A file that should be there: its path in the prompt folder, hex sha-256, size in bytes."""

    file: str
    sha256: str
    size: int
    placeholder: bool = False
    """A tone: it does not take the place of a file that somebody laid there by hand."""


@dataclass
class Done:
    written: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """Path to reason; the rest was done all the same."""


def lay_out(folder: Path, entries: Sequence[Entry], content: Callable[[Entry], bytes]) -> Done:
    """Write what is new or changed, remove what came from Seatyard and is wanted no more.

    ``content`` fetches a file; what it returns is compared with the entry before it is written.
    """
    done = Done()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        laid = _state(folder)
        for entry in entries:
            path = folder / entry.file
            if not PATH.match(entry.file):
                done.failed[entry.file] = "not a path of a prompt"
            elif not _is_there(path, entry, laid):
                try:
                    write(path, _checked(content(entry), entry))
                except (OSError, ValueError) as error:
                    done.failed[entry.file] = str(error)
                else:
                    laid[entry.file] = entry.sha256
                    done.written.append(entry.file)
        for file in laid.keys() - {entry.file for entry in entries}:
            (folder / file).unlink(missing_ok=True)
            del laid[file]
            done.removed.append(file)
        write(folder / STATE, json.dumps(laid, indent=0, sort_keys=True).encode())
    return done


def write(path: Path, content: bytes) -> None:
    """Replace ``path`` at once by a file that is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with open(handle, "wb") as file:
            os.fchmod(file.fileno(), 0o644)
            file.write(content)
        os.replace(fresh, path)
    except BaseException:
        os.unlink(fresh)
        raise


def _is_there(path: Path, entry: Entry, laid: Mapping[str, str]) -> bool:
    if not path.is_file():
        return False
    if entry.file not in laid:
        return entry.placeholder
    return laid[entry.file] == entry.sha256 and path.stat().st_size == entry.size


def _checked(content: bytes, entry: Entry) -> bytes:
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise ValueError("what came is not what was announced")
    return content


def _state(folder: Path) -> dict[str, str]:
    try:
        laid = json.loads((folder / STATE).read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return {file: sha256 for file, sha256 in laid.items() if PATH.match(file)}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time in a folder; the lock goes with the process, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def entry_of(one: Mapping[str, object]) -> Entry:
    """One of the manifest's; keys that a later Seatyard adds are passed over."""
    return Entry(str(one["file"]), str(one["sha256"]), int(str(one["size"])), bool(one.get("placeholder")))


class Remote:
    """Seatyard, as the node asks it."""

    def __init__(self, url: str, node: str, token: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"not an address: {url}")
        self.url = url.rstrip("/")
        self._headers = {"Authorization": "Basic " + base64.b64encode(f"{node}:{token}".encode()).decode()}
        self._etag = ""

    def entries(self) -> list[Entry] | None:
        """The manifest; None while it is as it was."""
        headers = {"If-None-Match": self._etag} if self._etag else {}
        try:
            body, etag = self._get(self.url, headers)
        except urllib.error.HTTPError as error:
            if error.code == 304:
                return None
            raise
        entries = [entry_of(one) for one in json.loads(body)["files"]]
        self._etag = etag
        return entries

    def content(self, entry: Entry) -> bytes:
        return self._get(f"{self.url}/{urllib.parse.quote(entry.file)}", {})[0]

    def doubt(self) -> None:
        """Ask for the whole manifest again."""
        self._etag = ""

    def _get(self, url: str, headers: Mapping[str, str]) -> tuple[bytes, str]:
        request = urllib.request.Request(url, headers={**self._headers, **headers})
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
            body = answer.read(MOST_BYTES + 1)
            if len(body) > MOST_BYTES:
                raise ValueError(f"an answer of more than {MOST_BYTES} bytes")
            return body, answer.headers.get("ETag", "")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="pull-prompts", description="Bring a node's prompts up to date.")
    parser.add_argument("folder", type=Path, help="the folder that seatyard node conf wrote")
    parser.add_argument("--every", type=float, default=0, metavar="SECONDS", help="go on doing so")
    chosen = parser.parse_args(arguments)
    try:
        remote = Remote(**json.loads((chosen.folder / "pull-prompts.json").read_text()))
    except (OSError, ValueError, TypeError) as error:
        _say(f"{chosen.folder}/pull-prompts.json: {error}")
        return 2
    last = ""
    while True:
        told = _pull(remote, chosen.folder / "prompts")
        if told and told != last:  # what goes on is said once
            _say(told)
        last = told
        if not chosen.every:
            return 1 if told else 0
        time.sleep(chosen.every)


def _pull(remote: Remote, folder: Path) -> str:
    """Once; what went wrong, in a line."""
    try:
        entries = remote.entries()
        if entries is None:
            return ""
        done = lay_out(folder, entries, remote.content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        remote.doubt()
        return f"the prompts stay as they are: {error}"
    if not done.failed:
        return ""
    remote.doubt()
    file, reason = next(iter(done.failed.items()))
    return f"{len(done.failed)} prompts could not be fetched: {file}: {reason}"


def _say(line: str) -> None:
    sys.stderr.write(f"pull-prompts: {line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
