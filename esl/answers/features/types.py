"""What each type of seat can do: one table, of which the dialplan and the directory are made.

As agreement 002 lists them (party B's duties 2 and 3): an inbound seat signs in and out, says that it
is busy or free, calls and transfers inside, holds, and sends a caller back to the menu; a seat for both
ways also calls out, transfers outside and brings in a third party. The second list leaves signing in
and out unsaid; without it nobody could work, so every seat has it.
"""

from __future__ import annotations

SIGN_IN_OUT = "sign_in_out"  # 签入/签出
READY_BUSY = "ready_busy"  # 示忙/示闲
HOLD = "hold"  # 来话保持/去保持
CALL_INSIDE = "call_inside"  # 内部呼叫
TRANSFER_INSIDE = "transfer_inside"  # 内部转移
BACK_TO_MENU = "back_to_menu"  # 人工转自动
CALL_OUT = "call_out"  # 呼出
TRANSFER_CALLER = "transfer_caller"  # 转接来话
TRANSFER_OUT = "transfer_out"  # 转出
THREE_WAY = "three_way"  # 三方通话

_EVERY_SEAT = frozenset({SIGN_IN_OUT, READY_BUSY, HOLD, CALL_INSIDE, TRANSFER_INSIDE, BACK_TO_MENU})

INBOUND = "inbound"
FUNCTIONS: dict[str, frozenset[str]] = {INBOUND: _EVERY_SEAT}
BOTH_WAYS = _EVERY_SEAT | {CALL_OUT, TRANSFER_CALLER, TRANSFER_OUT, THREE_WAY}
"""Of ``bidirectional`` and every other type that a contract has a price for."""


def functions(seat_type: str) -> frozenset[str]:
    """What a seat of this type can do on the switch."""
    return FUNCTIONS.get(seat_type, BOTH_WAYS)
