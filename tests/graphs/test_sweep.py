"""Many traces side by side: the range of every amount, and which decision makes it."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import graphs
from exports.book import book_of
from graphs.ledger import Ledger, Origin, Pocket
from graphs.sweeping import of_case
from graphs.sweeping.choices import ALL, DRAWING, Run, known_rules, origin_sets, runs_of
from graphs.sweeping.of_case import Choices, Where, sweep_case
from graphs.sweeping.once import Found, Scenario
from graphs.sweeping.results import ranges
from graphs.sweeping.sources import Given, InCase, InParquet, Records
from graphs.sweeping.spread import spread
from graphs.trace import trace
from tests.graphs.filled import Row, fill
from tests.graphs.ledgers import ACCOUNT, Book
from workbench.case import Case
from workbench.errors import Cancelled, Refused
from workbench.parties.identity import decide
from workbench.recovery.follow_on import sell
from workbench.recovery.origins import Mark, mark
from workbench.recovery.property import add_asset, add_purchase

HERE, CAR = Pocket(ACCOUNT, "GBP"), Pocket("car", "GBP")


def bought_a_car() -> Given:
    book = Book()
    book.into(6_000, "wages", day=1)
    book.into(4_000, "drugs", day=2, mark=True)
    book.out(5_000, "car", day=2)
    book.into(10, "theft", day=3, mark=True)
    return Given(book.ledger(), tuple(book.origins))


def done(source: Given, runs: list[Run], sets: dict[str, frozenset[int]]) -> dict[Run, Found]:
    jobs = [Scenario(run, sets[run.origins]) for run in runs]
    return dict(zip(runs, spread(source, (), jobs), strict=True))


def amounts(found: dict[Run, Found], origin: int, pocket: Pocket) -> list[int]:
    return [one.held.get((origin, pocket), 0) for one in found.values()]


def test_every_run_is_the_trace_by_its_choices() -> None:
    source = bought_a_car()
    sets = origin_sets([1, 2], each=True)
    runs = runs_of(["fifo", "lifo"], origin_sets=sets)
    found = done(source, runs, sets)
    assert len(found) == 2 * 3 * 3
    for run, one in found.items():
        kept = [origin for origin in source.origins if origin.number not in sets[run.origins]]
        made = trace(source.whole, kept, run.rule, same_day=run.same_day)
        assert (one.held, one.conserved) == (made.held, True)


def test_the_range_names_a_run_for_its_least_and_its_most() -> None:
    runs = runs_of(["fifo", "lifo"])
    found = done(bought_a_car(), runs, {ALL: frozenset()})
    span = ranges(runs, {"car": amounts(found, 1, CAR)})["car"]
    assert (span.least, span.most) == (0, 400_000)
    assert (span.least_by, span.most_by) == (Run("fifo"), Run("lifo"))


def test_a_decision_matters_if_it_alone_moves_an_amount() -> None:
    source, sets = bought_a_car(), origin_sets([1, 2], each=True)
    for runs, matters in (
        (runs_of(["fifo", "lifo"], ["as-recorded"]), {"rule": 400_000}),
        (runs_of(["lifo"]), {"same-day": 400_000}),
        (runs_of(["lifo"], ["as-recorded"], sets), {"origins:without 1": 400_000}),
        (runs_of(["fifo"]), {}),
    ):
        span = ranges(runs, {"car": amounts(done(source, runs, sets), 1, CAR)})["car"]
        assert {decision.choice: decision.moves for decision in span.decisions} == matters


def test_a_decision_says_what_it_does_to_the_least_and_to_the_most() -> None:
    runs = runs_of(["fifo", "lifo"], ["as-recorded", "debits-first"])
    found = done(bought_a_car(), runs, {ALL: frozenset()})
    rule, order = ranges(runs, {"car": amounts(found, 1, CAR)})["car"].decisions
    assert rule.by_value == (("fifo", 0, 0), ("lifo", 0, 400_000))
    assert (rule.moves_least, rule.moves_most) == (0, 400_000)
    assert order.by_value == (("as-recorded", 0, 400_000), ("debits-first", 0, 0))


def test_choices_that_there_are_not_are_refused() -> None:
    assert known_rules(()) == DRAWING
    with pytest.raises(Refused, match="no rule guess"):
        known_rules(["guess"])
    with pytest.raises(Refused, match="shares out one account"):
        known_rules(["pari-passu"])
    with pytest.raises(Refused, match="no origin 9"):
        origin_sets([1, 2], ["1,9"])
    assert origin_sets([1, 2], ["2, 1"])["without 1, 2"] == {1, 2}


# -- workers


class Losing:
    """A crew of threads that loses the first runs it is given, as a machine switched off does."""

    lost = (BrokenProcessPool,)

    def __init__(self, source: Given, times: int) -> None:
        self.records, self.times, self.stopped = Records.of(source, ()), times, False

    def start(self) -> Executor:
        return ThreadPoolExecutor(2)

    def job(self, job: Scenario) -> tuple[Any, ...]:
        return self._perform, job

    def _perform(self, job: Scenario) -> Found:
        if self.times:
            self.times -= 1
            raise BrokenProcessPool("gone")
        return job.perform(self.records)

    def again(self, _result: Any) -> bool:
        return False

    def look(self) -> None:
        pass

    def stop(self) -> None:
        self.stopped = True

    def close(self, executor: Executor) -> None:
        executor.shutdown(cancel_futures=True)


def test_a_lost_workers_runs_are_done_again() -> None:
    source = bought_a_car()
    jobs = [Scenario(run) for run in runs_of(["fifo", "lifo"])]
    said: list[str] = []

    def listen(done: int, total: int, text: str) -> None:
        said.append(text)

    found = spread(source, (), jobs, Losing(source, 4), listen)
    assert found == spread(source, (), jobs)
    assert any("lost" in text for text in said)


def test_workers_that_are_always_lost_are_given_up() -> None:
    source = bought_a_car()
    with pytest.raises(Refused, match="1 of 1 traces were lost three times"):
        spread(source, (), [Scenario(Run("fifo"))], Losing(source, 999))


def test_a_person_can_stop_a_sweep_and_the_workers_are_told() -> None:
    source = bought_a_car()
    crew = Losing(source, 0)

    def stop(done: int, total: int, text: str) -> None:
        if done:
            raise Cancelled(text)

    with pytest.raises(Cancelled):
        spread(source, (), [Scenario(run) for run in runs_of(["fifo"])], crew, stop)
    assert crew.stopped


def test_a_future_that_has_not_come_yet_lets_a_person_stop() -> None:
    class Waiting(Losing):
        def start(self) -> Executor:
            return type("Never", (Executor,), {"submit": lambda *_: Future()})()

    def stop(done: int, total: int, text: str) -> None:
        if text == "Tracing by every choice":
            raise Cancelled(text)

    source = bought_a_car()
    with pytest.raises(Cancelled):
        spread(source, (), [Scenario(Run("fifo"))], Waiting(source, 0), stop)


# -- of a case


CAR_ROWS: list[Row] = [
    ("P1", "2026-01-01", "wages", "account", 600_000),
    ("P2", "2026-01-02", "drugs", "account", 400_000),
    ("P3", "2026-01-02", "account", "dealer", 500_000),
]


def bought(case: Case) -> Case:
    """The car of the worked cases, as records: £6,000 clean, £4,000 marked, £5,000 paid on."""
    fill(case, CAR_ROWS, held=["account"])
    mark(case, [Mark("P2", "", "sale of cannabis")])
    return case


def with_a_car(case: Case) -> Case:
    """The payment to the dealer bought the car; it was sold on for £3,000."""
    rows: list[Row] = [("P4", "2026-01-09", "buyer", "account", 300_000)]
    fill(case, [*CAR_ROWS, *rows], held=["account"])
    mark(case, [Mark("P2", "", "sale of cannabis")])
    add_purchase(case, add_asset(case, "vehicle", "Golf"), "P3")
    sell(case, 1, "P4")
    return case


def row(told: dict[str, Any], target: str) -> dict[str, Any]:
    return next(one for one in told["targets"] if one["target"] == target)


def test_a_case_gives_least_most_and_the_decisions_in_pounds_and_pence(case: Case) -> None:
    told = sweep_case(bought(case), Choices(), ["payment:P3"])
    found = row(told, "payment:P3")
    # "One car" of the worked cases: lifo and tainted-first take all £4,000, fifo nothing.
    assert (found["least_minor"], found["most_minor"]) == (0, 400_000)
    assert found["least_by"] == {
        "rule": "fifo", "same_day": "as-recorded", "without": [], "same": [],
    }  # fmt: skip
    said = [decision["said"] for decision in found["decisions"]]
    assert said[0] == (
        "The rule alone moves it by up to £4,000.00: £0.00 by fifo, £4,000.00 by lifo."
    )
    assert said[1].startswith("The order of records of one day alone moves it by up to £4,000.00: ")
    assert len(told["runs"]) == 15
    assert all(run["conserved"] for run in told["runs"])


def test_what_came_into_a_thing_is_the_figure_by_each_rule(case: Case) -> None:
    choices = Choices(same_days=["as-recorded"])
    found = row(sweep_case(with_a_car(case), choices), "asset:1")
    book = book_of(case)
    for decision in found["decisions"]:
        for value in decision["values"]:
            assert value["least_minor"] == book.figure(f"traced-by:{value['value']}:1").minor
    assert (found["least_minor"], found["most_minor"]) == (0, 400_000)


def test_the_least_and_the_most_are_figures_that_explain_themselves(case: Case) -> None:
    two_names(case)
    told = sweep_case(case, Choices(["fifo"], identities=True, to=date(2026, 1, 31)))
    found = row(told, "account:dealer")
    book = book_of(case)
    most = book.figure(found["most_figure"])
    assert most.written == "£5,000.00"
    assert most.rule.endswith(
        "fifo, a day as recorded, Jon Smith and John Smith the same, until 31 Jan 2026."
    )
    assert [book.figure(part).because for part in most.because] == [("origin:1",)]
    assert book.figure(found["least_figure"]).minor == 0
    for wrong in ("swept:fifo", "swept:fifo:as-recorded::9::held", "swept-part:2:nothing"):
        with pytest.raises(Refused):
            book_of(case).figure(wrong)


def test_leaving_out_an_origin_is_a_decision_that_matters(case: Case) -> None:
    told = sweep_case(
        bought(case), Choices(rules=["lifo"], same_days=["as-recorded"], each_origin=True),
        ["payment:P3", "held", "origin:1", "account:dealer"],
    )  # fmt: skip
    assert told["origin_sets"][1] == {"set": "without 1", "without": [1]}
    assert row(told, "payment:P3")["decisions"][0]["said"] == (
        "Whether origin 1 (payment P2 of 02 Jan 2026) counts as criminal property alone moves it "
        "by up to £4,000.00: £4,000.00 if so, £0.00 if not (by lifo)."
    )
    assert row(told, "account:dealer")["most_minor"] == 400_000
    assert row(told, "held")["most_minor"] == row(told, "origin:1")["most_minor"] == 0


def two_names(case: Case, *, held: list[str] | None = None) -> Case:
    """Marked money reaches Jon Smith; John Smith pays for a car. Are they one?"""
    fill(
        case,
        [
            ("P1", "2026-01-01", "victim", "jon", 500_000),
            ("P2", "2026-01-05", "john", "dealer", 500_000),
        ],
        held=held or [],
        holders={
            "jon": [("Person", "Jon Smith", False)],
            "john": [("Person", "John Smith", False)],
        },
    )
    mark(case, [Mark("P1", "", "paid for goods that never came")])
    return case


def test_an_open_identity_is_traced_each_way(case: Case) -> None:
    told = sweep_case(two_names(case), Choices(["fifo"], identities=True), ["account:dealer"])
    (one,) = told["identities"]
    assert one["names"] == ["Jon Smith", "John Smith"]
    assert told["ways"] == 2
    found = row(told, "account:dealer")
    assert (found["least_minor"], found["most_minor"]) == (0, 500_000)
    assert found["most_by"]["same"] == [one["decision"]]
    assert found["decisions"][0]["said"] == (
        "Whether Jon Smith and John Smith are the same alone moves it by up to £5,000.00: "
        "£5,000.00 if so, £0.00 if not (by fifo)."
    )


def test_an_identity_that_was_decided_is_not_open(case: Case) -> None:
    two_names(case)
    decide(case, 1, 2, "different", why="born twenty years apart")
    told = sweep_case(case, Choices(["fifo"], identities=True), ["account:dealer"])
    assert (told["identities"], told["ways"]) == ([], 1)


def test_accounts_with_statements_stay_funds_of_their_own(file_case: Case) -> None:
    two_names(file_case, held=["jon", "john"])
    told = sweep_case(file_case, Choices(["fifo"], identities=True), ["account:dealer"])
    assert (told["identities"], told["ways"]) == ([], 1)
    (note,) = told["notes"]
    assert note.startswith("One further open identity decision joins no accounts known by name")


def test_ways_that_contradict_what_is_decided_are_left_out_and_counted(file_case: Case) -> None:
    names = {"a": "Ann Leigh", "b": "Anne Leigh", "c": "Anne Leighe"}
    fill(
        file_case,
        [("P1", "2026-01-01", "a", "b", 100), ("P2", "2026-01-02", "b", "c", 100)],
        holders={key: [("Person", name, False)] for key, name in names.items()},
    )
    mark(file_case, [Mark("P1", "", "fraud")])
    decide(file_case, 1, 3, "different", why="two passports")
    told = sweep_case(file_case, Choices(["fifo"], identities=True))
    assert [one["decision"] for one in told["identities"]] == ["1+2", "2+3"]
    assert told["ways"] == 3
    assert told["notes"] == [
        "One way to decide the open identities contradicts decisions that stand and was left out."
    ]


def test_a_case_that_was_changed_meanwhile_is_refused(file_case: Case) -> None:
    bought(file_case)
    before, _ = file_case.head()

    def meddle(done: int, total: int, text: str) -> None:
        if done == 1 and file_case.head()[0] == before:
            mark(file_case, [Mark("P1", "", "also stolen")])

    with pytest.raises(Refused, match=r"changed while it was traced .entry 3"):
        sweep_case(file_case, Choices(["fifo"]), report=meddle)


def test_what_no_trace_rests_on_may_change_meanwhile(file_case: Case) -> None:
    bought(file_case)
    before, _ = file_case.head()

    def note(done: int, total: int, text: str) -> None:
        if done == 1 and file_case.head()[0] == before:
            with file_case.change("officer", "Recorded an officer") as work:
                from workbench.store.tables import Officer

                work.session.add(Officer(name="A Khan", role="investigator", reference=""))

    assert sweep_case(file_case, Choices(["fifo"]), report=note)["runs"]


def test_a_worker_refuses_a_case_that_has_changed_since_the_runs_were_planned(case: Case) -> None:
    bought(case)
    entry, _ = case.head()
    mark(case, [Mark("P1", "", "also stolen")])
    with pytest.raises(Refused, match="changed while"):
        InCase(case.where, entry).ledger()


def test_nothing_is_swept_where_nothing_is_marked_or_nobody_knows_the_target(
    file_case: Case,
) -> None:
    with pytest.raises(Refused, match="no payment is marked"):
        sweep_case(file_case, Choices())
    bought(file_case)
    for name in ("payment:P9", "account:nobody", "asset:4", "origin:7", "all of it"):
        with pytest.raises(Refused, match=r"the case has no"):
            sweep_case(file_case, Choices(), [name])


@pytest.mark.slow
def test_processes_find_what_one_process_finds(case: Case) -> None:
    bought(case)
    choices = Choices(["fifo", "pro-rata"], each_origin=True)
    assert sweep_case(case, choices, where=Where(workers=2)) == sweep_case(case, choices)


# -- as columns, and as Parquet


@pytest.fixture
def kept(case: Case, tmp_path: Path) -> Iterator[InParquet]:
    parquet = pytest.importorskip("graphs.parquet")
    fill(
        case,
        [(f"P{n}", f"2026-02-{1 + n * 7 % 28:02d}", *_ends(n), 1_000 + n * 37) for n in range(200)],
        held=["a", "b"],
    )
    mark(case, [Mark(f"P{n}", "", "fraud") for n in (3, 30, 63)])
    with case.read() as connection:
        yield InParquet(str(tmp_path), parquet.write(connection, tmp_path))


def _ends(n: int) -> tuple[str, str]:
    return [("x", "a"), ("a", "b"), ("b", "y"), ("a", "jon"), ("john", "b")][n % 5]


def test_parquet_holds_the_ledger_of_the_case(case: Case, kept: InParquet) -> None:
    ours, origins = InCase(case.where, case.head()[0]).ledger()
    theirs, same = kept.ledger()
    assert same == origins
    assert dict(theirs.accounts) == dict(ours.accounts)
    bare = [dataclasses.replace(payment, where="") for payment in ours.ordered()]
    assert list(theirs.payments) == bare  # put in the order of law when it was written


def test_columns_of_a_case_and_of_parquet_find_what_objects_find(
    case: Case, kept: InParquet, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched, joined = tuple(f"P{n}" for n in range(0, 200, 3)), (("john", "jon"),)
    runs = [*runs_of(DRAWING), Run("poison")]
    jobs = [
        Scenario(run, frozenset({2}) if n % 2 else frozenset(), joined if n % 3 else (), to)
        for n, run in enumerate(runs)
        for to in (None, date(2026, 2, 20))
    ]
    objects = spread(kept, watched, jobs)
    monkeypatch.setattr("graphs.trace.LARGE", 1)
    for source in (kept, InCase(case.where, case.head()[0])):
        assert Records.of(source, watched).columns is not None
        assert spread(source, watched, jobs) == objects
    assert any(one.carried for one in objects)


def test_a_column_that_is_not_the_one_written_is_refused(kept: InParquet) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = Path(kept.folder) / "payments.parquet"
    table = pq.read_table(path)
    more = pa.array([minor + 1 for minor in table["minor"].to_pylist()])
    at = table.schema.get_field_index("minor")
    pq.write_table(table.set_column(at, "minor", more), path)
    with pytest.raises(Refused, match="minor of the payments is not the one that was written"):
        kept.ledger()


def test_parquet_of_another_state_of_the_case_is_not_read(kept: InParquet) -> None:
    with pytest.raises(FileNotFoundError):
        InParquet(kept.folder, "0" * 64).ledger()


def test_a_sweep_over_parquet_is_the_sweep_over_the_case(case: Case, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    with_a_car(case)
    assert sweep_case(case, Choices(), where=Where(records=tmp_path)) == sweep_case(case, Choices())
    assert not list(tmp_path.glob("*/"))


def test_missing_packages_are_said_in_one_line(
    file_case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(graphs, "parquet", raising=False)
    monkeypatch.setitem(sys.modules, "graphs.parquet", None)
    with pytest.raises(Refused, match="Dask and pyarrow are not installed here"):
        sweep_case(bought(file_case), Choices(), where=Where(records=tmp_path))


def test_a_run_that_does_not_conserve_is_an_error(
    file_case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Found({}, {}, conserved=False)
    monkeypatch.setattr(of_case, "spread", lambda _s, _w, jobs, *_: [wrong for _ in jobs])
    with pytest.raises(AssertionError, match="not conserved"):
        sweep_case(bought(file_case), Choices(["fifo"]))


def test_an_origin_that_the_ledger_lacks_is_refused() -> None:
    empty = Given(Ledger([], []), (Origin(1, "P1", 5),))
    with pytest.raises(Refused, match="no payment P1"):
        spread(empty, (), [Scenario(Run("fifo"))])
