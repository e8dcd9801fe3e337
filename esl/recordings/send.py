#!/usr/bin/env python3
"""Send a node's recordings and messages to Seatyard: ``send-recordings CONF FOLDER [--every SECONDS]``.

Runs on the node with nothing but Python: ``seatyard node conf`` writes this file into the folder CONF,
with the address and the token in ``send-recordings.json`` beside it. FOLDER holds ``recordings/`` and
``storage/``. A file is removed only after Seatyard has answered that it keeps it; what the switch may
still be writing, and everything while Seatyard is away, waits for the next time. A message stays in its
box, where the node plays it from, with an empty file beside it that says that it was sent.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import http.client
import json
import os
import re
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FOLDERS = ("recordings", "storage/voicemail")
TAKEN_MARK = ".taken"
IN_BOX = re.compile(r"msg_[0-9a-f-]{36}\.[A-Za-z0-9_-]{1,128}\.wav\Z")
"""A message whose call is known, by the file's name."""
QUIET = 3
"""Seconds since the last byte, before a file is looked at at all."""
UNFINISHED = 600
"""Seconds after which one that was never closed is sent all the same: Seatyard knows of its call."""
TIMEOUT = 60
PIECE = 256 * 1024


@dataclass
class Sent:
    kept: list[str] = field(default_factory=list)
    """Those that Seatyard keeps, and those in which nobody talked: removed here."""
    waiting: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


class Remote:
    """Seatyard, as the node sends to it."""

    def __init__(self, url: str, node: str, token: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"not an address: {url}")
        self.url = url.rstrip("/")
        self._authorization = "Basic " + base64.b64encode(f"{node}:{token}".encode()).decode()

    def put(self, path: str, file: Path, written_ns: int, size: int) -> bool:
        """Whether Seatyard keeps it; returns when it has the file for good, or wants it no more.

        HTTPError 409: it is not finished yet.
        """
        seconds, rest = divmod(written_ns, 10**9)
        ended = f"{seconds}.{rest // 1000:06d}"
        with file.open("rb") as body:
            digest = hashlib.sha256()
            while piece := body.read(PIECE):
                digest.update(piece)
            body.seek(0)
            headers = {
                "Authorization": self._authorization,
                "Content-Type": "audio/wav",
                "Content-Length": str(size),
                "Content-Digest": f"sha-256=:{base64.b64encode(digest.digest()).decode()}:",
            }
            address = f"{self.url}/{urllib.parse.quote(path)}?ended={ended}"
            request = urllib.request.Request(address, data=body, headers=headers, method="PUT")
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return json.loads(answer.read())["recording"] in ("taken", "known")


def send(folder: Path, remote: Remote, now: float) -> Sent:
    """Send everything that may be ready, the oldest first; stops where Seatyard does not answer."""
    sent = Sent()
    for path, before in sorted(_files(folder), key=lambda found: found[1].st_mtime_ns):
        file = folder / path
        if now - before.st_mtime < (QUIET if _closed(file, before.st_size) else UNFINISHED):
            sent.waiting.append(path)
            continue
        try:
            kept = remote.put(path, file, before.st_mtime_ns, before.st_size)
        except urllib.error.HTTPError as error:
            if error.code == 409:
                sent.waiting.append(path)
            else:
                sent.failed[path] = f"{error.code} {error.read(500).decode(errors='replace').strip()}"
                if error.code >= 500 or error.code in (401, 404):
                    break
            continue
        except (OSError, http.client.HTTPException) as error:
            sent.failed[path] = str(error)
            break
        if _same(before, file):
            if kept and IN_BOX.match(file.name):
                file.with_name(file.name + TAKEN_MARK).touch()
            else:
                file.unlink()
        sent.kept.append(path)
    return sent


def _files(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    for place in FOLDERS:
        for where, _, names in os.walk(folder / place):
            there = set(names)
            for name in names:
                path = Path(where, name)
                message = name.removesuffix(TAKEN_MARK)
                if name != message and IN_BOX.match(message) and message not in there:
                    path.unlink()  # its message has left the box
                if name.endswith(".wav") and name + TAKEN_MARK not in there and not path.is_symlink():
                    yield path.relative_to(folder).as_posix(), path.stat()


def _closed(file: Path, size: int) -> bool:
    """Whether the lengths in a WAV file's header are those of the file: the switch writes them at the end."""
    with file.open("rb") as opened:
        head = opened.read(8)
    return int.from_bytes(head[4:8], "little") + 8 in (size, size + 1)


def _same(before: os.stat_result, file: Path) -> bool:
    after = file.stat()
    return (before.st_ino, before.st_size, before.st_mtime_ns) == (
        after.st_ino,
        after.st_size,
        after.st_mtime_ns,
    )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="send-recordings", description="Send a node's recordings.")
    parser.add_argument("conf", type=Path, help="the folder that seatyard node conf wrote")
    parser.add_argument("folder", type=Path, help="the one that holds recordings/ and storage/")
    parser.add_argument("--every", type=float, default=0, metavar="SECONDS", help="go on doing so")
    chosen = parser.parse_args(arguments)
    try:
        remote = Remote(**json.loads((chosen.conf / "send-recordings.json").read_text()))
    except (OSError, ValueError, TypeError) as error:
        _say(f"{chosen.conf}/send-recordings.json: {error}")
        return 2
    last = ""
    while True:
        told = _told(send(chosen.folder, remote, time.time()))
        if told and told != last:  # what goes on is said once
            _say(told)
        last = told
        if not chosen.every:
            return 1 if told else 0
        time.sleep(chosen.every)


def _told(sent: Sent) -> str:
    if not sent.failed:
        return ""
    path, reason = next(iter(sent.failed.items()))
    return f"{len(sent.failed)} could not be sent: {path}: {reason}"


def _say(line: str) -> None:
    sys.stderr.write(f"send-recordings: {line}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
