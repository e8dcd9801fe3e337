"""A call record as mod_json_cdr writes it (``switch_ivr_generate_json_cdr``): same keys, same order."""

from __future__ import annotations

from typing import Any

from ..calls.channel import Channel
from ..calls.profile import Profile
from ..calls.rtp import call_statistics
from ..eventsocket.encoding import joined, url_encode

_CAPS = "1=1;2=1;3=1;4=1;5=1;6=1;8=1;9=1;10=1"
_FLAGS = "39=1;40=1;42=1;45=1;50=1;55=1;113=1;114=1;123=1;160=1;165=1;166=1"


def document(channel: Channel, encode_values: bool) -> dict[str, Any]:
    """The record of a leg that is in CS_REPORTING."""
    record: dict[str, Any] = {
        "core-uuid": channel.switch.bus.core.uuid,
        "switchname": channel.switch.bus.core.switchname,
        "channel_data": _channel_data(channel),
        "callStats": call_statistics(channel),
        "variables": _variables(channel, encode_values),
    }
    if channel.app_log:
        record["app_log"] = {
            "applications": [
                {"app_name": name, "app_data": data, "app_stamp": str(stamp)}
                for name, data, stamp in channel.app_log
            ]
        }
    record["callflow"] = [_flow(profile) for profile in channel.profiles]
    return record


def is_b_leg(channel: Channel) -> bool:
    """mod_json_cdr's own rule: the newest profile has an originator."""
    return bool(channel.profile.originators)


def _channel_data(channel: Channel) -> dict[str, str]:
    answered = "0=1;1=1;3=1;" if channel.direction == "inbound" else "0=1;1=1;2=1;22=1;"
    return {
        "state": channel.running,
        "direction": channel.direction,
        "state_number": "11",
        "flags": (answered if channel.answered else "0=1;") + _FLAGS,
        "caps": _CAPS,
    }


def _variables(channel: Channel, encode_values: bool) -> dict[str, str]:
    plain = {name: joined(value) for name, value in channel.variables.items() if value}
    return {name: url_encode(value) for name, value in plain.items()} if encode_values else plain


def _flow(profile: Profile) -> dict[str, Any]:
    flow: dict[str, Any] = {}
    if profile.dialplan:
        flow["dialplan"] = profile.dialplan
    flow["profile_index"] = str(profile.index or 1)
    if profile.extension is not None:
        name, number, actions = profile.extension
        applications = [{"app_name": app, "app_data": data} for app, data in actions]
        flow["extension"] = {"name": name, "number": number, "applications": applications}
        if profile.executed < len(applications):  # it ended with some of them to come
            following = applications[profile.executed]
            applications[profile.executed] = {"last_executed": "true", **following}
            flow["extension"]["current_app"] = following["app_name"]
    caller: dict[str, Any] = profile.cdr()
    if profile.originators:
        caller["originator"] = {"originator_caller_profiles": [each.cdr() for each in profile.originators]}
    if profile.originatees:
        caller["originatee"] = {"originatee_caller_profiles": [each.cdr() for each in profile.originatees]}
    flow["caller_profile"] = caller
    flow["times"] = profile.cdr_times()
    return flow
