"""What seats do with a call that they have: hold, transfer, consult, three-way, back to the menu."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from .office import BOSS, QUIET, SELLER, TONES, Office, answered, ringing
from .phones import Call, Phone
from .plant import LINE, Plant
from .waiting import until

pytestmark = pytest.mark.live

ALL = (*TONES.values(), LINE)
REFUSAL = 400
"""Hz of ``features.codes.REFUSED``."""


@pytest.fixture(autouse=True)
def _quiet_afterwards(plant: Plant) -> object:
    yield
    plant.switch.api("hupall")
    plant.quiet()


def talk(office: Office, flow: str, number: str) -> tuple[Call, Call]:
    """A caller from outside who talks with a seat: (the caller's call, the seat's)."""
    phone = office.phone(number)
    before = len(phone.incoming)
    caller = office.call(flow)
    seat = answered(phone, before)
    until("the talk", lambda: caller.up and office.talks(number))
    return caller, seat


def press(seat: Call, key: str, number: str = "") -> None:
    """A key of the talk; the number behind it once the switch asks for it."""
    plant_pause = 1.0
    seat.press(key)
    if number:
        time.sleep(plant_pause)  # a dial tone has no event to wait for
        seat.press(f"{number}#")


def hears(call: Call, wanted: set[int], tones: tuple[int, ...] = ALL) -> None:
    """Within a while exactly these tones come in: legs are joined a moment after they are answered."""
    until(f"hears {wanted}", lambda: call.hears(*tones, seconds=0.6) == wanted)


def consult(office: Office, seat: Call, number: str) -> Call:
    phone = office.phone(number)
    before = len(phone.incoming)
    press(seat, "*2", number)
    return answered(phone, before)


def test_hold_and_resume(north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    hears(caller, {TONES[QUIET]}, tuple(TONES.values()))
    seat.hold()
    hears(caller, set(), tuple(TONES.values()))
    seat.resume()
    hears(caller, {TONES[QUIET]}, tuple(TONES.values()))
    hears(seat, {LINE})


def test_an_internal_call(north: Office) -> None:
    before = len(north.phone(SELLER).incoming)
    call = north.dial(QUIET, SELLER)
    answered(north.phone(SELLER), before)
    hears(call, {TONES[SELLER]})


def test_a_transfer_to_a_colleague_and_on_outside(north: Office, plant: Plant) -> None:
    caller, seat = talk(north, "desk", QUIET)
    before = len(north.phone(SELLER).incoming)
    press(seat, "*1", SELLER)
    second = answered(north.phone(SELLER), before)
    until("the first one is free", lambda: seat.over)
    hears(caller, {TONES[SELLER]}, tuple(TONES.values()))
    before = len(plant.line.incoming)
    press(second, "*1", "13900138000")
    mobile = answered(plant.line, before)
    assert "+8613900138000" in mobile.number
    until("the second one is free", lambda: second.over)


@pytest.mark.parametrize("number", ["13900138000", "090012345678"])
def test_an_inbound_seat_sends_nobody_outside(north: Office, plant: Plant, number: str) -> None:
    """The key is refused and the talk goes on; the switch refuses the leg itself as well."""
    caller, seat = talk(north, "desk", QUIET)
    before = len(plant.line.incoming)
    press(seat, "*1", number)
    hears(seat, {REFUSAL}, (REFUSAL,))
    hears(caller, {TONES[QUIET]}, tuple(TONES.values()))
    plant.switch.api(f"uuid_transfer {plant.channel('external')} {number}")
    until("the call is refused", lambda: caller.over)
    assert len(plant.line.incoming) == before


def test_a_transfer_to_nobody_keeps_the_caller(north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    press(seat, "*1", "9999")
    hears(seat, {REFUSAL}, (REFUSAL,))
    hears(caller, {TONES[QUIET]}, tuple(TONES.values()))
    assert not caller.over


def test_nor_a_colleague_who_may_call_out(north: Office, plant: Plant) -> None:
    """Whoever is moved goes by the right of the one who moves."""
    before = len(north.phone(SELLER).incoming)
    mine = north.dial(QUIET, SELLER)
    theirs = answered(north.phone(SELLER), before)
    until("the talk", lambda: mine.up)
    before = len(plant.line.incoming)
    leg = until("their leg", lambda: north.talks(SELLER))
    plant.switch.api(f"uuid_transfer {leg} 13900138000")
    until("the call is refused", lambda: theirs.over)
    assert len(plant.line.incoming) == before


def test_a_consultation_joins_the_two_when_the_seat_hangs_up(north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    colleague = consult(north, seat, SELLER)
    hears(colleague, {TONES[QUIET]})
    seat.hang_up()
    hears(caller, {TONES[SELLER]}, tuple(TONES.values()))
    hears(colleague, {LINE})


def test_after_a_consultation_the_right_is_the_new_seats(north: Office, plant: Plant) -> None:
    caller, seat = talk(north, "shop", SELLER)
    colleague = consult(north, seat, QUIET)
    seat.hang_up()
    hears(colleague, {LINE})
    before = len(plant.line.incoming)
    plant.switch.api(f"uuid_transfer {plant.channel('external')} 13900138000")
    until("the call is refused", lambda: caller.over)
    assert len(plant.line.incoming) == before


def test_a_consultation_out_of_a_queue(north: Office) -> None:
    caller, seat, number = north.queue_call()
    colleague = consult(north, seat, BOSS)
    seat.hang_up()
    hears(caller, {TONES[BOSS]}, tuple(TONES.values()))
    until("the agent is free", lambda: north.agent(number, "state") == "Waiting")
    colleague.hang_up()


def test_a_consultation_given_up_goes_back_to_the_caller(north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    colleague = consult(north, seat, SELLER)
    seat.press("#")
    until("the colleague is free", lambda: colleague.over)
    hears(caller, {TONES[QUIET]}, tuple(TONES.values()))


def test_a_colleague_who_rings_is_wanted_no_more(north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    before = len(north.phone(SELLER).incoming)
    press(seat, "*2", SELLER)
    rings = ringing(north.phone(SELLER), before)
    seat.press("#")
    until("it rings no more", lambda: rings.over)
    hears(caller, {TONES[QUIET]}, tuple(TONES.values()))


def test_a_consultation_outside(north: Office, plant: Plant) -> None:
    caller, seat = talk(north, "shop", SELLER)
    before = len(plant.line.incoming)
    press(seat, "*2", "13900138000")
    mobile = answered(plant.line, before)
    assert north.number("desk") in mobile.caller
    hears(seat, {LINE})
    seat.hang_up()
    until("the seat is free", lambda: seat.over)
    hears(caller, {LINE})
    assert not mobile.over


def test_all_three(north: Office) -> None:
    caller, seat = talk(north, "shop", SELLER)
    colleague = consult(north, seat, BOSS)
    seat.press("0")
    hears(caller, {TONES[SELLER], TONES[BOSS]}, tuple(TONES.values()))
    hears(colleague, {TONES[SELLER], LINE})
    hears(seat, {TONES[BOSS], LINE})


def test_an_inbound_seat_joins_no_three(north: Office) -> None:
    caller, seat = talk(north, "desk", QUIET)
    colleague = consult(north, seat, SELLER)
    seat.press("0")
    hears(colleague, {TONES[QUIET]})
    hears(caller, set(), tuple(TONES.values()))


@pytest.mark.parametrize("by", ["flow", "queue"])
def test_back_to_the_menu(north: Office, by: str) -> None:
    if by == "flow":
        caller, seat = talk(north, "desk", QUIET)
        rings: Callable[[], bool] = lambda: len(north.phone(QUIET).incoming) > before  # noqa: E731
        before = len(north.phone(QUIET).incoming)
    else:
        caller, seat, _ = north.queue_call()
        phones: tuple[Phone, ...] = (north.phone(QUIET), north.phone(SELLER))
        count = sum(len(phone.incoming) for phone in phones)
        rings = lambda: sum(len(phone.incoming) for phone in phones) > count  # noqa: E731
    seat.press("*7")
    until("the seat is free", lambda: seat.over)
    until("the flow begins again", rings)
    assert not caller.over


@pytest.mark.parametrize("target", ["*43", "flow-99-first", "9999", "120"])
def test_a_leg_finds_no_code_that_it_is_sent_to(north: Office, plant: Plant, target: str) -> None:
    """The switch sends it, as a phone does where REFER is let in. Emergency calls go out for whoever asks."""
    caller, seat = talk(north, "desk", QUIET)
    leg = plant.channel("external")
    before = len(plant.line.incoming)
    plant.switch.api(f"uuid_transfer {leg} {target}")
    if target == "120":
        assert "120" in ringing(plant.line, before).number
        return
    until("the call is refused", lambda: caller.over)
    assert north.agent(QUIET) == "Available"
    assert seat.over


def test_a_leg_sent_to_anothers_number_stays_in_its_own_house(
    north: Office, south: Office, plant: Plant
) -> None:
    """Both have a seat of that number."""
    south.phone(BOSS)
    _, _ = talk(north, "desk", QUIET)
    before, others = len(north.phone(BOSS).incoming), len(south.phone(BOSS).incoming)
    plant.switch.api(f"uuid_transfer {plant.channel('external')} {BOSS}")
    ringing(north.phone(BOSS), before)
    assert len(south.phone(BOSS).incoming) == others


def test_a_phone_transfers_nothing_by_refer(north: Office) -> None:
    """FreeSWITCH would dial whatever such a request says (``node conf --refer``)."""
    caller, seat = talk(north, "desk", QUIET)
    seat.transfer(f"sip:{SELLER}@{north.domain}")
    until("the refusal", lambda: seat.transferred == 405)
    assert not caller.over
