"""Where nodes on other machines send their recordings (``send-recordings``, see ``send.py``)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import exists, select

from seatyard import clock, findings
from seatyard.app import settings_of
from seatyard.db import db, snapshot
from seatyard.errors import Forbidden, InvalidInput, TooLarge
from seatyard.identity.roles import node_only

from ..calls.months import near
from ..models import Leg, Placement
from ..nodes.access import admit
from ..nodes.models import Move
from . import intake, wav
from .errors import NotYet
from .folder import source_of
from .intake import Source
from .located import located
from .readiness import Readiness, call_over, readiness

blueprint = Blueprint("esl_recordings", __name__)

PIECE = 256 * 1024
NOT_ITS_TENANT = "recording_of_others"
"""The finding of a node that sends what belongs to a tenant it does not have."""


@blueprint.put("/switch/<node_name>/files/<path:path>")
@node_only
def put(node_name: str, path: str) -> ResponseReturnValue:
    """Take in one file of a node's folder; answered after the commit.

    The body is the file; ``Content-Digest`` (RFC 9530) has its sha-256, ``ended`` in the address
    when the last of it was written (seconds since 1970). 409 while the switch may still write it.
    """
    node_id = admit(node_name)
    source = _source(node_id, node_name, path)
    digest = _digest(request.headers.get("Content-Digest", ""))
    with _received(settings_of(current_app).recording_limit, digest) as (file, size):
        found = wav.read(file, size)
        todo = _todo(found, source)
        if todo is Readiness.WAIT:
            raise NotYet("the switch may still be writing it", where=path)
        if todo is Readiness.DROP:
            return jsonify(recording=intake.EMPTY)
        if todo is Readiness.CLOSE:
            file.seek(0)
            head = wav.closed(found, file.read(found.audio_at))
            file.seek(0)
            file.write(head)
            file.flush()
        return jsonify(recording=intake.take(file, size, source))


def _source(node_id: int, node_name: str, path: str) -> Source:
    at = located(path)
    if at is None:
        raise InvalidInput("not called like a recording", where=path)
    with snapshot():
        source = source_of(at, node_id, node_name, _ended())
        here = exists().where(Placement.tenant_id == source.tenant_id, Placement.node_id == node_id)
        left = exists().where(Move.tenant_id == source.tenant_id, Move.from_id == node_id)
        was = exists().where(
            Leg.tenant_id == source.tenant_id,
            Leg.node_id == node_id,
            Leg.uuid == at.leg_uuid,
            near(Leg, source.ended_at),
        )
        its = bool(db.session.scalar(select(here | left | was)))
    if not its:
        message = "a node sent a recording of a tenant that it does not have"
        findings.report_alone(NOT_ITS_TENANT, node_name, message, tenant_id=source.tenant_id, path=path)
        raise Forbidden("not a tenant of this node", where=path)
    return source


def _ended() -> datetime:
    try:
        ended = datetime.fromtimestamp(float(request.args["ended"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        raise InvalidInput("when was it written?", where="ended", allowed="seconds since 1970") from None
    if ended > clock.now() + timedelta(minutes=5):
        raise InvalidInput("it was written in the future", where="ended")
    return ended


def _digest(header: str) -> bytes:
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        if name == "sha-256" and value.startswith(":") and value.endswith(":"):
            try:
                return base64.b64decode(value[1:-1], validate=True)
            except binascii.Error:
                break
    raise InvalidInput("no sha-256", where="Content-Digest", allowed="sha-256=:BASE64: (RFC 9530)")


@contextmanager
def _received(limit: int, digest: bytes) -> Iterator[tuple[BinaryIO, int]]:
    """The body as a file of this machine, as long as the block lasts; checked against its digest."""
    if (request.content_length or 0) > limit:
        raise TooLarge(f"a recording of more than {limit} bytes", where="body", allowed=f"{limit} bytes")
    folder = settings_of(current_app).home / "incoming"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=folder) as file:
        size, heard = 0, hashlib.sha256()
        while piece := request.stream.read(PIECE):
            size += len(piece)
            if size > limit:
                allowed = f"{limit} bytes"
                raise TooLarge(f"a recording of more than {limit} bytes", where="body", allowed=allowed)
            heard.update(piece)
            file.write(piece)
        if heard.digest() != digest:
            raise InvalidInput("what came is not what was announced", where="Content-Digest")
        yield file, size


def _todo(found: wav.Wav, source: Source) -> Readiness:
    with snapshot():
        over = call_over(source.node_id, source.leg_uuid)
    return readiness(found, clock.now() - source.ended_at, over)
