"""Which steps are due: by the clauses, whatever is paid, held, undone, and whichever days nobody looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from billing.clauses.reminders import Reminders
from billing.clauses.suspension import Suspension
from billing.clauses.termination import Termination
from billing.dunning import due as pure
from billing.dunning.due import Situation, Step, Terms
from billing.dunning.history import UNDOABLE, History, Kind, Past
from billing.engine import Bill, Issued
from billing.engine.accounts import accounts, made_on
from billing.engine.facts import Payment
from seatyard.calendar import is_business_day

APRIL = date(2026, 4, 1)
"""When March's bill is made; it is due on the 10th, a Friday."""
TERMS = Terms(
    Reminders(before=3, first=1, every=7, most=2),
    Suspension(days=15, notice_days=3, automatic=True),
    Termination(days=60),
)


def bill(period: str = "2026-03", due: date = date(2026, 4, 10), total: int = 6000) -> Issued:
    amount = Decimal(total)
    return Issued(period, Bill(period, "CNY", (), amount, Decimal(0), "", amount, due, ()))


@dataclass
class Played:
    """A contract lived through, day by day."""

    terms: Terms = TERMS
    bills: Sequence[Issued] = (bill(),)
    payments: list[Payment] = field(default_factory=list)
    past: list[Past] = field(default_factory=list)
    deaf: bool = False
    """Whether no e-mail ever leaves."""
    lived: date = APRIL
    """The last day that was gone through."""

    def situation(self, today: date) -> Situation:
        made = [one for one in self.bills if made_on(one.bill) <= today]
        told = {} if self.deaf else {one.id: one.on for one in self.past if one.kind is Kind.NOTICE}
        paid = [one for one in self.payments if one.on <= today]
        return Situation(self.terms, accounts(made, paid), History.of(self.past), today, told=told)

    def on(self, day: str) -> list[str]:
        """Every day up to one; what was done on that."""
        last = date.fromisoformat(f"2026-{day}")
        done: list[Step] = []
        for ordinal in range(self.lived.toordinal(), last.toordinal() + 1):
            done = self.run(date.fromordinal(ordinal))
        self.lived = last
        return [f"{step.kind.value}{step.number or ''}" for step in done]

    def run(self, today: date) -> list[Step]:
        steps = pure.due(self.situation(today))
        for step in steps:
            self.say(step.kind, today, step.bill, number=step.number)
        return steps

    def say(self, kind: Kind, on: date, bill: str = "", number: int = 0, about: int | None = None) -> Past:
        made = Past(len(self.past) + 1, kind, bill, on, number, about)
        self.past.append(made)
        return made

    def pay(self, day: str, amount: int) -> None:
        on = date.fromisoformat(f"2026-{day}")
        self.payments.append(Payment(f"F{len(self.payments)}", on, Decimal(amount), ""))

    def days(self) -> list[tuple[str, str]]:
        return [(f"{one.on:%m-%d}", f"{one.kind.value}{one.number or ''}") for one in self.past]


def test_the_whole_way() -> None:
    """Due on Friday 10 April: pointed out on the 7th; reminded on Monday the 13th (the 11th is a Saturday)
    and the 20th; told on the 23rd; suspended on the 26th, the 16th day; 60 days are over on 10 June."""
    played = Played()
    played.on("06-30")
    assert played.days() == [
        ("04-07", "pointed_out"),
        ("04-13", "reminder1"),
        ("04-20", "reminder2"),
        ("04-23", "suspension_notice"),
        ("04-26", "suspended"),
        ("06-10", "may_terminate"),
    ]


def test_where_the_operator_decides_it_is_told_that_it_may() -> None:
    played = Played(Terms(suspension=Suspension(days=15, notice_days=3, automatic=False)))
    played.on("05-31")
    assert played.days() == [("04-23", "suspension_notice"), ("04-26", "may_suspend")]


def test_payment_of_the_principal_restores_and_of_all_settles() -> None:
    played = Played()
    played.on("04-27")
    played.pay("04-28", 5999)
    assert played.on("04-28") == [], "a part of it restores nothing"
    played.pay("04-29", 1)
    assert played.on("04-29") == ["restored", "settled"]
    assert played.on("12-31") == []


def test_a_payment_taken_back_begins_anew_with_a_notice() -> None:
    played = Played()
    played.on("04-27")
    played.pay("04-28", 6000)
    played.on("05-05")
    played.payments.clear()
    played.on("05-31")
    later = [one for one in played.days() if one[0] >= "05-05"]
    assert later == [
        ("05-05", "reminder2"),
        ("05-05", "suspension_notice"),
        ("05-08", "suspended"),
    ], "of the reminders the last alone, and three days between the notice and the suspension"


def test_a_notice_that_left_nowhere_suspends_nobody_until_a_person_tells() -> None:
    played = Played(deaf=True)
    played.on("05-10")
    assert "suspended" not in dict(map(reversed, played.days()))  # type: ignore[arg-type]
    played.say(Kind.TOLD, date(2026, 5, 10), "2026-03")
    assert played.on("05-12") == []
    assert played.on("05-13") == ["suspended"]


def test_who_missed_the_days_tells_first() -> None:
    played = Played()
    assert [step.kind for step in played.run(date(2026, 5, 20))] == [Kind.REMINDER, Kind.NOTICE]
    assert played.past[0].number == 2
    assert played.on("05-22") == []
    assert played.on("05-23") == ["suspended"]


def test_a_hold_puts_everything_off_but_money() -> None:
    played = Played()
    played.on("04-26")
    played.say(Kind.HELD, date(2026, 4, 26))
    assert played.on("06-30") == []
    played.pay("06-30", 6000)
    assert played.on("06-30") == ["restored", "settled"]


def test_what_was_undone_does_not_come_by_itself_until_it_may_again() -> None:
    played = Played()
    played.on("04-26")
    suspended = played.past[-1]
    played.say(Kind.UNDONE, suspended.on, suspended.bill, about=suspended.id)
    assert played.on("05-31") == []
    assert played.situation(date(2026, 5, 31)).history.suspended() == []
    played.say(Kind.AGAIN, date(2026, 6, 1), suspended.bill, about=suspended.id)
    played.on("06-01")
    assert played.past[-1].kind is Kind.SUSPENDED


def test_what_is_to_come() -> None:
    played = Played()
    played.on("04-14")
    ahead = pure.ahead(played.situation(date(2026, 4, 14)))
    assert [(f"{step.on:%m-%d}", step.kind.value) for step in ahead] == [
        ("04-20", "reminder"),
        ("04-23", "suspension_notice"),
        ("04-26", "suspended"),
        ("06-10", "may_terminate"),
    ]


def test_a_contract_without_clauses_asks_for_nothing() -> None:
    played = Played(Terms())
    played.on("12-31")
    assert played.past == []


DAYS = st.integers(min_value=0, max_value=120).map(lambda days: APRIL + timedelta(days=days))


@st.composite
def lives(draw: st.DrawFn) -> tuple[Played, list[tuple[date, str]]]:
    terms = Terms(
        draw(
            st.builds(Reminders, st.integers(0, 5), st.integers(1, 9), st.integers(1, 9), st.integers(0, 4))
        ),
        draw(st.builds(Suspension, st.integers(0, 30), st.integers(0, 9), st.booleans())),
        draw(st.builds(Termination, st.integers(0, 60))),
    )
    total = draw(st.integers(1, 9000))
    second = bill("2026-04", date(2026, 5, 10), draw(st.integers(1, 9000)))
    played = Played(terms, [bill(total=total), second], deaf=draw(st.booleans()))
    for day, amount in draw(st.lists(st.tuples(DAYS, st.integers(1, 9000)), max_size=4)):
        played.payments.append(Payment(f"F{len(played.payments)}", day, Decimal(amount), ""))
    words = ["run", "run", "run", "hold", "resume", "undo", "again", "told"]
    return played, sorted(draw(st.lists(st.tuples(DAYS, st.sampled_from(words)), max_size=40)))


def said(played: Played, today: date, word: str) -> None:
    history = History.of(played.past)
    live = [one for one in played.past if one.kind in UNDOABLE and not history.is_over(one.id)]
    if word == "hold":
        played.say(Kind.HELD, today)
    elif word == "resume" and history.held_on(today):
        played.say(Kind.RESUMED, today)
    elif word == "undo" and (standing := [one for one in live if not history.is_undone(one.id)]):
        played.say(Kind.UNDONE, today, standing[-1].bill, about=standing[-1].id)
    elif word == "again" and (undone := [one for one in live if history.is_undone(one.id)]):
        played.say(Kind.AGAIN, today, undone[-1].bill, about=undone[-1].id)
    elif word == "told" and (open_ones := [one.id for one in played.situation(today).accounts if one.left]):
        played.say(Kind.TOLD, today, open_ones[0])


@settings(max_examples=150)
@given(lives())
def test_whatever_happens(lived: tuple[Played, list[tuple[date, str]]]) -> None:
    played, days = lived
    clause = played.terms.suspension
    assert clause is not None
    assert played.terms.reminders is not None
    for today, word in days:
        said(played, today, word)
        before = played.situation(today)
        steps = played.run(today)
        now = played.situation(today)
        assert pure.due(now) == [] or {step.kind for step in pure.due(now)} <= {
            Kind.SUSPENDED,
            Kind.MAY_SUSPEND,
        }, "once done, done; but a notice given today may be enough where none is asked for ahead"
        owed = {one.id: one.left > one.bill.total - one.principal for one in now.accounts}
        assert all(owed.get(name) for name in now.history.suspended()), "nobody who has paid stands still"
        for step in steps:
            assert step.on <= today
            if before.history.held_on(today):
                assert step.kind in (Kind.RESTORED, Kind.SETTLED), (
                    "a hold lets money through, and nothing else"
                )
            if step.kind is Kind.SUSPENDED and clause.notice_days:
                told = [
                    one.on
                    for one in played.past
                    if one.bill == step.bill
                    and (one.kind is Kind.TOLD or (one.kind is Kind.NOTICE and not played.deaf))
                ]
                assert min(told) + timedelta(days=clause.notice_days) <= today, "told in time"
            if step.kind is Kind.REMINDER:
                assert is_business_day(step.on)
                assert step.number <= played.terms.reminders.most
        reminded = [step.bill for step in steps if step.kind is Kind.REMINDER]
        assert len(set(reminded)) == len(reminded), "one reminder of a bill at a time"
