"""The test's own look into the switch: one ``api`` at a time over a socket of its own.

Not the product's session, so that a fault in that one cannot hide itself here.
"""

from __future__ import annotations

import socket


class EventSocket:
    def __init__(self, port: int, password: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=15)
        self._file = self._socket.makefile("rb")
        self._block()
        if not self._ask(f"auth {password}")["Reply-Text"].startswith("+OK"):
            raise ConnectionRefusedError("the switch refuses the password")

    def api(self, command: str) -> str:
        return self._ask(f"api {command}")["body"].strip()

    def variable(self, uuid: str, name: str) -> str:
        return self.api(f"uuid_getvar {uuid} {name}")

    def close(self) -> None:
        self._file.close()
        self._socket.close()

    def _ask(self, command: str) -> dict[str, str]:
        self._socket.sendall(f"{command}\n\n".encode())
        return self._block()

    def _block(self) -> dict[str, str]:
        headers = {"body": ""}
        while line := self._file.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            headers[name] = value
        if len(headers) == 1:
            raise ConnectionResetError("the switch closed the Event Socket")
        length = int(headers.get("Content-Length", 0))
        headers["body"] = self._file.read(length).decode()
        return headers
