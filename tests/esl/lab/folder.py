"""A small configuration folder with the dialplan, users and queues that the captures were taken with."""

from __future__ import annotations

import hashlib
from pathlib import Path

PASSWORD = "ClueCon"
DOMAIN = "acme.test"
SEAT_PASSWORD = "1234"

ROOT = """<?xml version="1.0"?>
<document type="freeswitch/xml">
<X-PRE-PROCESS cmd="set" data="domain=acme.test"/>
<section name="configuration">
<X-PRE-PROCESS cmd="include" data="autoload_configs/*.xml"/>
</section>
<section name="dialplan">
<X-PRE-PROCESS cmd="include" data="dialplan/*.xml"/>
</section>
<section name="directory">
<X-PRE-PROCESS cmd="include" data="directory/*.xml"/>
</section>
</document>
"""

CONFIGURATIONS = """
<configuration name="event_socket.conf"><settings>
<param name="listen-ip" value="127.0.0.1"/><param name="listen-port" value="0"/>
<param name="password" value="ClueCon"/><param name="apply-inbound-acl" value="loopback.auto"/>
</settings></configuration>
<configuration name="switch.conf"><settings>
<param name="sessions-per-second" value="100"/>
<param name="event-heartbeat-interval" value="20"/><param name="switchname" value="fs-peer"/>
</settings></configuration>
<configuration name="sofia.conf"><profiles>
<profile name="internal"><settings><param name="context" value="default"/></settings></profile>
<profile name="external"><gateways>
<gateway name="carrier1"><param name="proxy" value="127.0.0.1:5090"/></gateway>
</gateways><settings><param name="context" value="public"/></settings></profile>
</profiles></configuration>
"""

CALLCENTER = """
<configuration name="callcenter.conf"><settings/>
<queues>
<queue name="support@acme.test"><param name="strategy" value="longest-idle-agent"/>
<param name="moh-sound" value="local_stream://moh"/><param name="time-base-score" value="system"/>
<param name="record-template" value="/var/recordings/cc-${uuid}.wav"/></queue>
<queue name="sales@acme.test"><param name="strategy" value="ring-all"/>
<param name="moh-sound" value="local_stream://moh"/><param name="max-wait-time" value="8"/>
<param name="max-wait-time-with-no-agent" value="3"/>
<param name="max-wait-time-with-no-agent-time-reached" value="2"/></queue>
</queues>
<agents>
<agent name="1003@acme.test" type="callback" contact="[leg_timeout=8]user/1003@acme.test" status="Available"
 max-no-answer="5" wrap-up-time="3" reject-delay-time="3" busy-delay-time="3" no-answer-delay-time="3"/>
</agents>
<tiers><tier agent="1003@acme.test" queue="support@acme.test" level="1" position="1"/></tiers>
</configuration>
"""

DIALPLAN = """
<context name="public">
<extension name="did_echo"><condition field="destination_number" expression="^(9196)$">
<action application="transfer" data="$1 XML default"/></condition></extension>
<extension name="did_queue"><condition field="destination_number" expression="^(7000)$">
<action application="set" data="domain_name=acme.test"/>
<action application="transfer" data="$1 XML default"/></condition></extension>
<extension name="did_any"><condition field="destination_number" expression="^(\\d+)$">
<action application="set" data="domain_name=acme.test"/>
<action application="transfer" data="$1 XML default"/></condition></extension>
</context>
<context name="default">
<extension name="echo"><condition field="destination_number" expression="^9196$">
<action application="answer"/><action application="echo"/></condition></extension>
<extension name="busy"><condition field="destination_number" expression="^9486$">
<action application="hangup" data="USER_BUSY"/></condition></extension>
<extension name="early"><condition field="destination_number" expression="^9195$">
<action application="pre_answer"/>
<action application="playback" data="tone_stream://%(1500,500,440);loops=1"/>
<action application="hangup" data="UNALLOCATED_NUMBER"/></condition></extension>
<extension name="record"><condition field="destination_number" expression="^9170$">
<action application="answer"/><action application="set" data="RECORD_TITLE=capture"/>
<action application="set" data="RECORD_STEREO=true"/>
<action application="record_session" data="/srv/freeswitch/var-min/recordings/${uuid}.wav"/>
<action application="playback" data="tone_stream://%(1000,500,440);loops=2"/>
<action application="stop_record_session" data="/srv/freeswitch/var-min/recordings/${uuid}.wav"/>
<action application="hangup"/></condition></extension>
<extension name="queue"><condition field="destination_number" expression="^7000$">
<action application="answer"/>
<action application="callcenter" data="support@acme.test"/></condition></extension>
<extension name="queue2"><condition field="destination_number" expression="^7001$">
<action application="answer"/>
<action application="callcenter" data="sales@acme.test"/></condition></extension>
<extension name="carrier"><condition field="destination_number" expression="^0(1\\d{10})$">
<action application="set" data="hangup_after_bridge=true"/>
<action application="bridge" data="sofia/gateway/carrier1/$1"/></condition></extension>
<extension name="local"><condition field="destination_number" expression="^(10\\d\\d)$">
<action application="export" data="dialed_extension=$1"/>
<action application="set" data="call_timeout=10"/>
<action application="set" data="hangup_after_bridge=true"/>
<action application="set" data="continue_on_fail=false"/>
<action application="bridge" data="user/$1@acme.test"/></condition></extension>
</context>
"""

DIAL_STRING = (
    "[^^:sip_invite_domain=${dialed_domain}:presence_id=${dialed_user}@${dialed_domain}]"
    "${sofia_contact(*/${dialed_user}@${dialed_domain})}"
)


_ALICE = (
    '<variable name="effective_caller_id_name" value="Alice 1000"/>'
    '<variable name="effective_caller_id_number" value="1000"/>'
)


def user(number: str, password: str = SEAT_PASSWORD) -> str:
    """A directory user with a1-hash and the variables of the captures."""
    a1 = hashlib.md5(f"{number}:{DOMAIN}:{password}".encode()).hexdigest()
    return (
        f'<user id="{number}"><params><param name="a1-hash" value="{a1}"/></params><variables>'
        f'<variable name="domain_name" value="{DOMAIN}"/><variable name="tenant_id" value="acme"/>'
        f'<variable name="user_context" value="default"/><variable name="accountcode" value="acme-{number}"/>'
        f"{_ALICE if number == '1000' else ''}</variables></user>"
    )


def directory(*numbers: str) -> str:
    users = "".join(user(number) for number in numbers)
    return (
        f'<domain name="{DOMAIN}"><params><param name="dial-string" value="{DIAL_STRING}"/></params>'
        f'<groups><group name="default"><users>{users}</users></group></groups></domain>'
    )


def document(section: str, inner: str) -> bytes:
    """What a control plane answers."""
    return f'<document type="freeswitch/xml"><section name="{section}">{inner}</section></document>'.encode()


NOT_FOUND = document("result", '<result status="not found"/>')


def write(path: Path, base_url: str = "", cdr: dict[str, str] | None = None, **extra: str) -> Path:
    """The folder; with ``base_url`` it asks and posts there, without it is on its own.

    ``cdr`` overrides settings of json_cdr.conf, ``extra`` whole files.
    """
    for name, text in {
        "freeswitch.xml": ROOT,
        "autoload_configs/all.conf.xml": f"<include>\n{CONFIGURATIONS}\n</include>\n",
        "autoload_configs/callcenter.conf.xml": CALLCENTER,
        "autoload_configs/curl.conf.xml": _curl(base_url, path, cdr or {}) if base_url else "",
        "dialplan/default.xml": DIALPLAN,
        "directory/default.xml": directory("1000", "1002", "1003"),
        **extra,
    }.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return path


PATIENCE = 30
"""Seconds for an answer: the test's own process gives it, which a busy machine may hold up."""


def _curl(base_url: str, path: Path, cdr: dict[str, str]) -> str:
    settings = {
        "url": f"{base_url}/cdr",
        "cred": "fs1:token",
        "encode-values": "false",
        "retries": "1",
        "delay": "0",
        "timeout": "2",
        "err-log-dir": f"{path}/errors",
        "prefix-a-leg": "true",
        **{name: value.format(base=base_url) for name, value in cdr.items()},
    }
    params = "".join(f'<param name="{name}" value="{value}"/>' for name, value in settings.items())
    return f"""
<configuration name="xml_curl.conf"><bindings><binding name="all">
<param name="gateway-url" value="{base_url}/xml" bindings="dialplan|directory|configuration"/>
<param name="gateway-credentials" value="fs1:token"/><param name="timeout" value="{PATIENCE}"/>
</binding></bindings></configuration>
<configuration name="json_cdr.conf"><settings>{params}</settings></configuration>
"""
