"""Posts call records, as mod_json_cdr does: retries, then the error folder; none is lost silently.

Several records travel at once, those of one conversation in order; a full
backlog stops the simulation until there is room again.
"""

from __future__ import annotations

import asyncio
import logging
import zlib
from dataclasses import dataclass
from pathlib import Path

import orjson

from ..calls.channel import Channel
from ..conf.settings import JsonCdr
from ..kernel import Outside
from ..xml.http import HttpClient, HttpError
from .document import document, is_b_leg

log = logging.getLogger(__name__)

LANES = 4
"""Records that travel at once. A real switch has a thread for each call; four keep a test in step."""
BACKLOG = 16


@dataclass(frozen=True)
class Record:
    """A call record on its way."""

    uuid: str
    file_name: str
    body: bytes


class Records:
    """Takes the record of every leg that ends."""

    def __init__(self, settings: JsonCdr, folder: Path, lanes: int = LANES) -> None:
        self._settings = settings
        self._error_folder = settings.error_folder or folder / "json_cdr"
        self._lanes = [asyncio.Queue[Record](BACKLOG) for _ in range(lanes)]
        self._workers: list[asyncio.Task[None]] = []
        self.taken = self.posted = self.kept = self.lost = 0

    def start(self) -> None:
        self._workers = [asyncio.create_task(self._work(lane)) for lane in self._lanes]

    async def take(self, channel: Channel) -> None:
        """Queue the record of ``channel``; waits, with simulated time, while the backlog is full."""
        if is_b_leg(channel) and not self._settings.log_b_leg:
            return
        prefix = "a_" if self._settings.prefix_a_leg and not is_b_leg(channel) else ""
        body = orjson.dumps(document(channel, self._settings.encode_values))
        record = Record(channel.uuid, f"{prefix}{channel.uuid}.cdr.json", body)
        self.taken += 1
        lane = self._lanes[zlib.crc32(channel.conversation.encode()) % len(self._lanes)]
        if lane.full():
            await Outside(lane.put(record))
        else:
            lane.put_nowait(record)

    async def drain(self) -> None:
        """Until every record taken so far is delivered or lies in the error folder."""
        for lane in self._lanes:
            await lane.join()

    async def stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    async def _work(self, lane: asyncio.Queue[Record]) -> None:
        settings = self._settings
        client = None
        if settings.url:
            client = HttpClient(settings.url, settings.credentials, "freeswitch-json/1.0", settings.timeout)
        try:
            while True:
                await self._deliver(client, await lane.get())
                lane.task_done()
        finally:
            if client is not None:
                await client.close()

    async def _deliver(self, client: HttpClient | None, record: Record) -> None:
        try:
            if client is not None and await self._post(client, record):
                self.posted += 1
            else:
                self._keep(record)
        except Exception:
            self.lost += 1
            log.exception("json_cdr: the record %s is lost", record.uuid)

    async def _post(self, client: HttpClient, record: Record) -> bool:
        """Only 2xx is success (QUIRKS 21)."""
        for attempt in range(self._settings.retries + 1):
            if attempt:
                await asyncio.sleep(self._settings.delay)
            try:
                status, _ = await client.post(
                    record.body, "application/json", f"{client.path}?uuid={record.uuid}"
                )
            except HttpError as error:
                log.info("json_cdr: %s: %s", record.uuid, error)
                continue
            if 200 <= status < 300:
                return True
            log.info("json_cdr: %s: got error [%s] posting to web server", record.uuid, status)
        return False

    def _keep(self, record: Record) -> None:
        """Raises OSError on a full disk; as the real one does, it leaves no half-written file behind."""
        self._error_folder.mkdir(parents=True, exist_ok=True)
        path = self._error_folder / record.file_name
        try:
            path.write_bytes(record.body + b"\n")
        except OSError:
            path.unlink(missing_ok=True)
            raise
        self.kept += 1
        log.error("json_cdr: %s kept in %s", record.file_name, self._error_folder)
