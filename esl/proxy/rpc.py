"""Kamailio's JSON-RPC over its Unix datagram socket (module ``jsonrpcs``)."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path
from typing import Any
from uuid import uuid4

from seatyard.errors import Unavailable

PATIENCE = 5.0
"""Seconds for an answer."""
LARGEST = 65_536


def call(path: Path, method: str, *parameters: str, patience: float = PATIENCE) -> Any:
    """What the proxy answers. Unavailable when it does not, or says that it could not."""
    name = uuid4().hex[:12]
    question = {"jsonrpc": "2.0", "method": method, "params": list(parameters), "id": name}
    own = path.with_name(f"asks-{name}")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as asking:
        asking.settimeout(patience)
        try:
            asking.bind(
                str(own)
            )  # the answer needs a place, beside the proxy's own: who may go there may ask
            own.chmod(0o660)
            asking.sendto(json.dumps(question).encode(), str(path))
            answer = json.loads(asking.recv(LARGEST))
        except TimeoutError:
            raise Unavailable(f"no answer to {method} within {patience:g} s", where=str(path)) from None
        except OSError as error:
            raise Unavailable(os.strerror(error.errno or 0), where=str(path)) from None
        except ValueError:
            raise Unavailable(f"the answer to {method} is no JSON", where=str(path)) from None
        finally:
            with contextlib.suppress(OSError):
                own.unlink()
    return _result(path, method, name, answer)


def _result(path: Path, method: str, name: str, answer: Any) -> Any:
    if not isinstance(answer, dict) or answer.get("id") != name:
        raise Unavailable(f"the answer to {method} is another's", where=str(path))
    if error := answer.get("error"):
        said = error.get("message", "") if isinstance(error, dict) else ""
        raise Unavailable(f"{method} failed: {str(said)[:200]}", where=str(path))
    return answer.get("result")
