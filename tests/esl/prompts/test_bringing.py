"""What flows play is brought about: spoken, or a tone that is a finding."""

from __future__ import annotations

from flask import Flask

from esl.flows.prompts import prompt
from esl.prompts import house, service, store
from esl.prompts.bringing import bring
from esl.prompts.models import PLACEHOLDER, SPEECH
from esl.prompts.speaking import Speaking
from seatyard import findings
from seatyard.db import db
from tenants.models import Flow, FlowVersion, Tenant
from tests.factories import ArrangementFactory, TenantFactory
from tests.support import sound

from .conftest import HELLO, PROGRAM, flow, speak_with
from .voice import STUMBLES, UNSPEAKABLE, Engine

SPOKEN = prompt({"say": HELLO}).file


def sources(tenant: Tenant | None) -> dict[str, str]:
    return {row.name: row.source for row in service.listing(tenant)}


def open_findings() -> dict[str, str]:
    return {finding.key: finding.message for finding in findings.still_open("prompt_without_recording")}


def publish(tenant: Tenant, *played: object) -> None:
    (one,) = tenant.flows
    assert isinstance(one, Flow)
    one.versions.append(FlowVersion(version=one.published + 1, document=flow(*played)))
    one.published += 1
    tenant.generation += 1
    db.session.commit()


def test_texts_are_spoken_and_files_are_missed(acme: Tenant, voice: type[Engine]) -> None:
    bring(acme.id)
    assert sources(acme) == {"closed.wav": PLACEHOLDER, SPOKEN: SPEECH}
    assert voice.spoken == [(HELLO, "zh")]
    assert open_findings() == {"acme/closed.wav": "callers hear a tone: closed.wav"}
    heard = sound.samples(service.content(service.find(acme, SPOKEN)))
    assert sound.tone_share(heard, 900) > 0.9


def test_bringing_again_changes_nothing(acme: Tenant, voice: type[Engine]) -> None:
    bring(acme.id)
    before = [(row.id, row.sha256, row.changed_at) for row in service.listing(acme)]
    bring(acme.id)
    assert [(row.id, row.sha256, row.changed_at) for row in service.listing(acme)] == before
    assert len(voice.spoken) == 1
    assert [finding.count for finding in findings.still_open()] == [1]


def test_without_a_voice_there_are_tones_until_there_is_one(acme: Tenant, voice: type[Engine]) -> None:
    speak_with("none")
    bring(acme.id)
    assert set(sources(acme).values()) == {PLACEHOLDER}
    assert set(open_findings()) == {"acme/closed.wav", f"acme/{SPOKEN}"}

    speak_with(PROGRAM)
    bring(acme.id)
    assert sources(acme)[SPOKEN] == SPEECH
    assert set(open_findings()) == {"acme/closed.wav"}


def test_what_was_spoken_stays_while_nobody_can_speak(acme: Tenant, voice: type[Engine]) -> None:
    bring(acme.id)
    speak_with("none")
    bring(acme.id)
    assert sources(acme)[SPOKEN] == SPEECH


def test_another_voice_speaks_anew(acme: Tenant, voice: type[Engine], monkeypatch) -> None:
    bring(acme.id)
    monkeypatch.setattr(voice, "voice", "test/2")
    bring(acme.id)
    assert len(voice.spoken) == 2
    assert service.find(acme, SPOKEN).voice == "test/2/zh"


def test_an_upload_is_never_spoken_over(acme: Tenant, voice: type[Engine]) -> None:
    service.add(acme, SPOKEN, sound.wav(2), where="hello.wav")
    bring(acme.id)
    assert sources(acme)[SPOKEN] == "upload"
    assert voice.spoken == []


def test_a_text_that_nobody_can_speak_is_a_finding_with_its_reason(acme: Tenant, voice: type[Engine]) -> None:
    publish(acme, {"say": UNSPEAKABLE}, {"say": STUMBLES})
    bring(acme.id)
    assert set(open_findings().values()) == {
        "callers hear a tone: ひらがな (no voice reads ひ)",
        "callers hear a tone: stumble (no sound came)",
    }


def test_a_changed_flow_leaves_no_tone_and_no_finding_behind(acme: Tenant, voice: type[Engine]) -> None:
    bring(acme.id)
    publish(acme, {"say": "再见"})
    bring(acme.id)
    assert open_findings() == {}
    assert "closed.wav" not in sources(acme)
    assert SPOKEN in sources(acme)  # an earlier version may be published again


def test_what_is_to_be_published_later_is_spoken_now(acme: Tenant, voice: type[Engine]) -> None:
    document = {
        "queues": [],
        "flows": {"main": flow({"say": "明天"})},
        "numbers": [],
        "seats": [],
        "says": [],
    }
    ArrangementFactory(tenant=acme, document=document)
    db.session.commit()
    bring(acme.id)
    assert ("明天", "zh") in voice.spoken


def test_a_sound_that_is_lost_is_made_again(acme: Tenant, voice: type[Engine]) -> None:
    bring(acme.id)
    store.drop(acme.id, service.find(acme, SPOKEN).sha256)
    bring(acme.id)
    assert service.content(service.find(acme, SPOKEN))


def test_tenants_do_not_meet(acme: Tenant, voice: type[Engine]) -> None:
    other = TenantFactory(name="acme-two")
    db.session.commit()
    bring(acme.id)
    bring(other.id)
    assert sources(other) == {}
    assert set(open_findings()) == {"acme/closed.wav"}


def test_the_house_speaks_both_languages(app: Flask, voice: type[Engine]) -> None:
    bring(None)
    assert sources(None).keys() == house.texts("zh").keys() | house.texts("en").keys()
    assert set(sources(None).values()) == {SPEECH}
    assert ("幺", "zh") in voice.spoken
    assert ("1", "en") in voice.spoken
    assert open_findings() == {}


def test_a_house_without_a_voice_is_one_finding_a_language(app: Flask) -> None:
    bring(None)
    assert set(open_findings()) == {"@house/zh", "@house/en"}
    figure, phrase = (service.find(None, name).milliseconds for name in ("zh/digits/1.wav", "zh/seat.wav"))
    assert figure < 200 < phrase


def test_the_worker_speaks_what_is_published(acme: Tenant, voice: type[Engine]) -> None:
    speaking = Speaking()
    while speaking.step():
        pass
    assert sources(acme)[SPOKEN] == SPEECH
    assert len(sources(None)) == len(house.texts("zh")) * 2
    spoken = len(voice.spoken)

    assert not speaking.step()
    publish(acme, {"say": "再见"})
    while speaking.step():
        pass
    assert voice.spoken[spoken:] == [("再见", "zh")]
