"""``show channels|calls|bridged_calls|registrations [count] [as json]``."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from ..calls.channel import Channel
from ..clock import SECOND
from ..eventsocket.encoding import joined
from ..switch import Switch

Row = dict[str, str]


def add(switch: Switch) -> None:
    tables: dict[str, Callable[[], list[Row]]] = {
        "channels": lambda: [one_row(each) for each in switch.channels.values()],
        "calls": lambda: _calls(switch, alone=True),
        "bridged_calls": lambda: _calls(switch, alone=False),
        "registrations": lambda: _registrations(switch),
    }

    def show(argument: str) -> str:
        words = argument.lower().split()
        as_json = words[-2:] == ["as", "json"]
        words = words[:-2] if as_json else words
        table = tables.get(words[0]) if words else None
        if table is None:
            return "-USAGE: channels|calls|bridged_calls|registrations [count] [as json]\n"
        rows = table()
        if words[1:2] == ["count"]:
            return _count(rows, as_json)
        return _json(rows) if as_json else _plain(rows)

    switch.registry.add("show", show)


def _json(rows: list[Row]) -> str:
    """Without rows there is no ``rows`` (QUIRKS 9), and even the spacing differs."""
    if not rows:
        return '{"row_count": 0}\n'
    return orjson.dumps({"row_count": len(rows), "rows": rows}).decode()


def _plain(rows: list[Row]) -> str:
    if not rows:
        return "\n0 total.\n"
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    return "\n".join(lines) + f"\n\n{len(rows)} total.\n"


def _count(rows: list[Row], as_json: bool) -> str:
    return f'{{"row_count":{len(rows)},"rows":[]}}' if as_json else f"\n{len(rows)} total.\n"


def one_row(channel: Channel) -> Row:
    profile, first = channel.profile, channel.profiles[-1]
    codec = ("PCMU", "8000", "64000") if channel.media else ("", "", "")
    return {
        **_party(channel),
        "application": joined(channel.variables.get("current_application", "")),
        "application_data": joined(channel.variables.get("current_application_data", "")),
        "dialplan": profile.dialplan,
        "context": profile.context,
        "read_codec": codec[0],
        "read_rate": codec[1],
        "read_bit_rate": codec[2],
        "write_codec": codec[0],
        "write_rate": codec[1],
        "write_bit_rate": codec[2],
        "secure": "",
        "hostname": channel.switch.bus.core.switchname,
        **_presence(channel),
        "call_uuid": joined(channel.variables.get("call_uuid", channel.uuid)),
        **_sent(channel),
        "initial_cid_name": first.caller_id_name,
        "initial_cid_num": first.caller_id_number,
        "initial_ip_addr": first.network_addr,
        "initial_dest": first.destination_number,
        "initial_dialplan": first.dialplan,
        "initial_context": first.context,
    }


def _calls(switch: Switch, alone: bool) -> list[Row]:
    """One row a call: a leg and the one that it is bridged with, if any."""
    rows = []
    for channel in switch.channels.values():
        peer = channel.peer
        if peer is not None and channel.other_type == "originator":
            continue
        if peer is None and (not alone or channel.direction == "outbound"):
            continue
        rows.append(_call(channel, peer))
    return rows


def _call(channel: Channel, peer: Channel | None) -> Row:
    row = {
        **_party(channel),
        **_presence(channel),
        "call_uuid": joined(channel.variables.get("call_uuid", channel.uuid)),
        "hostname": channel.switch.bus.core.switchname,
        **_sent(channel),
    }
    names = [*_party(channel), *_presence(channel), *_sent(channel)]
    theirs = {**_party(peer), **_presence(peer), **_sent(peer)} if peer else dict.fromkeys(names, "")
    row.update({f"b_{name}": value for name, value in theirs.items()})
    row["call_created_epoch"] = str(channel.profile.times.created // SECOND)
    return row


def _party(channel: Channel) -> Row:
    profile = channel.profile
    return {
        "uuid": channel.uuid,
        "direction": channel.direction,
        "created": channel.switch.clock.stamp(profile.times.created),
        "created_epoch": str(profile.times.created // SECOND),
        "name": channel.name,
        "state": channel.running,
        "cid_name": profile.caller_id_name,
        "cid_num": profile.caller_id_number,
        "ip_addr": profile.network_addr,
        "dest": profile.destination_number,
    }


def _presence(channel: Channel) -> Row:
    return {
        "presence_id": joined(channel.variables.get("presence_id", "")),
        "presence_data": joined(channel.variables.get("presence_data", "")),
        "accountcode": joined(channel.variables.get("accountcode", "")),
        "callstate": channel.callstate,
        "callee_name": channel.profile.callee_id_name,
        "callee_num": channel.profile.callee_id_number,
        "callee_direction": "SEND" if channel.peer else "",
    }


def _sent(channel: Channel) -> Row:
    return {
        "sent_callee_name": joined(channel.variables.get("last_sent_callee_id_name", "")),
        "sent_callee_num": joined(channel.variables.get("last_sent_callee_id_number", "")),
    }


def _registrations(switch: Switch) -> list[Row]:
    return [
        {
            "reg_user": registration.phone.number,
            "realm": registration.phone.domain,
            "token": registration.call_id,
            "url": registration.contact,
            "expires": str(switch.registrar.expires_at()),
            "network_ip": registration.phone.host,
            "network_port": str(registration.phone.port),
            "network_proto": "udp",
            "hostname": switch.bus.core.switchname,
            "metadata": "",
        }
        for registration in switch.registrar.registrations.values()
    ]
