"""The complete configuration folder of a Kamailio: one static file, and the lists beside it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from seatyard.errors import InvalidInput
from seatyard.files import write

from ..carriers.formats import HOME
from .lists import lists
from .places import Places, address, bracketed, port

CONFIGURATION = "kamailio.cfg"
LISTED = 0o640
"""Lists name tenants and their numbers: for the proxy's group, not for everybody."""
MEMORY = 256
"""MB that the proxy's processes share: a list of 100,000 numbers, there twice for a moment, takes 150."""
LONGEST_SOCKET = 100
"""Characters of a Unix socket's path (``sun_path``), with room for the asker's own name."""


@dataclass(frozen=True)
class Options:
    """What the proxy's folder needs beside the database."""

    listen: str = "127.0.0.1:5060"
    """Address and port, of UDP and TCP alike."""
    advertise: str = ""
    """What phones and carriers see, when it is another address."""
    socket: str = "/run/kamailio/seatyard.sock"
    """Where it takes commands: a Unix datagram socket."""
    folder: str = ""
    """The folder's place on the proxy's machine, when it is not where it is written."""
    ping: int = 5
    """Seconds between two OPTIONS to a node: how soon a dead one is known."""
    flood: int = 200
    """Requests within 2 s from which on an address is barred that is neither a node nor a carrier."""
    retry_after: int = 10
    """Seconds after which a phone may try again whose home node is away."""
    children: int = 4
    """Processes that handle UDP; as many handle TCP."""
    places: Places = field(default_factory=Places)


def write_folder(out: Path, options: Options) -> list[str]:
    """Render everything into ``out``; the files written."""
    written = []
    for path, text, mode in [(CONFIGURATION, configuration(out, options), 0o644), *_lists(options.places)]:
        write(out / path, text.encode(), mode)
        written.append(path)
    return written


def configuration(out: Path, options: Options) -> str:
    """``kamailio.cfg``."""
    folder = options.folder or str(out)
    for where, path in (("--folder", folder), ("--socket", options.socket)):
        if not Path(path).is_absolute() or not path.isascii() or set(path) & set('"\\;\n'):
            allowed = "an absolute path without quotes, backslashes and semicolons"
            raise InvalidInput(f"cannot be {path!r}", where=where, allowed=allowed)
    if len(options.socket) > LONGEST_SOCKET:
        allowed = f"at most {LONGEST_SOCKET} characters"
        raise InvalidInput("too long for a socket", where="--socket", allowed=allowed)
    jinja = Environment(
        loader=PackageLoader(__package__),
        autoescape=False,  # no markup
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    values = {
        **vars(options),
        "listen": place(options.listen, "--listen"),
        "advertise": options.advertise and place(options.advertise, "--advertise"),
        "folder": folder,
        "country": str(HOME),
    }
    return jinja.get_template(f"{CONFIGURATION}.j2").render(values)


def place(text: str, where: str) -> str:
    """``192.0.2.1:5060``; the usual port when none is said."""
    host, colon, number = text.rpartition(":")
    if not colon or text.endswith("]"):
        host, number = text, "5060"
    return f"{bracketed(address(host, where))}:{port(number, where)}"


def _lists(places: Places) -> Iterator[tuple[str, str, int]]:
    for path, text in lists(places).items():
        yield path, text, LISTED
