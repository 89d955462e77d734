"""A large case traced as columns: the same answer as by an object for every payment."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from graphs import of_case, trace
from graphs.kernel import of_case as kernel
from graphs.of_case import trace_case
from tests.graphs.filled import Row, fill
from workbench.case import Case
from workbench.errors import Refused
from workbench.store.tables import Account, Origin, Payment

RULES = ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first", "poison")


def tangle(case: Case, *, origins: int = 12) -> None:
    """Three hundred payments between eight accounts, ten a day, some with a time."""
    dice = random.Random(90125)
    keys = "ABCDEFGH"
    rows: list[Row] = [
        (
            f"P{n}", (date(2026, 1, 1) + timedelta(days=n // 10)).isoformat(),
            *dice.sample(keys, 2), dice.randint(1, 900), dice.choice(["GBP", "GBP", "EUR"]),
        )
        for n in range(300)
    ]  # type: ignore[misc]  # fmt: skip
    fill(case, rows, held="ABCD")
    with case.change("mark", "Marked") as work:
        for key, opening in (("A", 500), ("B", -700), ("C", None)):
            opened = update(Account).where(Account.key == key).values(opening_minor=opening)
            work.connection.execute(opened)
        for n in dice.sample(range(1, 301), 90):
            at = f"{dice.randint(0, 23):02}:{dice.randint(0, 59):02}"
            work.connection.execute(update(Payment).where(Payment.position == n).values(time=at))
        found = work.session.query(Payment).order_by(Payment.id).all()
        for number, payment in enumerate(dice.sample(found, origins), 1):
            work.session.add(
                Origin(
                    number=number, payment_id=payment.id, why="theft",
                    minor=dice.randint(1, payment.minor),
                )
            )  # fmt: skip


@pytest.mark.parametrize("same_day", ["as-recorded", "debits-first"])
def test_every_rule_tells_the_same_by_columns(
    case: Case, same_day: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tangle(case)
    for to in (None, date(2026, 1, 20)):
        readable = trace_case(case, RULES, same_day=same_day, to=to)
        assert any(one["order_matters"] for one in readable)
        assert any(one["repaid"] for one in readable)
        with monkeypatch.context() as patched:
            patched.setattr(trace, "LARGE", 1)
            patched.setattr(kernel, "CHUNK", 70)
            patched.setattr(kernel, "ASKED", 7)
            quick = trace_case(case, RULES, same_day=same_day, to=to)
        for one, other in zip(quick, readable, strict=True):
            assert one == other, one["rule"]


def test_claims_are_the_same_by_columns(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    tangle(case)
    readable = trace_case(case, ["fifo"], backwards=True, why="one plan")
    monkeypatch.setattr(trace, "LARGE", 1)
    quick = trace_case(case, ["fifo"], backwards=True, why="one plan")
    assert quick == readable
    assert quick[0]["claims"]


def test_what_does_not_fit_is_said_as_for_a_small_case(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    tangle(case, origins=1)
    monkeypatch.setattr(trace, "LARGE", 1)
    with case.change("mark", "Spoilt") as work:
        work.connection.execute(update(Payment).where(Payment.key == "P7").values(time="25:99"))
    with pytest.raises(Refused, match="no time of day"):
        trace_case(case, ["fifo"])


def test_payments_in_two_currencies_are_traced_as_columns_too(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    tangle(case)
    with case.change("mark", "Converted") as work:
        for n in (5, 17, 60, 61, 150, 222):
            payment = work.session.query(Payment).filter_by(position=n).one()
            payment.received_currency = "USD" if n == 60 else "EUR"
            payment.received_minor = payment.minor * 7 // 6 + 1
    rules = [rule for rule in RULES if rule != "poison"]
    readable = trace_case(case, rules)
    monkeypatch.setattr(trace, "LARGE", 1)
    monkeypatch.setattr(of_case, "ledger_of", lambda _: pytest.fail("read as objects"))
    for one, other in zip(trace_case(case, rules), readable, strict=True):
        assert one == other, one["rule"]


def test_an_opening_name_or_an_amount_of_nothing_received_is_for_the_readable_way(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    tangle(case)
    monkeypatch.setattr(trace, "LARGE", 1)
    with case.change("mark", "Spoilt") as work:
        spoilt = update(Payment).where(Payment.key == "P7")
        work.connection.execute(spoilt.values(received_minor=-1, received_currency="EUR"))
    with pytest.raises(Refused, match="not above nothing"):
        trace_case(case, ["fifo"])
