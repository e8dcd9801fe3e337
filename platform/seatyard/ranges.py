"""Files over HTTP of which one may ask for a part (RFC 9110, 14), as players and resumed downloads do."""

from __future__ import annotations

from typing import Any, Protocol, cast

from flask import Request, Response
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

PIECE = 64 * 1024


class Seekable(Protocol):
    """A file open for reading; only what is read from it needs to be fetched."""

    def read(self, size: int = -1, /) -> Any: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...

    def seekable(self) -> bool: ...

    def tell(self) -> int: ...

    def close(self) -> None: ...


def answer(
    request: Request, file: Seekable, length: int, *, mimetype: str, etag: str, name: str, attached: bool
) -> Response:
    """The file, or the one part of it that was asked for: 200, 206 or 416, 304 when it is known.

    Several parts at once, and what is no range, are answered with the whole (RFC 9110, 14.2 lets one).
    """
    response = Response(FileWrapper(cast("Any", file), PIECE), mimetype=mimetype, direct_passthrough=True)
    response.content_length = length
    response.set_etag(etag)
    response.headers.set("Content-Disposition", "attachment" if attached else "inline", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Accept-Ranges"] = "bytes"
    environ = dict(request.environ)
    wanted = request.range
    if wanted is None or wanted.units != "bytes" or len(wanted.ranges) != 1:
        environ.pop("HTTP_RANGE", None)
    try:
        response.make_conditional(environ, accept_ranges=True, complete_length=length)
    except RequestedRangeNotSatisfiable:
        file.close()
        refused = Response(status=416, mimetype="text/plain")
        refused.headers["Content-Range"] = f"bytes */{length}"
        refused.headers["Accept-Ranges"] = "bytes"
        return refused
    return response
