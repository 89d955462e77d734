"""A chart says what its rows say: no more, no less, and in words that can be read."""

from __future__ import annotations

import io
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.book import book_of
from exports.charts.accounts import FlowChart, account_flow, account_flow_picture
from exports.charts.boxes import words_of
from exports.charts.picture import Band, Box, Line, Picture, Text
from exports.charts.traced import TraceChart, trace_flow, trace_flow_picture
from graphs.accounts import FIGURES
from tests.graphs.filled import Row, fill
from tests.shared_data import shared
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book
from workbench.records.load import load_files
from workbench.recovery.origins import Mark, mark
from workbench.store.tables import Asset, Payment, Purchase

ROWS: list[Row] = [
    ("P1", "2024-03-01", "cash in: A", "A", 5_000_00),
    ("P2", "2024-03-02", "A", "B", 3_000_00),
    ("P3", "2024-03-03", "B", "A", 500_00),
    ("P4", "2024-03-04", "A", "name: SHOP", 20_00),
    ("P5", "2024-03-05", "A", "name: GARAGE", 2_000_00),
    ("P6", "2024-03-06", "B", "name: SHOP", 12_34),
    ("P7", "2024-03-07", "B", "name: GARAGE", 1_00, "EUR"),
]


def filled(case: Case) -> dict[str, int]:
    return fill(
        case,
        ROWS,
        held=["A", "B"],
        holders={"A": [("Person", "Ronan SHAW", True)], "B": [("Company", "Shaw Ltd", False)]},
    )


def marked(case: Case) -> TraceChart:
    filled(case)
    mark(case, [Mark("P1", "", "structured cash")])
    with case.change("asset", "Recorded a car") as work:
        car = Asset(kind="vehicle", label="Estate car", price_minor=2_000_00, currency="GBP")
        work.session.add(car)
        work.session.flush()
        payment = work.session.query(Payment).filter_by(key="P5").one()
        work.session.add(Purchase(asset_id=car.id, payment_id=payment.id, minor=2_000_00))
    return trace_flow(book_of(case))


def said(picture: Picture) -> list[str]:
    return [part.text for part in picture.parts if isinstance(part, Text)]


def within(picture: Picture) -> bool:
    return all(
        part.x >= 0 and part.x + part.width <= picture.width + 0.01
        and part.y >= 0 and part.y + part.height <= picture.height + 0.01
        for part in picture.parts
        if isinstance(part, Box)
    )  # fmt: skip


def test_each_connection_says_its_total_and_its_count(file_case: Case) -> None:
    filled(file_case)
    words = said(account_flow_picture(file_case))
    assert {"£5,000.00", "£3,000.00", "← £500.00", "1 payment"} <= set(words)
    assert "Ronan SHAW" in words
    assert "Cash paid in" in words
    assert "into A" in words


def test_the_table_holds_every_payment_of_the_currency_and_each_sum_answers_why(
    case: Case,
) -> None:
    filled(case)
    chart = account_flow(case)
    assert sum(row.count for row in chart.rows) == 6
    assert sum(row.minor for row in chart.rows) == sum(r[4] for r in ROWS if len(r) == 5)
    book = Book(case, FIGURES)
    for row in chart.rows:
        assert book.figure(row.figure).minor == row.minor
        assert len(book.figure(row.figure).because) == row.count


def test_the_figures_drawn_are_figures_of_the_table(file_case: Case) -> None:
    filled(file_case)
    chart = account_flow(file_case)
    drawn = {row.figure for row in chart.rows if row.drawn == "by itself"}
    assert set(chart.picture.figures()) == drawn


def test_the_caption_counts_what_is_folded_and_what_is_not_shown(file_case: Case) -> None:
    filled(file_case)
    chart = account_flow(file_case, most=2)
    assert chart.caption == (
        "6 payments, £10,532.34 from 01 Mar 2024 to 06 Mar 2024, between 5 accounts. "
        "2 accounts drawn by themselves. "
        "Counted in the boxes as other payers: 1 account, 1 payment, £5,000.00. "
        "Counted in the boxes as other payees: 2 accounts, 3 payments, £2,032.34. "
        "A number in brackets counts payments. Not in this chart: 1 payment in EUR."
    )
    words = said(chart.picture)
    assert "from 1 other £5,000.00 (1)" in words
    assert "to 2 others £2,020.00 (2)" in words
    assert chart.picture.described == chart.caption


def test_a_payment_to_itself_and_one_between_others_are_said(file_case: Case) -> None:
    rows: list[Row] = [
        ("P1", "2024-01-01", "A", "A", 100),
        ("P2", "2024-01-01", "x", "y", 250),
        ("P3", "2024-01-01", "A", "B", 300),
    ]
    fill(file_case, rows, held=["A", "B"])
    chart = account_flow(file_case, most=2)
    assert "Not drawn: 1 payment, £2.50, between accounts not drawn by themselves." in chart.caption
    assert "Not drawn: 1 payment, £1.00, from an account to itself." in chart.caption


def test_an_account_known_only_from_others_records_has_a_dashed_border(file_case: Case) -> None:
    filled(file_case)
    boxes = {
        part.tip.split(",")[0]: part
        for part in account_flow_picture(file_case).parts
        if isinstance(part, Box) and part.tip and part.outline
    }
    assert boxes["SHOP"].outline == "dashed"
    assert boxes["Ronan SHAW"].outline == "solid"
    assert boxes["Cash paid in"].corner > boxes["SHOP"].corner


def test_marked_payments_stand_out_in_words_too(file_case: Case) -> None:
    filled(file_case)
    mark(file_case, [Mark("P1", "", "structured cash")])
    picture = account_flow_picture(file_case)
    assert "1 payment, 1 marked" in said(picture)
    assert (
        sum(isinstance(p, Line) and p.role == "traced" and bool(p.tip) for p in picture.parts) == 1
    )


def test_days_currency_and_one_accounts_neighbourhood_can_be_chosen(file_case: Case) -> None:
    filled(file_case)
    day = account_flow(file_case, since=date(2024, 3, 3), until=date(2024, 3, 3))
    assert [(row.payer, row.payee) for row in day.rows] == [("B", "A")]
    assert day.rows[0].figure.endswith(":2024-03-03:2024-03-03")
    euros = account_flow(file_case, currency="EUR")
    assert euros.caption.startswith("1 payment, EUR 1.00") or "€1.00" in euros.caption
    near = account_flow(file_case, account="name: SHOP")
    assert near.caption.startswith("Within 1 payment of the account name: SHOP: ")
    with pytest.raises(Refused, match="no payment in view"):
        account_flow(file_case, account="nobody")


def test_a_case_without_payments_has_a_chart_that_says_so(file_case: Case) -> None:
    chart = account_flow(file_case)
    assert chart.caption == "There are no payments in GBP in view."
    assert trace_flow(book_of(file_case)).caption == (
        "No payment in GBP is marked as criminal property."
    )


def test_the_same_case_gives_the_same_picture(file_case: Case) -> None:
    marked(file_case)
    assert account_flow_picture(file_case) == account_flow_picture(file_case)
    assert trace_flow_picture(book_of(file_case)) == trace_flow_picture(book_of(file_case))


def test_an_accounts_name_is_words_and_its_kind_is_said_to_be_read_from_it() -> None:
    node = {"name": "Hallam Pryce Solicitors", "held": False, "holders": (), "subject": False}
    assert words_of("23-00-00 10045521", node).note == "solicitor, by its name"
    assert words_of("cash out: 1", {"name": "Cash withdrawn"}).lines == ("Cash withdrawn", "from 1")
    assert words_of("name: <b>", {"name": "<b>"}).title == "<b>"
    assert words_of("not stated: 1", {}).lines == ("Not stated", "by the statements of 1")


def test_a_trace_runs_from_its_origin_to_where_the_money_is(file_case: Case) -> None:
    chart = marked(file_case)
    assert chart.ends.marked == 5_000_00
    ends = chart.ends
    assert ends.marked == ends.assets + ends.held + ends.outside + ends.repaid
    assert ends.assets == 2_000_00
    words = said(chart.picture)
    assert {"Origin 1", "Estate car", "paid to GARAGE", "Still there"} <= set(words)
    assert "£2,000.00 is in assets" in chart.caption


def test_the_figures_of_a_trace_chart_are_in_the_book_with_the_amounts_drawn(
    file_case: Case,
) -> None:
    chart = marked(file_case)
    book = book_of(file_case)
    for row in chart.rows:
        assert sum(book.figure(figure).minor for figure in row.figures) == row.minor
    assert {"origin:1", "traced-by:fifo:1"} <= set(chart.picture.figures())
    for figure in chart.picture.figures():
        assert book.figure(figure).id == figure


def test_every_band_of_a_trace_chart_answers_why_with_its_own_amount(file_case: Case) -> None:
    rows: list[Row] = [
        *((f"I{n}", "2024-03-01", f"name: VICTIM {n}", "A", 10_00 + n) for n in range(5)),
        *((f"O{n}", "2024-03-02", "A", f"name: SHOP {n}", 2_00) for n in range(9)),
        ("D1", "2024-03-03", "A", "name: GARAGE", 50_00),
        ("I9", "2024-03-04", "name: VICTIM 9", "A", 30_00),
    ]
    fill(file_case, rows, held=["A"])
    mark(file_case, [Mark(row[0], "", "fraud") for row in rows if row[0].startswith("I")])
    book = book_of(file_case)
    chart = trace_flow(book, "fifo")
    drawn = [part for part in chart.picture.parts if isinstance(part, Band) and part.tip]
    assert any("+" in band.figure for band in drawn)  # victims, and shops, drawn as one
    for band in drawn:
        figure = book.figure(band.figure)
        assert figure.written in band.tip
        if figure.id.startswith("band:"):
            assert sum(book.figure(part).minor for part in figure.because) == figure.minor


def test_a_bands_height_is_its_amount(file_case: Case) -> None:
    bands = [
        part for part in marked(file_case).picture.parts if isinstance(part, Band) and part.tip
    ]
    whole = max(band.width for band in bands)
    assert whole == pytest.approx(240)
    to_b = next(band for band in bands if "£3,000.00" in band.tip)
    assert to_b.width == pytest.approx(240 * 3 / 5)


def test_a_rule_without_a_log_is_not_drawn(file_case: Case) -> None:
    marked(file_case)
    with pytest.raises(Refused, match="poison"):
        trace_flow(book_of(file_case), "poison")


ENDS = st.sampled_from(["A", "B", "C", "x", "y"])


@settings(max_examples=12, deadline=None)
@given(
    moves=st.lists(st.tuples(ENDS, ENDS, st.integers(1, 10**6)), min_size=1, max_size=20),
    rule=st.sampled_from(["fifo", "lifo", "pro-rata", "clean-first", "tainted-first"]),
)
def test_no_penny_of_a_trace_is_lost_on_its_chart(
    moves: list[tuple[str, str, int]], rule: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows: list[Row] = [(f"P{i}", "2024-01-01", a, b, m) for i, (a, b, m) in enumerate(moves)]
    with Case.create(tmp_path_factory.mktemp("case") / "case.arw") as case:
        fill(case, rows, held=["A", "B", "C"])
        mark(case, [Mark(f"P{i}", "", "marked") for i in range(0, len(rows), 3)])
        chart = trace_flow(book_of(case), rule, most_outside=1)
    ends = chart.ends
    assert ends.marked == ends.held + ends.outside + ends.repaid
    assert within(chart.picture)


def boxes_apart(chart: FlowChart | TraceChart) -> bool:
    boxes = [
        part for part in chart.picture.parts if isinstance(part, Box) and part.outline and part.tip
    ]
    return not any(
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
        for a, b in combinations(boxes, 2)
    )


def test_flows_between_real_banks_are_charted_with_every_row_counted(file_case: Case) -> None:
    table = shared("data/fincen_files/transactions_map.csv")
    (outcome,) = load_files(file_case, [table])
    assert not outcome.refusal
    chart = account_flow(file_case, most=20)
    assert sum(row.count for row in chart.rows) == outcome.loaded
    assert sum(row.minor for row in chart.rows) == outcome.in_minor
    assert boxes_apart(chart)
    assert within(chart.picture)


def test_a_chart_is_drawn_on_paper_whatever_names_it_holds(file_case: Case) -> None:
    from reportlab.pdfgen.canvas import Canvas

    from exports.charts.paint import draw
    from exports.paper import type as faces

    fill(
        file_case,
        [("P1", "2024-01-01", "name: \u4e2d\u6587 <b>&", "A" * 300, 5)],
        held=["A" * 300],
    )
    faces.ready()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(800, 600))
    assert draw(canvas, account_flow_picture(file_case), 0, 600, 800) > 0
    canvas.save()
    assert out.getvalue().startswith(b"%PDF")
