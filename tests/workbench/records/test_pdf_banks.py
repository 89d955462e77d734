"""PDF statements drawn as British banks set them out: exact rows, page and box, nothing lost."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.workbench.records.test_pdf import ROWS, Paper, entries, read
from workbench.records.prove import RECONCILED, prove
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import open_file

#: One text: where it stands, what it is, and whether its right edge stands there.
Text = tuple[float, float, str, bool]


def drawn(*pages: Sequence[Text], size: int = 9) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    for page in pages:
        canvas.setFont("Helvetica", size)
        for x, y, text, right in page:
            (canvas.drawRightString if right else canvas.drawString)(x, y, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(top: float, columns: Sequence[tuple[float, bool]], *rows: Sequence[str]) -> list[Text]:
    return [
        (x, top - 13 * number, text, right)
        for number, row in enumerate(rows)
        for (x, right), text in zip(columns, row, strict=False)
        if text
    ]


def agrees(found: FileRead) -> None:
    """Every statement is proved by its own balances."""
    assert not found.rejected
    for one in found.statements:
        proof = prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor)
        assert proof.verdict == RECONCILED, proof.breaks


def test_type_column_two_lines_and_a_day_written_once() -> None:
    """As at HSBC: a date on the first row of a day, a type, a balance on the day's last row."""
    columns = [(50, False), (100, False), (125, False), (400, True), (470, True), (545, True)]
    page = [
        (50.0, 800.0, "Your Statement", False),
        (50.0, 786.0, "Account Name Sortcode Account Number Sheet Number", False),
        (50.0, 772.0, "MS A EXAMPLE 40-00-00 12345678 117", False),
        (50.0, 758.0, "13 February to 12 March 2024", False),
        *lines(
            720, columns,
            ("Date", "Payment type and details", "", "Paid out", "Paid in", "Balance"),
            ("", "", "BALANCE BROUGHT FORWARD", "", "", "250.10"),
            ("14 Feb 24", "VIS", "TESCO STORES 3297"),
            ("", "", "LONDON", "12.34"),
            ("", "DD", "COUNCIL TAX", "100.00", "", "137.76"),
            ("28 Feb 24", "CR", "ACME LTD"),
            ("", "", "SALARY", "", "1,500.00", "1,637.76"),
            ("12 Mar 24", "", "BALANCE CARRIED FORWARD", "", "", "1,637.76"),
        ),
        (50.0, 40.0, "Registered in England number 1234567. Page 1 of 1", False),
    ]  # fmt: skip
    found = read(drawn(page))
    agrees(found)
    (one,) = found.statements
    assert one.account.key == "40-00-00 12345678"
    assert (one.period_from, one.period_to) == (date(2024, 2, 13), date(2024, 3, 12))
    assert [(e.date.isoformat(), e.narrative, e.minor) for e in one.entries] == [
        ("2024-02-14", "VIS TESCO STORES 3297 LONDON", -1234),
        ("2024-02-14", "DD COUNCIL TAX", -10000),
        ("2024-02-28", "CR ACME LTD SALARY", 150000),
    ]


def test_amounts_on_the_left_of_their_columns() -> None:
    """As at Barclays: money out, money in and balance all begin under the title's first letter."""
    columns = [(50, False), (100, False), (330, False), (410, False), (490, False)]
    page = [
        (50.0, 800.0, "Sort code 20-00-00 Account number 12345678", False),
        (50.0, 786.0, "Statement for 1 - 31 March 2024", False),
        (50.0, 772.0, "1 March 2024 to 31 March 2024", False),
        *lines(
            740, columns,
            ("Date", "Description", "Money out", "Money in", "Balance"),
            ("1 Mar", "Start balance", "", "", "£1,250.00"),
            ("4 Mar", "Direct Debit to Example Energy", "45.00", "", "1,205.00"),
            ("", "Ref: 0001"),
            ("5 Mar", "Received from J Smith", "", "5.00", "1,210.00"),
            ("", "Cash machine", "1,200.00", "", "10.00"),
            ("31 Mar", "End balance", "", "", "£10.00"),
        ),
    ]  # fmt: skip
    found = read(drawn(page))
    agrees(found)
    assert [one.minor for one in entries(found)] == [-4500, 500, -120000]
    assert entries(found)[0].narrative == "Direct Debit to Example Energy Ref: 0001"
    assert (found.statements[0].opening_minor, found.statements[0].closing_minor) == (125000, 1000)


@pytest.mark.parametrize("shift", [0, -4, -9, -14, 3])
def test_amounts_a_little_beside_their_column_still_belong_to_it(shift: int) -> None:
    columns = [(50, False), (100, False), (400 + shift, True), (470 + shift, True), (545, True)]
    head = [(50, False), (100, False), (400, True), (470, True), (545, True)]
    page = [
        (50.0, 786.0, "1 March 2024 to 31 March 2024", False),
        *lines(740, head, ("Date", "Details", "Withdrawn", "Paid in", "Balance")),
        *lines(
            727, columns,
            ("01 Mar", "OPENING BALANCE", "", "", "100.00"),
            ("02 Mar", "A LONG NARRATIVE THAT RUNS TO THE AMOUNTS", "0.50", "", "99.50"),
            ("03 Mar", "IN", "", "12,345.67", "12,445.17"),
            ("04 Mar", "OUT", "9,999.99", "", "2,445.18"),
        ),
    ]  # fmt: skip
    found = read(drawn(page))
    agrees(found)
    assert [one.minor for one in entries(found)] == [-50, 1234567, -999999]


def test_a_column_of_types_gives_the_type() -> None:
    columns = [(50, False), (110, False), (160, False), (400, True), (470, True), (545, True)]
    page = lines(
        740, columns, ("Date", "Type", "Description", "Out", "In", "Balance"),
        ("02 Mar 2024", "DD", "ENERGY", "10.00", "", "90.00"),
        ("", "FPI", "J SMITH", "", "5.00", "95.00"), ("", "DEB", "SHOP", "1.00", "", "94.00"),
    )  # fmt: skip
    found = read(drawn(page))
    assert [(one.type_raw, one.type) for one in entries(found)] == [
        ("DD", "DIRECT_DEBIT"), ("FPI", "FASTER_PAYMENT"), ("DEB", ""),
    ]  # fmt: skip


def test_an_overdrawn_account_and_forward_balances_on_each_page() -> None:
    columns = [(50, False), (110, False), (400, True), (470, True), (545, True)]
    title = ("Date", "Transaction", "Debit", "Credit", "Balance")
    above = [(50.0, 800.0, "Account number: 12345678 Sort code: 60-00-01", False),
             (50.0, 786.0, "Statement number: 42", False),
             (50.0, 772.0, "Period covered 01/12/2023 to 31/01/2024", False)]  # fmt: skip
    first = lines(
        740, columns, title,
        ("01 DEC", "BROUGHT FORWARD", "", "", "20.00 OD"),
        ("30 DEC", "RENT", "80.00", "", "100.00 OD"),
        ("", "Balance carried forward", "", "", "100.00 OD"),
    )  # fmt: skip
    second = lines(
        740, columns, title,
        ("", "Balance brought forward", "", "", "100.00 OD"),
        ("02 JAN", "WAGES", "", "350.00", "250.00"),
        ("", "Balance carried forward", "", "", "250.00"),
    )  # fmt: skip
    found = read(drawn([*above, *first], second))
    agrees(found)
    (one,) = found.statements
    assert one.sequence == "42"
    assert (one.opening_minor, one.closing_minor) == (-2000, 25000)
    assert [(e.date, e.minor) for e in one.entries] == [
        (date(2023, 12, 30), -8000), (date(2024, 1, 2), 35000),
    ]  # fmt: skip
    assert one.entries[1].place.startswith("page 2 box 50,")


def test_several_accounts_in_one_file_on_pages_of_their_own_and_on_one_page() -> None:
    columns = [(50, False), (110, False), (400, True), (470, True), (545, True)]
    title = ("Date", "Description", "Paid out", "Paid in", "Balance")

    def table(top: float, number: str, start: str, out: str, end: str) -> list[Text]:
        return [
            (50.0, top, f"Sort code 20-00-00 Account number {number}", False),
            (50.0, top - 14, "1 March 2024 to 31 March 2024", False),
            *lines(
                top - 60, columns, title, ("01 Mar", "Opening balance", "", "", start),
                ("02 Mar", f"SHOP {number[:4]}", out, "", end),
                ("31 Mar", "Closing balance", "", "", end),
            ),
        ]  # fmt: skip

    one = table(800, "11111111", "100.00", "10.00", "90.00")
    two = table(450, "22222222", "500.00", "20.00", "480.00")
    for content in (drawn(one, two), drawn([*one, *two])):
        found = read(content)
        agrees(found)
        assert [(s.account.key, s.opening_minor, s.closing_minor, len(s.entries))
                for s in found.statements] == [
            ("20-00-00 11111111", 10000, 9000, 1), ("20-00-00 22222222", 50000, 48000, 1),
        ]  # fmt: skip


def test_every_line_below_the_header_that_is_no_row_is_named() -> None:
    footer = "Interest rates are on our site. Page 1 of 2"
    content = Paper().page(ROWS, below=[footer]).bytes()
    found = read(content)
    (aside,) = [one for one in found.ignored if one.why == "a line that is no row of the table"]
    assert aside.raw == footer
    assert aside.place in dict(open_file("a.pdf", content, Choice()).raw_rows())


def test_a_movement_outside_of_any_known_table_is_named() -> None:
    stray = ["Pending", "07 Dec SHOP 12.00"]
    found = read(Paper().page(ROWS, above=["5 December 2023 to 4 January 2024", *stray]).bytes())
    (outside,) = [one for one in found.ignored if "outside of the table" in one.why]
    assert outside.raw == stray[1]
    assert len(entries(found)) == 4


def test_a_picture_between_two_pages_is_named_and_the_rows_go_on() -> None:
    content = Paper().page(ROWS[:4]).picture().page(ROWS[4:]).bytes()
    found = read(content)
    assert [one.place for one in found.ignored if "picture" in one.why] == ["page 2"]
    assert [one.minor for one in entries(found)] == [-1234, 200000, -5000, -193766]
    assert entries(found)[-1].place.startswith("page 3 box")


def test_a_form_and_attached_files_are_said_and_not_opened() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(Paper().page(ROWS).bytes())))
    writer.add_attachment("more.txt", b"anything")
    out = io.BytesIO()
    writer.write(out)
    found = read(out.getvalue())
    assert any("1 attached file(s)" in note for note in found.notes)
    canvas_out = io.BytesIO()
    canvas = Canvas(canvas_out, pagesize=A4)
    for x, y, text, right in lines(
        740, [(50, False), (110, False), (470, True), (545, True)],
        ("Date", "Description", "Paid out", "Balance"), ("02 Mar 2024", "SHOP", "1.00", "9.00"),
    ):  # fmt: skip
        (canvas.drawRightString if right else canvas.drawString)(x, y, text)
    canvas.acroForm.textfield(name="amount", value="99.00", x=50, y=300)
    canvas.save()
    found = read(canvas_out.getvalue())
    assert any("has a form" in note for note in found.notes)
    assert [one.minor for one in entries(found)] == [-100]


def test_a_file_locked_only_against_printing_is_read() -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(Paper().page(ROWS).bytes())))
    writer.encrypt(user_password="", owner_password="bank", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert len(entries(read(out.getvalue()))) == 4


def test_words_for_screen_readers_that_nobody_sees_are_said_and_not_read() -> None:
    """As at Lloyds: a title in each cell, and "blank." in an empty one, too low to be seen."""
    columns = (
        (50, False), (120, False), (300, False), (400, True), (480, True), (550, True)
    )  # fmt: skip
    titles = ("Date", "Description", "Type", "Money In (£)", "Money Out (£)", "Balance (£)")
    rows = (
        ("02 Dec 24", "TESCO STORES 3297", "DEB", "", "12.34", "87.66"),
        ("03 Dec 24", "ACME LTD", "FPI", "1,500.00", "", "1,587.66"),
        ("04 Dec 24", "COUNCIL TAX", "DD", "", "100.00", "1,487.66"),
    )
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 9)
    canvas.drawString(50, 780, "Sort Code 11-00-01 Account Number 12345678")
    for x, y, text, right in lines(720, columns, titles, *rows):
        (canvas.drawRightString if right else canvas.drawString)(x, y, text)
    canvas.setFont("Helvetica", 0.5)
    for number, row in enumerate(rows, start=1):
        for (x, _), title, text in zip(columns, titles, row, strict=True):
            canvas.drawString(x - 30, 720 - 13 * number + 3, f"{title} {'.' if text else 'blank.'}")
    canvas.save()
    found = read(out.getvalue())
    agrees(found)
    assert (found.read, found.ignored) == (3, ())
    assert [(e.minor, e.narrative, e.type_raw) for e in entries(found)] == [
        (-1234, "TESCO STORES 3297", "DEB"), (150000, "ACME LTD", "FPI"),
        (-10000, "COUNCIL TAX", "DD"),
    ]  # fmt: skip
    assert any("for screen readers" in note for note in found.notes)


def test_a_balance_on_the_last_line_of_a_movement_is_the_balance_after_it() -> None:
    """As at Barclays: a movement of two lines, with its balance on the second."""
    columns = ((50, False), (100, False), (400, True), (470, True), (545, True))
    page = [
        (50.0, 786.0, "Sort code 20-00-00 Account no. 12345678", False),
        (50.0, 772.0, "13 Dec 2023 - 12 Jan 2024", False),
        *lines(
            720, columns,
            ("Date", "Description", "Money out", "Money in", "Balance"),
            ("13 Dec", "Start balance", "", "", "100.00"),
            ("27 Dec", "Card Payment to Tesco", "12.34"),
            ("", "On 25 Dec", "", "", "87.66"),
            ("2 Jan", "Received From Acme Ltd", "", "1,500.00", "1,587.66"),
            ("12 Jan", "End balance", "", "", "1,587.66"),
        ),
    ]  # fmt: skip
    found = read(drawn(page))
    agrees(found)
    assert [(e.narrative, e.minor, e.balance_minor) for e in entries(found)] == [
        ("Card Payment to Tesco On 25 Dec", -1234, 8766),
        ("Received From Acme Ltd", 150000, 158766),
    ]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (("2024", "Balance from statement 11 dated 31/12/2023"), None),
        (("31 Dec", "STATEMENT OPENING BALANCE"), ("31 Jan", "STATEMENT CLOSING BALANCE")),
    ],
)
def test_opening_and_closing_balances_are_known_by_the_words_of_nationwide_and_lloyds(
    first: tuple[str, str], last: tuple[str, str] | None
) -> None:
    columns = ((50, False), (110, False), (420, True), (480, True), (550, True))
    ends = [(*last, "", "", "1,587.66")] if last else []
    page = [
        (50.0, 786.0, "Sort code 07-01-16 Account number 12345678", False),
        (50.0, 772.0, "1 January 2024 to 31 January 2024", False),
        *lines(
            700, columns,
            ("Date", "Description", "£ Out", "£ In", "£ Balance"),
            (*first, "", "", "100.00"),
            ("02 Jan", "Visa purchase TESCO STORES", "12.34", "", "87.66"),
            ("03 Jan", "Bank credit ACME LTD", "", "1,500.00", "1,587.66"),
            *ends,
        ),
    ]  # fmt: skip
    found = read(drawn(page))
    agrees(found)
    (one,) = found.statements
    assert (one.opening_minor, one.closing_minor) == (10000, 158766 if last else None)
    assert [e.minor for e in one.entries] == [-1234, 150000]


def test_a_card_names_the_day_it_received_a_payment_beside_the_day_of_it() -> None:
    """As at HSBC's cards: "Received by us" and "Transaction date", CR right behind an amount."""
    columns = ((50, False), (125, False), (210, False), (545, True))
    page = [
        (50.0, 772.0, "Statement date 12 January 2024", False),
        *lines(
            700, columns,
            ("Received by us", "Transaction date", "Details", "Amount"),
            ("27 DEC 23", "25 DEC 23", "TESCO LONDON", "12.34"),
            ("02 JAN 24", "02 JAN 24", "PAYMENT - THANK YOU", "50.00CR"),
        ),
    ]  # fmt: skip
    assert [e.minor for e in entries(read(drawn(page)))] == [-1234, 5000]


def test_on_a_card_a_minus_is_paid_in_and_days_of_the_new_year_are_of_the_statement_s() -> None:
    """As at Santander's cards: a payment has a minus, and only the statement is dated."""
    columns = ((50, False), (120, False), (470, True))
    table = lines(
        700, columns,
        ("Date", "Description", "Amount"),
        ("27th Dec", "TESCO LONDON GBR", "£12.34"),
        ("2nd Jan", "PAYMENT RECEIVED - THANK YOU", "-£50.00"),
        ("5th Jan", "COSTA", "£3.40"),
    )  # fmt: skip
    dated = (50.0, 772.0, "Statement date: 12th January 2024", False)
    found = read(
        drawn([(50.0, 786.0, "Credit Card number 5434 12** **** 1234", False), dated, *table])
    )
    assert not found.rejected
    assert [(e.date, e.minor) for e in entries(found)] == [
        (date(2023, 12, 27), -1234), (date(2024, 1, 2), 5000), (date(2024, 1, 5), -340),
    ]  # fmt: skip
    assert any("of a card" in note for note in found.notes)
    account = (50.0, 786.0, "Sort code 09-01-28 Account number 12345678", False)
    assert [e.minor for e in entries(read(drawn([account, dated, *table])))] == [1234, -5000, 340]


@pytest.mark.parametrize("right", [True, False])
def test_cr_below_an_amount_belongs_to_it(right: bool) -> None:
    """As at American Express: CR on a line of its own, below the amount or below the words."""
    columns = ((50, False), (130, False), (210, False), (545, True))
    below = ("", "", "", "CR") if right else ("", "", "CR", "")
    page = [
        (50.0, 772.0, "Statement date 12 January 2024", False),
        *lines(
            700, columns,
            ("Transaction Date", "Process Date", "Transaction Details", "Amount £"),
            ("Dec 25", "Dec 27", "TESCO LONDON", "12.34"),
            ("Jan 2", "Jan 2", "PAYMENT RECEIVED - THANK YOU", "50.00"),
            below,
            ("Jan 4", "Jan 5", "COSTA", "3.40"),
        ),
    ]  # fmt: skip
    found = read(drawn(page))
    assert [e.minor for e in entries(found)] == [-1234, 5000, -340]
    assert (found.rejected, found.ignored) == ((), ())
