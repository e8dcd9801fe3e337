"""The ``curl`` application: ask a web server, and keep its answer on the leg (mod_curl)."""

from __future__ import annotations

import logging

from ..calls.channel import Channel
from ..kernel import Outside
from ..xml.http import HttpClient, HttpError
from .registry import application, number

log = logging.getLogger(__name__)


@application("curl")
async def curl(channel: Channel, data: str) -> None:
    """``curl URL``: a GET; the words after it, redirects and certificates are not of the lab."""
    url = data.split(" ")[0]
    patience = number(channel.get("curl_timeout") or "") or None
    client = HttpClient(url, None, "freeswitch-curl/1.0", patience)
    try:
        status, body = await Outside(client.get())
    except (HttpError, ValueError) as error:
        log.warning("%s: curl: %s", channel.uuid, error)
        status, body = 0, b""
    finally:
        await Outside(client.close())
    channel.set("curl_response_data", body.decode("utf-8", "replace") or None)
    channel.set("curl_response_code", str(status))
