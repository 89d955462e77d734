"""Questions asked of a case's trace are answered to the penny, in words, with their lines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from exports.book import book_of
from exports.charts.picture import Text
from exports.charts.timed import timed_flow
from graphs.asking import Asking
from graphs.joined import join, pair_of
from graphs.side_by_side import side_by_side
from graphs.supposed import Supposition, what_if
from ui.cli.app import run
from workbench.case import Case
from workbench.errors import Refused
from workbench.parties.register import add_party, hold
from workbench.records.load import load_files
from workbench.recovery import follow_on
from workbench.recovery import property as register
from workbench.recovery.origins import Mark, mark

RULES = ("fifo", "lifo", "pro-rata", "clean-first", "tainted-first")

#: One car (clean 6,000, tainted 4,000, car 5,000), and what came before and after it.
PAYMENTS = """id,date,from,to,amount,reference
P1,2026-01-05,Employer,Shaw,6000.00,salary
P2,2026-01-06,Victim,Mule,4000.00,invoice
P3,2026-01-07,Mule,Shaw,4000.00,for you
P4,2026-01-08,Shaw,Garage,5000.00,Golf
P5,2026-01-09,Shaw,Grocer,1000.00,food
P6,2026-01-12,Widow,Shaw,500.00,romance
"""
ACCOUNTS = """account,name,held,opening,currency
Shaw,R. Shaw,yes,0.00,GBP
Mule,M. Ule,yes,0.00,GBP
"""
CAR = {"fifo": 0, "lifo": 400_000, "pro-rata": 200_000, "clean-first": 0, "tainted-first": 400_000}


@pytest.fixture
def shaw(case: Case, tmp_path: Path) -> Case:
    """The one car of the worked cases, bought through a mule, as a case."""
    return bought(case, tmp_path)


@pytest.fixture
def shaw_file(tmp_path: Path) -> str:
    """The same in a file that commands open."""
    where = tmp_path / "shaw.arw"
    with Case.create(where, name="Operation Test") as made:
        bought(made, tmp_path)
    return str(where)


def bought(case: Case, tmp_path: Path) -> Case:
    (tmp_path / "payments.csv").write_text(PAYMENTS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    load_files(case, [tmp_path / "payments.csv", tmp_path / "accounts.csv"])
    mark(case, [Mark("P2", "", "fraud on a pensioner"), Mark("P6", "", "fraud on a widow")])
    golf = register.add_asset(case, "vehicle", "the Golf")
    register.add_purchase(case, golf, "P4")
    return case


@pytest.mark.parametrize("rule", RULES)
def test_where_an_origin_went_adds_up_to_what_was_marked(shaw: Case, rule: str) -> None:
    book = book_of(shaw)
    answer = Asking(book, rule).follow(1)
    assert sum(part.minor for part in answer.parts) == 400_000
    for part in answer.parts:
        assert book.figure(part.figure).minor == part.minor
    assert sum(way.path.minor for way in answer.ways) == 400_000
    assert sum(bought.minor for bought in answer.bought) == CAR[rule]


@pytest.mark.parametrize("rule", RULES)
def test_a_car_is_made_of_its_marked_and_its_clean_money(shaw: Case, rule: str) -> None:
    answer = Asking(book_of(shaw), rule).made_of("asset:1")
    by_kind = {part.kind: part.minor for part in answer.parts}
    assert by_kind.get("origin", 0) == CAR[rule]
    assert sum(by_kind.values()) == 500_000
    assert sum(way.path.minor for way in answer.ways) == CAR[rule]


def test_the_car_is_told_in_plain_english_with_the_lines_that_show_it(shaw: Case) -> None:
    book = book_of(shaw)
    (way,) = Asking(book, "lifo").made_of("asset:1").ways
    assert way.told.whole.cited == (
        "The whole £4,000.00 that Victim paid M. Ule (Mule) on 06 Jan 2026, marked as origin 1, "
        "through 2 further payments until 08 Jan 2026, bought the Golf. "
        "[payments.csv, line 3; payments.csv, line 5]"
    )
    assert way.told.steps[2].cited == (
        "£4,000.00 of the £5,000.00 that R. Shaw (Shaw) paid Garage on 08 Jan 2026. "
        "[payments.csv, line 5]"
    )
    (line,) = way.told.steps[2].sources
    assert line.raw == "P4,2026-01-08,Shaw,Garage,5000.00,Golf"
    for sentence in (way.told.whole, *way.told.steps):
        assert sentence.figure
        assert book.figure(sentence.figure).minor == 400_000


def test_every_edge_of_an_answer_has_an_amount_and_a_source_line(shaw: Case) -> None:
    answer = Asking(book_of(shaw), "pro-rata").follow(1)
    assert nx.is_directed_acyclic_graph(answer.graph)
    for edge in answer.as_data()["graph"]["edges"]:
        assert edge["amount_minor"] > 0
        assert edge["where"].startswith("payments.csv line ")


def test_a_payment_is_made_of_origins_and_clean_money(shaw: Case) -> None:
    answer = Asking(book_of(shaw), "pro-rata").made_of("payment:P5")
    assert [(part.kind, part.minor) for part in answer.parts] == [
        ("origin", 40_000), ("clean", 60_000),
    ]  # fmt: skip


def test_a_balance_is_made_of_origins_and_clean_money(shaw: Case) -> None:
    answer = Asking(book_of(shaw), "fifo").made_of("account:Shaw")
    assert answer.said.startswith("The balance of R. Shaw (Shaw) at the end of its payments, £4,5")
    assert [(part.words, part.minor) for part in answer.parts] == [
        ("Origin 1", 400_000), ("Origin 2", 50_000),
    ]  # fmt: skip


def test_of_an_account_without_statements_only_the_marked_money_is_known(shaw: Case) -> None:
    answer = Asking(book_of(shaw), "pro-rata").made_of("account:Grocer")
    assert "its own balance is not known" in answer.said
    assert [part.kind for part in answer.parts] == ["origin"]


def test_what_paid_for_the_car_is_in_the_car_and_not_with_its_seller(shaw: Case) -> None:
    asking = Asking(book_of(shaw), "pro-rata")
    assert asking.made_of("account:Garage").parts == ()
    assert ("thing", "is in the Golf", 200_000) in [
        (part.kind, part.words, part.minor) for part in asking.follow(1).parts
    ]


def test_how_one_account_reached_another(shaw: Case) -> None:
    asking = Asking(book_of(shaw), "lifo")
    answer = asking.between("Mule", "asset:1")
    assert answer.said.startswith("£4,000.00 of marked money came from M. Ule (Mule) to the Golf")
    assert [way.path.payments for way in answer.ways] == [("P3", "P4")]
    assert asking.between("Mule", "Grocer").ways == ()
    assert asking.between("origin:1", "Garage").ways[0].path.payments == ("P2", "P3", "P4")
    assert asking.between("origin:2", "Garage").ways == ()
    assert asking.between("R. Shaw", "Garage").parts[0].minor == 400_000  # by the name it has


def test_a_person_stands_for_all_accounts_that_are_theirs(shaw: Case) -> None:
    party = add_party(shaw, "Robin Shaw")
    for account in ("Shaw", "Mule"):
        hold(shaw, account, party)
    asking = Asking(book_of(shaw), "lifo")
    assert asking.accounts_of(f"party:{party}") == {"Shaw", "Mule"}
    answer = asking.between("robin shaw", "Garage")
    assert answer.said.startswith("£4,000.00 of marked money came from the accounts of Robin Shaw")
    assert answer.ways[0].path.payments == ("P4",)  # from where it last left them


def test_the_shortest_the_largest_and_all_ways_are_there(shaw: Case) -> None:
    asking = Asking(book_of(shaw), "pro-rata")
    largest = asking.follow(1, limit=1)
    assert (len(largest.ways), largest.ways_in_all) == (1, 3)
    assert [w.path.minor for w in asking.follow(1, paths="all", limit=1).ways] == [
        200_000, 160_000, 40_000,
    ]  # fmt: skip
    shortest = asking.follow(1, paths="shortest").ways
    assert [len(w.path.payments) for w in shortest] == [2, 3, 3]


def test_money_is_followed_through_a_thing_that_was_exchanged_and_sold(shaw: Case) -> None:
    van = register.add_asset(shaw, "vehicle", "the van")
    follow_on.exchange(shaw, 1, van, date(2026, 1, 10), 500_000, why="part exchange")
    follow_on.sell(shaw, van, "P6", minor=50_000, millionths=500_000, why="half of it")
    book = book_of(shaw)
    answer = Asking(book, "lifo").follow(1)
    for part in answer.parts:
        assert book.figure(part.figure).minor == part.minor
    ways = {way.path.node.id if way.path.node else "": way for way in answer.ways}
    assert ways["2"].path.payments == ("P2", "P3", "P4", "disposal:1")
    assert ways["Shaw"].path.payments == ("P2", "P3", "P4", "disposal:1", "disposal:2", "P6")
    assert [step.text for step in ways["Shaw"].told.steps][3:5] == [
        "£2,000.00 that was in the Golf, given for the van on 10 Jan 2026.",
        "£2,000.00 that was in the van, sold on 12 Jan 2026.",
    ]
    assert ways["Shaw"].told.steps[5].text.startswith("£400.00 of the £500.00 that Widow paid")
    chart = timed_flow(Asking(book, "lifo"), answer)
    assert chart is not None
    lanes = [part.text for part in chart.picture.parts if isinstance(part, Text) and part.strong]
    assert {"the Golf", "the van"} <= set(lanes)
    van_made_of = Asking(book, "lifo").made_of(f"asset:{van}")
    assert sum(part.minor for part in van_made_of.parts if part.kind == "origin") == 400_000


def test_rules_stand_side_by_side_by_asset_with_the_reason_where_they_part(shaw: Case) -> None:
    book = book_of(shaw)
    told = side_by_side(book)
    (car,) = told["assets"]
    made_of = Asking(book).made_of(f"asset:{car['asset']}")
    assert car["came_in_minor"] == sum(part.minor for part in made_of.parts) == 500_000
    assert "£5,000.00 came into it" in made_of.said
    assert {one["rule"]: one["traced_minor"] for one in car["by_rule"]} == CAR
    for one in car["by_rule"]:
        assert book.figure(one["figure"]).minor == one["traced_minor"]
    parted = {one["second"]: one for one in car["partings"]}
    assert set(parted) == {"lifo", "pro-rata", "tainted-first"}  # clean-first gives the same
    assert parted["lifo"]["payment"] == "P4"
    assert parted["lifo"]["sources"][0]["raw"] == "P4,2026-01-08,Shaw,Garage,5000.00,Golf"
    assert parted["lifo"]["text"].endswith(
        "Just before it R. Shaw (Shaw) held £6,000.00 of clean money and £4,000.00 of origin 1."
    )


def test_rules_stand_side_by_side_by_whose_money_it_was(shaw: Case) -> None:
    book = book_of(shaw)
    told = side_by_side(book, ["fifo", "lifo"])
    victim, widow = told["origins"]
    assert (victim["from"], victim["origins"], victim["marked_minor"]) == ("Victim", [1], 400_000)
    fifo, lifo = victim["by_rule"]
    assert (fifo["in_assets_minor"], lifo["in_assets_minor"]) == (0, 400_000)
    assert (fifo["held_minor"], lifo["held_minor"]) == (400_000, 0)
    assert [book.figure(name).minor for name in fifo["because"]] == [400_000]
    for one in (fifo, lifo):
        found = book.figure(one["figure"])
        assert found.minor == one["found_minor"] == 400_000
        assert sum(book.figure(part).minor for part in found.because) == found.minor
    assert victim["partings"][0]["payment"] == "P4"
    assert widow["partings"] == []


def test_what_if_an_origin_is_left_out(shaw: Case) -> None:
    told = what_if(book_of(shaw), Supposition(rule="lifo", without=(1,)))
    assert told["supposed"] == ["Origin 1 is left out.", "The rule is lifo and not fifo."]
    rows = {(row["kind"], row["id"]): row for row in told["rows"]}
    assert rows["asset", "1"]["would_minor"] == 0
    assert rows["place", "held"]["change_minor"] == -400_000
    assert told["parting"]["payment"] == "P2"


def test_what_if_the_rule_or_the_day_is_another(shaw: Case) -> None:
    book = book_of(shaw)
    rows = {row["id"]: row for row in what_if(book, Supposition(rule="lifo"))["rows"]}
    assert (rows["1"]["stands_minor"], rows["1"]["would_minor"]) == (0, 400_000)
    assert book.figure(rows["1"]["figure"]).minor == rows["1"]["stands_minor"]
    early = what_if(book, Supposition(to=date(2026, 1, 6)))
    assert {row["id"]: row["would_minor"] for row in early["rows"]}["Mule"] == 400_000
    assert book.figure("traced-by:fifo:1").minor == 0  # the case itself stands as it did


def test_a_supposition_that_changes_nothing_says_so(shaw: Case) -> None:
    told = what_if(book_of(shaw), Supposition(same_day="credits-first"))
    assert told["parting"] is None
    assert {row["change_minor"] for row in told["rows"]} == {0}
    assert told["people"] == []


def test_what_if_two_parties_are_one(shaw: Case) -> None:
    robin, ule = add_party(shaw, "Robin Shaw"), add_party(shaw, "Una Ule")
    hold(shaw, "Shaw", robin)
    hold(shaw, "Mule", ule)
    told = what_if(book_of(shaw), Supposition(same=((f"party:{robin}", f"party:{ule}"),)))
    people = {row["name"]: row for row in told["people"]}
    # What passed between them is no longer received by the one from the other.
    assert people["Una Ule"]["stands_received_minor"] == 400_000
    assert people["Una Ule"]["would_received_minor"] == 0
    assert "Robin Shaw" not in people  # £4,000 from the victim now, in place of those from the mule


def test_what_if_two_names_are_one_account(case: Case, tmp_path: Path) -> None:
    (tmp_path / "payments.csv").write_text(
        "id,date,from,to,amount\n"
        "P1,2026-01-05,Victim,A,100.00\n"
        "P2,2026-01-06,A,J Smith,100.00\n"
        "P3,2026-01-07,Smith J,B,100.00\n",
        encoding="utf-8",
    )
    load_files(case, [tmp_path / "payments.csv"])
    mark(case, [Mark("P1", "", "fraud")])
    told = what_if(book_of(case), Supposition(same=(("J Smith", "Smith J"),)))
    rows = {row["id"]: row for row in told["rows"]}
    assert told["supposed"] == ["J Smith and Smith J are one account."]
    assert (rows["B"]["stands_minor"], rows["B"]["would_minor"]) == (0, 100_00)
    assert told["parting"]["payment"] == "P3"


def test_accounts_with_statements_of_their_own_are_never_one_fund(shaw: Case) -> None:
    joined = join(shaw, [("Shaw", "Mule")])
    assert joined.accounts == {}
    assert "their money stays apart" in joined.said[0]


def test_a_pair_is_read_whatever_signs_an_account_has_in_its_name() -> None:
    assert pair_of("name: A=B = C", ["name: A=B", "C"]) == ("name: A=B", "C")
    assert pair_of("party:1=party:2", []) == ("party:1", "party:2")
    with pytest.raises(Refused, match="Write it as A=B"):
        pair_of("nothing", [])


@pytest.mark.parametrize("rule", ["poison", "pari-passu"])
def test_a_rule_that_follows_no_single_pounds_is_refused_and_says_why(
    shaw: Case, rule: str
) -> None:
    book = book_of(shaw)
    for ask in (
        lambda: Asking(book, rule),
        lambda: side_by_side(book, ["fifo", rule]),
        lambda: what_if(book, Supposition(rule=rule)),
    ):
        with pytest.raises(Refused, match=f"{rule} does not follow single pounds"):
            ask()


def test_what_is_not_there_is_refused_in_one_line(shaw: Case) -> None:
    book = book_of(shaw)
    asking = Asking(book)
    for ask, words in (
        (lambda: asking.follow(9), "no origin 9"),
        (lambda: asking.made_of("payment:P9"), "no payment P9"),
        (lambda: asking.made_of("account:Nobody"), "no account Nobody"),
        (lambda: asking.made_of("asset:9"), "no asset 9"),
        (lambda: asking.made_of("P4"), "no payment, account or asset"),
        (lambda: asking.between("Nobody", "Shaw"), "no account Nobody"),
        (lambda: asking.between("origin:9", "Shaw"), "no origin 9"),
        (lambda: side_by_side(book, ["fifo"]), "one rule is not compared with itself"),
        (lambda: what_if(book, Supposition()), "nothing is supposed"),
        (lambda: what_if(book, Supposition(without=(9,))), "no origin 9"),
        (lambda: what_if(book, Supposition(same_day="never")), "no order never"),
        (lambda: what_if(book, Supposition(same=(("Shaw", "party:9"),))), "no account or party"),
        (lambda: Asking(book, "alphabetical"), "no rule alphabetical"),
    ):
        with pytest.raises(Refused, match=words):
            ask()


def test_the_commands_answer_in_one_document_and_refuse_in_one_line(
    shaw_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (
        ["follow", "1"], ["made-of", "asset:1"], ["between", "Mule", "Garage"], ["compare"],
        ["what-if", "--without", "1", "--same", "Shaw=Mule", "--same-day", "credits-first"],
        ["follow", "1", "--to", "2026-01-07", "--paths", "shortest", "--limit", "1"],
    ):  # fmt: skip
        assert run([words[0], shaw_file, *words[1:], "--json"]) == 0, words
        assert json.loads(capsys.readouterr().out)
        assert run([words[0], shaw_file, *words[1:]]) == 0, words
        assert capsys.readouterr().out
    for words in (
        ["follow", "1", "--rule", "poison"], ["made-of", "asset:7"], ["what-if"],
        ["between", "Mule", "Garage", "--paths", "longest"],
    ):  # fmt: skip
        assert run([words[0], shaw_file, *words[1:]]) == 1, words
        assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_an_answer_up_to_a_day_has_figures_of_the_records_up_to_then(
    shaw_file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(*words: str) -> Any:
        assert run([words[0], shaw_file, *words[1:], "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    told = asked("follow", "1", "--to", "2026-01-06")
    held = "until:2026-01-06:held:fifo:1:Mule"
    assert [(p["id"], p["amount_minor"], p["figure"]) for p in told["parts"]] == [
        ("Mule", 400_000, held)
    ]
    step = told["ways"][0]["steps"][0]
    assert step["figure"].startswith("until:2026-01-06:flow:fifo:1:")
    assert step["sources"]
    why = asked("explain", held)
    assert (why["figure"], why["minor"]) == (held, 400_000)
    assert "The records are taken up to 06 Jan 2026." in why["rule"]
    (move,) = why["because"]
    assert move["figure"].startswith("until:2026-01-06:move:fifo:")
    assert move["because"][0]["figure"] == "origin:1"
    for wrong in ("until:2026-13-06:held:fifo:1:Mule", "until:2026-01-06:origin:1"):
        assert run(["explain", shaw_file, wrong]) == 1
        assert "there is no figure until:" in capsys.readouterr().err
    asset = asked("made-of", "asset:1", "--to", "2026-01-08")
    for figure in (f for part in asset["parts"] for f in [part["figure"], *part["because"]] if f):
        assert asked("explain", figure)["figure"] == figure
