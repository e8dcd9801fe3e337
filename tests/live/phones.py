"""SIP phones, made with pjsua2: they register with digest, call, answer, and press keys (RFC 4733).

Everything runs when ``Phones.turn`` is called, in the thread that calls it: no callback
comes at another moment.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pjsua2 as pj

LOOPBACK = "127.0.0.1"


class Call(pj.Call):  # type: ignore[misc]
    """One call of a phone, with what happened to it."""

    def __init__(self, account: Account, call_id: int = pj.PJSUA_INVALID_ID) -> None:
        super().__init__(account, call_id)
        self.states: list[str] = []
        self.status = 0
        """The last SIP status."""
        self.media = False

    def onCallState(self, prm: Any) -> None:
        info = self.getInfo()
        self.states.append(info.stateText)
        self.status = info.lastStatusCode

    def onCallMediaState(self, prm: Any) -> None:
        for index, media in enumerate(self.getInfo().media):
            if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                silence = pj.Endpoint.instance().audDevManager().getCaptureDevMedia()
                silence.startTransmit(self.getAudioMedia(index))
                self.media = True

    @property
    def up(self) -> bool:
        return "CONFIRMED" in self.states and not self.over

    @property
    def over(self) -> bool:
        return "DISCONNCTD" in self.states

    def press(self, digits: str) -> None:
        self.dialDtmf(digits)

    def reply(self, status: int) -> None:
        answer = pj.CallOpParam()
        answer.statusCode = status
        self.answer(answer)

    def end(self) -> None:
        self.hangup(pj.CallOpParam())


class Account(pj.Account):  # type: ignore[misc]
    """A phone or a carrier's line."""

    def __init__(self) -> None:
        super().__init__()
        self.registration = 0
        """The status of the last REGISTER; 0 while none came."""
        self.incoming: list[Call] = []
        self.calls: list[Call] = []

    def onRegState(self, prm: Any) -> None:
        self.registration = prm.code

    def onIncomingCall(self, prm: Any) -> None:
        call = Call(self, prm.callId)
        self.incoming.append(call)
        call.reply(180)

    def dial(self, uri: str) -> Call:
        call = Call(self)
        self.calls.append(call)
        call.makeCall(uri, pj.CallOpParam(True))
        return call


class Phones:
    """All phones of a test on one SIP port."""

    def __init__(self, endpoint: pj.Endpoint, port: int) -> None:
        self.endpoint = endpoint
        self.port = port
        self._accounts: list[Account] = []

    def turn(self, seconds: float = 0.02) -> None:
        """Let the phones work for a moment."""
        end = time.monotonic() + seconds
        while (rest := end - time.monotonic()) > 0:
            self.endpoint.libHandleEvents(max(1, int(rest * 1000)))

    def until(self, what: str, check: Callable[[], Any], seconds: float = 20) -> Any:
        """Let the phones work until ``check`` is true; fails naming ``what`` after ``seconds``."""
        end = time.monotonic() + seconds
        while not (found := check()):
            if time.monotonic() > end:
                raise AssertionError(f"not within {seconds:g} s: {what} (last: {found!r})")
            self.turn()
        return found

    def carrier(self, number: str) -> Account:
        """A line that calls in from ``number`` and takes what the switch sends out."""
        return self._account(f"sip:{number}@{LOOPBACK}:{self.port}")

    def seat(self, number: str, domain: str, password: str, switch: int) -> Account:
        """A seat's phone, registering at the switch's port ``switch``."""

        def register(config: pj.AccountConfig) -> None:
            config.regConfig.registrarUri = f"sip:{domain}"
            config.regConfig.timeoutSec = 300
            config.regConfig.retryIntervalSec = 0
            config.sipConfig.proxies.append(f"sip:{LOOPBACK}:{switch};lr")
            config.sipConfig.authCreds.append(pj.AuthCredInfo("digest", "*", number, 0, password))

        return self._account(f"sip:{number}@{domain}", register)

    def forget(self, account: Account) -> None:
        account.shutdown()
        self._accounts.remove(account)

    def _account(self, uri: str, change: Callable[[pj.AccountConfig], None] = lambda _: None) -> Account:
        config = pj.AccountConfig()
        config.idUri = uri
        config.mediaConfig.transportConfig.boundAddress = LOOPBACK
        config.mediaConfig.transportConfig.publicAddress = LOOPBACK
        change(config)
        account = Account()
        account.create(config)
        self._accounts.append(account)
        return account

    def close(self) -> None:
        for account in self._accounts:
            for call in [*account.calls, *account.incoming]:
                if call.isActive():
                    call.end()
        self.turn(0.3)
        for account in self._accounts:
            account.calls.clear()
            account.incoming.clear()
            account.shutdown()
        self._accounts.clear()


@contextmanager
def phones(port: int) -> Iterator[Phones]:
    endpoint = pj.Endpoint()
    endpoint.libCreate()
    config = pj.EpConfig()
    config.uaConfig.threadCnt = 0
    config.uaConfig.mainThreadOnly = True
    config.uaConfig.userAgent = "seatyard-test"
    config.logConfig.level = 1
    config.logConfig.consoleLevel = 0
    config.medConfig.noVad = True
    endpoint.libInit(config)
    transport = pj.TransportConfig()
    transport.port = port
    transport.boundAddress = LOOPBACK
    endpoint.transportCreate(pj.PJSIP_TRANSPORT_UDP, transport)
    endpoint.libStart()
    endpoint.audDevManager().setNullDev()
    found = Phones(endpoint, port)
    try:
        yield found
    finally:
        found.close()
        endpoint.libDestroy()
