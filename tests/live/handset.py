"""One SIP phone as a process (pjsua2): commands come in as JSON lines, what happens goes out as JSON lines.

A process of its own because the library aborts on what it does not like, at the latest
when Python collects its objects; here it ends without collecting anything. One account
a process because an incoming call is given to whichever account its address fits.

Its argument: ``{"port": 5062, "uri": "sip:1001@…"}``, with ``proxy``, ``user`` and ``password`` when it
registers, ``answers``, the status that it gives to each call at once (180, ringing), and ``tone``, what it
says all the time (Hz; else it is silent), ``retry``, after how many seconds it registers again where that
failed (else never), and ``host``, which of this machine's loopback addresses it has
(127.0.0.1). Commands: ``{"do": "dial", "call": "1", "uri": …}`` (with ``hear``,
a WAV file that takes what is heard), ``reply`` (call, status), ``press`` (call, digits: RFC 4733), ``say``
(call, file: a WAV file, over and over), ``hangup`` (call; one that is over stays so), ``answers`` (status,
from now on), ``register`` (wanted), ``hold`` and ``resume`` (call: re-INVITE), ``transfer`` (call, uri:
REFER), ``replace`` (call, other: REFER with Replaces), ``sample`` (call, path, seconds: what comes in for a
while, as WAV).
"""

from __future__ import annotations

import json
import os
import select
import sys
import time
from typing import Any

import pjsua2 as pj

LOOPBACK = "127.0.0.1"
CALLS = 24
"""That one may have at once."""
EVENTS = os.fdopen(os.dup(1), "w", buffering=1)
"""Where events go; what the library itself prints goes to the log from here on."""
os.dup2(2, 1)


def tell(**event: Any) -> None:
    EVENTS.write(json.dumps(event) + "\n")


class Call(pj.Call):  # type: ignore[misc]
    def __init__(self, account: Account, name: str, call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(account, call_id)
        self.account = account
        self.name = name
        self.hear = ""
        self.recorder: pj.AudioMediaRecorder | None = None
        self.player: pj.AudioMediaPlayer | None = None

    def onCallState(self, prm: Any) -> None:
        info = self.getInfo()
        tell(call=self.name, state=info.stateText, status=info.lastStatusCode, id=info.callIdString)

    def onCallMediaState(self, prm: Any) -> None:
        info = self.getInfo()  # kept: its media go with it
        for index, media in enumerate(info.media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                self.account.voice().startTransmit(self.getAudioMedia(index))
                self.record(self.getAudioMedia(index))
                tell(call=self.name, media=True)
            elif media.type == pj.PJMEDIA_TYPE_AUDIO and media.status != pj.PJSUA_CALL_MEDIA_NONE:
                tell(call=self.name, held=True)

    def onCallTsxState(self, prm: Any) -> None:
        transaction = prm.e.body.tsxState.tsx
        if transaction.method == "REFER" and transaction.statusCode >= 200:
            tell(call=self.name, transferred=transaction.statusCode)

    def say(self, file: str) -> None:
        self.player = pj.AudioMediaPlayer()
        self.player.createPlayer(file)
        self.player.startTransmit(self.getAudioMedia(-1))

    def record(self, heard: pj.AudioMedia) -> None:
        if self.hear and self.recorder is None:
            self.recorder = pj.AudioMediaRecorder()
            self.recorder.createRecorder(self.hear)
            heard.startTransmit(self.recorder)


class Account(pj.Account):  # type: ignore[misc]
    def __init__(self, answers: int, tone: int) -> None:
        super().__init__()
        self.at_once = answers
        self.calls: dict[str, Call] = {}
        self.tone = tone
        self.generator: Any = None
        self.recorders: list[tuple[float, str, Any, Any]] = []

    def onInstantMessage(self, prm: pj.OnInstantMessageParam) -> None:
        tell(message=prm.msgBody)

    def onMwiInfo(self, prm: Any) -> None:
        tell(lamp=prm.rdata.wholeMsg)

    def onRegState(self, prm: Any) -> None:
        tell(registration=prm.code)

    def onIncomingCall(self, prm: Any) -> None:
        call = Call(self, f"in-{len(self.calls)}", prm.callId)
        self.calls[call.name] = call
        info = call.getInfo()
        shown = {"number": info.localUri, "caller": info.remoteUri, "id": info.callIdString}
        tell(incoming=call.name, **shown, invite=prm.rdata.wholeMsg)
        call.answer(with_status(self.at_once))

    def dial(self, call: str, uri: str, hear: str = "") -> None:
        self.calls[call] = Call(self, call)
        self.calls[call].hear = hear
        self.calls[call].makeCall(uri, pj.CallOpParam(True))

    def reply(self, call: str, status: int) -> None:
        self.calls[call].answer(with_status(status))

    def press(self, call: str, digits: str) -> None:
        self.calls[call].dialDtmf(digits)

    def say(self, call: str, file: str) -> None:
        self.calls[call].say(file)

    def register(self, wanted: bool) -> None:
        self.setRegistration(wanted)

    def answers(self, status: int) -> None:
        self.at_once = status

    def hangup(self, call: str) -> None:
        self.calls[call].hangup(pj.CallOpParam())

    def hold(self, call: str) -> None:
        self.calls[call].setHold(pj.CallOpParam())

    def resume(self, call: str) -> None:
        again = pj.CallOpParam(True)
        again.opt.flag = pj.PJSUA_CALL_UNHOLD
        self.calls[call].reinvite(again)

    def transfer(self, call: str, uri: str) -> None:
        self.calls[call].xfer(uri, pj.CallOpParam())

    def replace(self, call: str, other: str) -> None:
        self.calls[call].xferReplaces(self.calls[other], pj.CallOpParam())

    def voice(self) -> Any:
        """What this phone says."""
        if not self.tone:
            return pj.Endpoint.instance().audDevManager().getCaptureDevMedia()
        if self.generator is None:
            self.generator = pj.ToneGenerator()
            self.generator.createToneGenerator(8000)
            sound = pj.ToneDesc()
            sound.freq1, sound.freq2, sound.on_msec, sound.off_msec = self.tone, 0, 1000, 0
            self.generator.play(pj.ToneDescVector([sound]), True)
        return self.generator

    def sample(self, call: str, path: str, seconds: float) -> None:
        media, recorder = self.calls[call].getAudioMedia(-1), pj.AudioMediaRecorder()
        recorder.createRecorder(path)
        media.startTransmit(recorder)
        self.recorders.append((time.monotonic() + seconds, path, media, recorder))

    def close_samples(self) -> None:
        """Close the recordings that are long enough."""
        done = [one for one in self.recorders if one[0] < time.monotonic()]
        self.recorders = [one for one in self.recorders if one not in done]
        paths = [path for _, path, _, _ in done]
        for _, _, media, recorder in done:
            media.stopTransmit(recorder)
        done = []
        recorder = None  # the file is whole when the recorder is gone
        for path in paths:
            tell(sampled=path)


def with_status(status: int) -> pj.CallOpParam:
    parameter = pj.CallOpParam()
    parameter.statusCode = status
    return parameter


def account(
    uri: str,
    proxy: str = "",
    user: str = "",
    password: str = "",
    answers: int = 180,
    tone: int = 0,
    retry: int = 0,
) -> Account:
    config = pj.AccountConfig()
    config.idUri = uri
    config.mediaConfig.transportConfig.boundAddress = LOOPBACK
    config.mediaConfig.transportConfig.publicAddress = LOOPBACK
    if proxy:
        config.regConfig.registrarUri = f"sip:{uri.partition('@')[2]}"
        config.regConfig.retryIntervalSec = retry
        config.sipConfig.proxies.append(f"{proxy};lr")
        config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", user, 0, password))
    made = Account(answers, tone)
    made.create(config)
    return made


def endpoint(port: int, host: str) -> pj.Endpoint:
    """A UDP port of ``host``, no sound card, no thread of its own: all happens in ``libHandleEvents``."""
    made = pj.Endpoint()
    made.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.maxCalls = CALLS
    config.logConfig.level = 1
    config.logConfig.consoleLevel = 1
    config.medConfig.noVad = True
    made.libInit(config)
    transport = pj.TransportConfig()
    transport.port = port
    transport.boundAddress = host
    made.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    made.libStart()
    made.audDevManager().setNullDev()
    return made


def do(phone: Account, command: dict[str, Any]) -> None:
    """A command that comes too late, as when the other side has just hung up, is told and changes nothing.

    An exception that ended this process would take the phone from all tests behind it.
    """
    name, known = command.pop("do"), phone.calls.get(command.get("call", ""))
    if known is not None and known.getId() == pj.PJSUA_INVALID_ID:  # the library would abort
        tell(failed=name, call=known.name, because="it is over")
        return
    try:
        getattr(phone, name)(**command)
    except pj.Error as error:
        tell(failed=name, call=command.get("call", ""), because=error.reason)


def main(port: int, host: str = LOOPBACK, **who: Any) -> None:
    """Until the input ends."""
    phones = endpoint(port, host)
    phone = account(**who)
    tell(ready=port)
    waiting = b""
    while True:
        phones.libHandleEvents(10)
        phone.close_samples()
        if not select.select([0], [], [], 0)[0]:
            continue
        read = os.read(0, 65536)
        if not read:
            break
        *lines, waiting = (waiting + read).split(b"\n")
        for line in lines:
            do(phone, json.loads(line))
    phones.hangupAllCalls()
    phones.libHandleEvents(200)
    os._exit(0)


if __name__ == "__main__":
    main(**json.loads(sys.argv[1]))
