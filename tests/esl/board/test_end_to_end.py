"""From an event of the lab switch to a reader of the stream: worker, database and gunicorn as they run."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from esl.board.reading import FRESH
from tests.factories import PASSWORD
from tests.support.live_house import TENANT, LiveHouse, live_house

SECOND = 1.0
PATIENCE = 30.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHouse]:
    with live_house(tmp_path_factory.mktemp("live") / "home") as one:
        yield one


def token_of(page: str) -> str:
    """Of the forms of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page
    return found[1]


class Reader:
    """A browser that has logged in and reads a board."""

    def __init__(self, house: LiveHouse, login: str = "boss", tenant: str = TENANT) -> None:
        self.http = httpx.Client(base_url=house.address, timeout=PATIENCE)
        page = self.http.get("/login").text
        data = {"csrf_token": token_of(page), "login": login, "password": PASSWORD}
        assert self.http.post("/login", data=data).status_code == 302
        self.path = f"/tenants/{tenant}/board/events"
        self.entries: dict[str, Any] = {}
        self.ages: list[float | None] = []
        self.names: list[str] = []
        self.status = 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Reader:
        self._thread.start()
        self.until(lambda: self.status, "an answer")
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(PATIENCE)
        self.http.close()

    def until(self, true: Callable[[], Any], what: str, seconds: float = PATIENCE) -> float:
        """Wait for it; the seconds that it took."""
        began = time.monotonic()
        while not true():
            known = f"{what}: {self.ages}: {self.entries}"
            assert time.monotonic() - began < seconds, f"not within {seconds} s: {known}"
            time.sleep(0.01)
        return time.monotonic() - began

    def seat(self, number: str) -> dict[str, Any]:
        return next((one for one in list(self.entries.values()) if one.get("number") == number), {})

    @property
    def is_live(self) -> bool:
        """The last beat may say 0.0, as a board is read right after it was written."""
        age = self.ages[-1] if self.ages else None
        return age is not None and age < FRESH

    @property
    def queue(self) -> dict[str, Any]:
        return next((one for name, one in list(self.entries.items()) if name.startswith("queue/")), {})

    def _read(self) -> None:
        with self.http.stream("GET", self.path) as answer:
            self.status = answer.status_code
            name = ""
            for line in answer.iter_lines() if self.status == 200 else ():
                if self._over.is_set():
                    return
                word, _, rest = line.partition(": ")
                if word == "event":
                    name = rest
                    self.names.append(name)
                elif word == "data":
                    self._take(name, json.loads(rest))

    def _take(self, name: str, told: dict[str, Any]) -> None:
        if name == "beat":
            self.ages.append(told["age"])
        elif name == "all":
            self.entries = told["entries"]
        for key, entry in told["entries"].items() if name == "change" else ():
            if entry is None:
                self.entries.pop(key, None)
            else:
                self.entries[key] = entry


def test_what_happens_on_the_switch_is_read_within_a_second(house: LiveHouse) -> None:
    with Reader(house) as reader:
        reader.until(lambda: reader.queue and reader.is_live, "a live board")
        assert reader.seat("1002")["state"] == "unregistered"
        house.registers("1002")
        took = [reader.until(lambda: reader.seat("1002")["state"] == "ready", "a seat that is ready")]
        house.calls(house.number("main"))
        reader.until(lambda: reader.seat("1002")["state"] == "ringing", "a seat that rings")
        assert reader.queue["waiting"] == 1
        leg = reader.seat("1002")["call"]["leg"]
        house.lab(f"answer {leg}")
        took.append(reader.until(lambda: reader.seat("1002")["state"] == "talking", "a talk"))
        took.append(reader.until(lambda: reader.queue["answered"] == 1, "an answered call"))
        assert reader.seat("1002")["call"]["party"] == "+8613800138000"
        assert reader.queue["waiting"] == 0
        house.lab(f"hangup {leg}")
        took.append(reader.until(lambda: reader.seat("1002")["state"] == "after_call", "after-call work"))
        assert "call" not in reader.seat("1002")
        time.sleep(4)  # the call's record comes, and is counted in its place
        assert (reader.queue["answered"], reader.queue["abandoned"]) == (1, 0)
    assert min(took) < SECOND, (
        took
    )  # on a machine that does other things too; `make bench ARGS=board` measures


def test_it_is_one_tenants_and_one_sessions(house: LiveHouse) -> None:
    with Reader(house, login="other", tenant="ankang") as stranger:
        assert stranger.status == 404
    with Reader(house, login="other", tenant="linlang") as reader:
        reader.until(lambda: reader.queue, "a board")
        assert not any("李雷" in str(one) for one in reader.entries.values())
        page = reader.http.get("/account").text
        reader.http.post("/logout", data={"csrf_token": token_of(page)})
        reader.until(lambda: "end" in reader.names, "the end of the stream")


def test_a_stream_costs_no_thread(house: LiveHouse) -> None:
    """Twenty of them, where gunicorn has eight threads a process; and no more of one person than allowed."""
    with Reader(house) as one:
        cookies = one.http.cookies
        open_ones, refused = [], 0
        for _ in range(20):
            client = httpx.Client(base_url=house.address, cookies=cookies, timeout=PATIENCE)
            answer = client.send(client.build_request("GET", one.path), stream=True)
            refused += answer.status_code == 429
            open_ones.append((client, answer))
        began = time.monotonic()
        assert one.http.get("/account").status_code == 200
        assert time.monotonic() - began < 5
        assert refused >= 9
        for client, answer in open_ones:
            answer.close()
            client.close()
