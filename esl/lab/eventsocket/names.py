"""The event names that FreeSWITCH 1.11.1 knows, and where its source fires those that the lab fires."""

from __future__ import annotations

ALL = "ALL"
CUSTOM = "CUSTOM"

_NAMES_TEXT = """
CUSTOM CLONE CHANNEL_CREATE CHANNEL_DESTROY CHANNEL_STATE CHANNEL_CALLSTATE CHANNEL_ANSWER
CHANNEL_HANGUP CHANNEL_HANGUP_COMPLETE CHANNEL_EXECUTE CHANNEL_EXECUTE_COMPLETE CHANNEL_HOLD
CHANNEL_UNHOLD CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA
CHANNEL_OUTGOING CHANNEL_PARK CHANNEL_UNPARK CHANNEL_APPLICATION CHANNEL_ORIGINATE CHANNEL_UUID API
LOG INBOUND_CHAN OUTBOUND_CHAN STARTUP SHUTDOWN PUBLISH UNPUBLISH TALK NOTALK SESSION_CRASH
MODULE_LOAD MODULE_UNLOAD DTMF MESSAGE PRESENCE_IN NOTIFY_IN PRESENCE_OUT PRESENCE_PROBE
MESSAGE_WAITING MESSAGE_QUERY ROSTER CODEC BACKGROUND_JOB DETECTED_SPEECH DETECTED_TONE
PRIVATE_COMMAND HEARTBEAT TRAP ADD_SCHEDULE DEL_SCHEDULE EXE_SCHEDULE RE_SCHEDULE RELOADXML NOTIFY
PHONE_FEATURE PHONE_FEATURE_SUBSCRIBE SEND_MESSAGE RECV_MESSAGE REQUEST_PARAMS CHANNEL_DATA GENERAL
COMMAND SESSION_HEARTBEAT CLIENT_DISCONNECTED SERVER_DISCONNECTED SEND_INFO RECV_INFO
RECV_RTCP_MESSAGE SEND_RTCP_MESSAGE CALL_SECURE NAT RECORD_START RECORD_STOP PLAYBACK_START
PLAYBACK_STOP CALL_UPDATE FAILURE SOCKET_DATA MEDIA_BUG_START MEDIA_BUG_STOP CONFERENCE_DATA_QUERY
CONFERENCE_DATA CALL_SETUP_REQ CALL_SETUP_RESULT CALL_DETAIL DEVICE_STATE TEXT SHUTDOWN_REQUESTED
ALL
"""
NAMES = frozenset(_NAMES_TEXT.split())

_WITH_VARIABLES_TEXT = """
CHANNEL_CREATE CHANNEL_ORIGINATE CHANNEL_UUID CHANNEL_ANSWER CHANNEL_PARK CHANNEL_UNPARK
CHANNEL_BRIDGE CHANNEL_UNBRIDGE CHANNEL_PROGRESS CHANNEL_PROGRESS_MEDIA CHANNEL_HANGUP
CHANNEL_HANGUP_COMPLETE REQUEST_PARAMS CHANNEL_DATA CHANNEL_EXECUTE CHANNEL_EXECUTE_COMPLETE
CHANNEL_DESTROY SESSION_HEARTBEAT API RECORD_START RECORD_STOP PLAYBACK_START PLAYBACK_STOP
CALL_UPDATE MEDIA_BUG_START MEDIA_BUG_STOP CHANNEL_HOLD CHANNEL_UNHOLD TEXT CUSTOM
"""
WITH_VARIABLES = frozenset(_WITH_VARIABLES_TEXT.split())
"""Channel events that carry ``variable_*`` (switch_channel.c:2759)."""

_CHANNEL = "switch_channel.c"
_SESSION = "switch_core_session.c"
_CALLCENTER = "mod_callcenter.c"
_OFFER = "outbound_agent_thread_run"
_MEMBER = "conference_member.c"
_RECORDER = ("conference_record.c", "conference_record_thread_run")
_VALET = ("mod_valet_parking.c", "valet_parking_function")
_CONFERENCE_API = "conference_api.c"
_REGISTER = ("sofia_reg.c", "sofia_reg_handle_register_token")

SOURCES: dict[str, tuple[str, str, int]] = {
    "CHANNEL_STATE": (_CHANNEL, "switch_channel_perform_set_running_state", 2409),
    "CHANNEL_CALLSTATE": (_CHANNEL, "switch_channel_perform_set_callstate", 302),
    "CHANNEL_CREATE": ("switch_core_state_machine.c", "switch_core_session_run", 626),
    "CHANNEL_ORIGINATE": ("switch_core_state_machine.c", "switch_core_session_run", 632),
    "CHANNEL_EXECUTE": (_SESSION, "switch_core_session_exec", 2949),
    "CHANNEL_EXECUTE_COMPLETE": (_SESSION, "switch_core_session_exec", 2972),
    "CHANNEL_OUTGOING": (_SESSION, "switch_core_session_outgoing_channel", 768),
    "CHANNEL_PROGRESS": (_CHANNEL, "switch_channel_perform_mark_ring_ready_value", 3507),
    "CHANNEL_PROGRESS_MEDIA": (_CHANNEL, "switch_channel_perform_mark_pre_answered", 3562),
    "CHANNEL_ANSWER": (_CHANNEL, "switch_channel_perform_mark_answered", 3848),
    "CHANNEL_BRIDGE": ("switch_ivr_bridge.c", "switch_ivr_multi_threaded_bridge", 1689),
    "CHANNEL_UNBRIDGE": ("switch_ivr_bridge.c", "switch_ivr_multi_threaded_bridge", 1879),
    "CHANNEL_HOLD": (_CHANNEL, "switch_channel_mark_hold", 876),
    "CHANNEL_UNHOLD": (_CHANNEL, "switch_channel_mark_hold", 876),
    "CALL_UPDATE": ("mod_sofia.c", "sofia_receive_message", 2133),
    "reinvite": ("sofia.c", "sofia_handle_sip_i_state", 8501),
    "CHANNEL_HANGUP": (_CHANNEL, "switch_channel_perform_hangup", 3447),
    "CHANNEL_HANGUP_COMPLETE": ("switch_core_state_machine.c", "switch_core_session_reporting_state", 943),
    "CHANNEL_DESTROY": (_SESSION, "switch_core_session_perform_destroy", 1588),
    "PLAYBACK_START": ("switch_ivr_play_say.c", "switch_ivr_play_file", 1649),
    "PLAYBACK_STOP": ("switch_ivr_play_say.c", "switch_ivr_play_file", 2023),
    "RECORD_START": ("switch_ivr_async.c", "record_callback", 1482),
    "RECORD_STOP": ("switch_ivr_async.c", "send_record_stop_event", 1241),
    "DTMF": (_CHANNEL, "switch_channel_dequeue_dtmf", 743),
    "HEARTBEAT": ("switch_core.c", "send_heartbeat", 95),
    "API": ("switch_loadable_module.c", "switch_api_execute", 2954),
    "BACKGROUND_JOB": ("mod_event_socket.c", "api_exec", 1569),
    "RELOADXML": ("switch_xml.c", "switch_xml_open_root", 2421),
    "SHUTDOWN": ("switch_core.c", "switch_core_destroy", 3151),
    "event": ("mod_dptools.c", "event_function", 1902),
    "agent-add": (_CALLCENTER, "cc_agent_add", 906),
    "agent-status-get": (_CALLCENTER, "cc_agent_get", 964),
    "agent-state-get": (_CALLCENTER, "cc_agent_get", 964),
    "agent-uuid-get": (_CALLCENTER, "cc_agent_get", 964),
    "agent-contact-change": (_CALLCENTER, "cc_agent_update", 1091),
    "agent-state-change": (_CALLCENTER, "cc_agent_update", 1067),
    "agent-status-change": (_CALLCENTER, "cc_agent_update", 1043),
    "agent-max-no-answer": (_CALLCENTER, _OFFER, 2176),
    "agent-offering": (_CALLCENTER, _OFFER, 1717),
    "bridge-agent-start": (_CALLCENTER, _OFFER, 1934),
    "bridge-agent-end": (_CALLCENTER, _OFFER, 2062),
    "bridge-agent-fail": (_CALLCENTER, _OFFER, 2200),
    "member-queue-start": (_CALLCENTER, "callcenter_function", 3113),
    "member-queue-resume": (_CALLCENTER, "callcenter_function", 3113),
    "member-queue-end": (_CALLCENTER, "callcenter_function", 3274),
    "members-count": (_CALLCENTER, "cc_queue_count", 878),
    "conference conference-create": ("mod_conference.c", "conference_new", 3848),
    "conference conference-destroy": ("mod_conference.c", "conference_thread_run", 863),
    "conference add-member": (_MEMBER, "conference_member_add", 962),
    "conference del-member": (_MEMBER, "conference_member_del", 1355),
    "conference floor": (_MEMBER, "conference_member_set_floor_holder", 1158),
    "conference start-recording": (*_RECORDER, 319),
    "conference stop-recording": (*_RECORDER, 427),
    "conference mute-member": (_CONFERENCE_API, "conference_api_sub_mute", 339),
    "conference unmute-member": (_CONFERENCE_API, "conference_api_sub_unmute", 492),
    "conference kick-member": (_CONFERENCE_API, "conference_api_sub_kick", 903),
    "conference hup-member": (_CONFERENCE_API, "conference_api_sub_hup", 871),
    "conference lock": (_CONFERENCE_API, "conference_api_sub_lock", 3474),
    "conference unlock": (_CONFERENCE_API, "conference_api_sub_unlock", 3496),
    "valet hold": (*_VALET, 684),
    "valet bridge": (*_VALET, 579),
    "valet exit": (*_VALET, 749),
    "sofia::pre_register": (*_REGISTER, 1810),
    "sofia::register_attempt": (*_REGISTER, 1606),
    "sofia::register": (*_REGISTER, 2059),
    "sofia::register_failure": (*_REGISTER, 1792),
    "sofia::unregister": (*_REGISTER, 2213),
    "sofia::gateway_state": ("sofia_reg.c", "sofia_reg_fire_custom_gateway_state_event", 156),
    "sofia::expire": ("sofia_reg.c", "sofia_reg_del_callback", 726),
}
