"""PDF statements made here: columns from the header words, years from the period, no row lost."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from workbench.case import Case
from workbench.errors import Cancelled, Refused
from workbench.money import written
from workbench.records.load import load_files
from workbench.records.prove import NOT_RECONCILED, RECONCILED, prove
from workbench.records.readers import pdf as reader
from workbench.records.readers.pdf_text import words_of
from workbench.records.reading import Choice, Entry, FileRead
from workbench.records.recognise import open_file, read_file
from workbench.records.source import Originals

#: Left edge of words, right edge of amounts.
COLUMNS = {"Date": 50, "Description": 110, "Paid out": 400, "Paid in": 470, "Balance": 545}
ABOVE = ("MR J SMITH", "Sort code 20-00-00 Account number 12345678",
         "Statement period 5 December 2023 to 4 January 2024")  # fmt: skip
Line = Sequence[str]


class Paper:
    """Draws statements: a page is its lines above the table, the header, and rows of cells."""

    def __init__(self, columns: dict[str, int] | None = None) -> None:
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.columns = columns or COLUMNS

    def page(
        self, rows: Sequence[Line], above: Sequence[str] = ABOVE, *, header: bool = True,
        below: Sequence[str] = (), shuffled: bool = False,
    ) -> Paper:  # fmt: skip
        drawn: list[tuple[str, float, float, bool]] = []
        y = 800.0
        for text in above:
            drawn.append((text, 50, y, False))
            y -= 14
        y -= 10
        money = {"Paid out", "Paid in", "Balance", "Amount"}
        if header:
            drawn += [(name, x, y, name in money) for name, x in self.columns.items()]
        for row in rows:
            y -= 14
            for (name, x), text in zip(self.columns.items(), row, strict=False):
                if text:
                    drawn.append((text, x, y, name in money))
        drawn += [(text, 50, 60.0 - 12 * n, False) for n, text in enumerate(below)]
        if shuffled:
            random.Random(5).shuffle(drawn)
        self.canvas.setFont("Helvetica", 9)
        for text, x, at, right in drawn:
            (self.canvas.drawRightString if right else self.canvas.drawString)(x, at, text)
        self.canvas.showPage()
        return self

    def picture(self) -> Paper:
        from PIL import Image
        from reportlab.lib.utils import ImageReader

        image = ImageReader(Image.new("RGB", (40, 40), "grey"))
        self.canvas.drawImage(image, 50, 400, 300, 300)
        self.canvas.showPage()
        return self

    def bytes(self) -> bytes:
        self.canvas.save()
        return self.out.getvalue()


ROWS = [
    ("05 Dec", "BALANCE BROUGHT FORWARD", "", "", "1,000.00"),
    ("06 Dec", "CARD PAYMENT TO TESCO", "12.34", "", "987.66"),
    ("", "STORES 3297 12.34 GBP"),
    ("31 Dec", "ACME LTD SALARY", "", "2,000.00", "2,987.66"),
    ("", "CASH WITHDRAWAL", "50.00", "", "2,937.66"),
    ("02 Jan", "RENT", "1,937.66", "", "1,000.00"),
    ("", "BALANCE CARRIED FORWARD", "", "", "1,000.00"),
]


def read(content: bytes, choice: Choice | None = None) -> FileRead:
    found = read_file("a.pdf", content, choice)
    kept = sum(len(one.entries) for one in found.statements)
    assert found.read == kept + len(found.ignored) + len(found.rejected)
    return found


def entries(found: FileRead) -> list[Entry]:
    return [entry for one in found.statements for entry in one.entries]


def test_columns_are_learnt_from_the_header_and_the_year_from_the_period() -> None:
    found = read(Paper().page(ROWS).bytes())
    (one,) = found.statements
    assert not found.rejected
    assert [entry.minor for entry in one.entries] == [-1234, 200000, -5000, -193766]
    assert [entry.date for entry in one.entries] == [
        date(2023, 12, 6), date(2023, 12, 31), date(2023, 12, 31), date(2024, 1, 2),
    ]  # fmt: skip
    assert one.account.key == "20-00-00 12345678"
    assert (one.opening_minor, one.closing_minor) == (100000, 100000)
    assert [row.why for row in found.ignored] == [
        "a balance brought forward is no movement", "a balance carried forward is no movement",
    ]  # fmt: skip


def test_a_line_of_words_goes_on_with_the_row_above_it_even_with_an_amount_in_it() -> None:
    first = entries(read(Paper().page(ROWS).bytes()))[0]
    assert first.narrative == "CARD PAYMENT TO TESCO STORES 3297 12.34 GBP"


def test_the_order_in_the_file_does_not_matter() -> None:
    plain, shuffled = Paper().page(ROWS).bytes(), Paper().page(ROWS, shuffled=True).bytes()
    assert entries(read(plain)) == entries(read(shuffled))


def test_a_row_is_cited_by_its_page_and_box_and_its_text_as_it_stands() -> None:
    content = Paper().page(ROWS[:4]).page(ROWS[4:]).bytes()
    found = entries(read(content))
    raws = dict(open_file("a.pdf", content, Choice()).raw_rows())
    assert re.fullmatch(r"page 1 box 50,\d+,545,\d+", found[0].place)
    assert found[-1].place.startswith("page 2 box 50,")
    assert raws[found[0].place].splitlines() == [
        "06 Dec CARD PAYMENT TO TESCO 12.34 987.66", "STORES 3297 12.34 GBP",
    ]  # fmt: skip
    assert len(raws) == 6
    assert all(entry.place in raws for entry in found)


def test_words_before_their_amount_are_joined_where_the_statement_writes_so() -> None:
    rows = [
        ("06 Dec 2023", "VIS TESCO"), ("", "STORES 3297", "12.34"),
        ("", "ATM CASH"), ("", "LONDON", "50.00", "", "937.66"),
        ("07 Dec 2023", "CR ACME"), ("", "SALARY", "", "100.00", "1,037.66"),
    ]  # fmt: skip
    found = entries(read(Paper().page(rows).bytes()))
    assert [(entry.narrative, entry.minor) for entry in found] == [
        ("VIS TESCO STORES 3297", -1234), ("ATM CASH LONDON", -5000), ("CR ACME SALARY", 10000),
    ]  # fmt: skip


def test_a_page_without_a_header_goes_on_with_the_columns_of_the_one_before() -> None:
    content = Paper().page(ROWS[:4]).page(ROWS[5:6], above=["Page 2"], header=False).bytes()
    assert [entry.minor for entry in entries(read(content))][-1] == -193766


def test_terms_and_footers_are_no_rows() -> None:
    small = ["Page 1 of 2. Fees of £5.00 apply from 1 April 2024 at www.example.org"]
    content = Paper().page(ROWS, below=small).page([], above=small * 5, header=False).bytes()
    found = read(content)
    assert [entry.minor for entry in entries(found)] == [-1234, 200000, -5000, -193766]
    assert "page 2 holds no table of movements" in found.notes


def test_a_total_is_no_movement() -> None:
    rows = [*ROWS[:2], ("", "Total", "12.34", "", "")]
    found = read(Paper().page(rows).bytes())
    assert [row.why for row in found.ignored][-1] == "a total is no movement"
    assert len(entries(found)) == 1


def test_what_stands_below_the_closing_balance_without_a_date_is_no_movement() -> None:
    found = read(Paper().page([*ROWS, ("", "Your arranged overdraft", "500.00")]).bytes())
    assert found.ignored[-1].why == "it stands below the closing balance, without a date"
    assert len(entries(found)) == 4


def test_a_second_row_of_a_day_that_cannot_be_read_is_not_taken_for_words() -> None:
    rows = [ROWS[1], ("", "CASH WITHDRAWAL", "50..00", "", ""), ROWS[5]]
    (bad,) = read(Paper().page(rows).bytes()).rejected
    assert "is no amount" in bad.why


def test_cancelling_ends_the_reader() -> None:
    def stop(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_file("a.pdf", Paper().page(ROWS).bytes(), report=stop)


def test_a_missing_page_is_said_and_its_statement_is_not_joined() -> None:
    third = [("02 Jan", "BALANCE BROUGHT FORWARD", "", "", "500.00"), ("03 Jan", "RENT", "1.00")]
    found = read(Paper().page(ROWS).page(third).bytes())
    assert [one.opening_minor for one in found.statements] == [100000, 50000]
    assert any("a page may be missing" in note for note in found.notes)


def test_a_balance_carried_forward_that_is_not_the_rows_own_breaks_the_statement() -> None:
    rows = [*ROWS[:-1], ("", "BALANCE CARRIED FORWARD", "", "", "999.00")]
    (one,) = read(Paper().page(rows).bytes()).statements
    proof = prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor)
    assert proof.verdict == NOT_RECONCILED


def test_a_picture_is_reported_as_unread_and_never_as_empty() -> None:
    found = read(Paper().page(ROWS).picture().bytes())
    assert found.ignored[-1].place == "page 2"
    assert "not read" in found.ignored[-1].why
    with pytest.raises(Refused, match="1 of its 1 pages are pictures"):
        read(Paper().picture().bytes())


def test_an_overdrawn_balance_is_negative_whichever_way_it_is_marked() -> None:
    rows = [("06 Dec", "RENT", "50.00", "", "10.00 OD"), ("07 Dec", "FEE", "5.00", "", "15.00 DR"),
            ("08 Dec", "PAY", "", "20.00", "5.00")]  # fmt: skip
    assert [entry.balance_minor for entry in entries(read(Paper().page(rows).bytes()))] == [
        -1000, -1500, 500,
    ]  # fmt: skip


CARD = {"Date": 50, "Description": 110, "Amount": 545}
SIGNED = {"Date": 50, "Description": 110, "Amount": 470, "Balance": 545}


def test_on_a_card_cr_is_paid_in_and_the_rest_is_spent() -> None:
    rows = [("06 Dec", "SHOP", "12.34"), ("07 Dec", "PAYMENT THANK YOU", "100.00 CR")]
    found = entries(read(Paper(CARD).page(rows).bytes()))
    assert [entry.minor for entry in found] == [-1234, 10000]


def test_one_column_of_signed_amounts_is_read_the_way_that_the_balances_agree() -> None:
    rows = [("06 Dec", "SHOP", "12.34", "100.00"), ("07 Dec", "PAID", "-50.00", "150.00"),
            ("08 Dec", "SHOP", "10.00", "140.00")]  # fmt: skip
    found = entries(read(Paper(SIGNED).page(rows).bytes()))
    assert [entry.minor for entry in found] == [-1234, 5000, -1000]


def test_amounts_that_do_not_say_their_way_are_not_guessed() -> None:
    rows = [("06 Dec", "SHOP", "12.34"), ("07 Dec", "SHOP", "100.00")]
    with pytest.raises(Refused, match="do not say which were paid in"):
        read(Paper(CARD).page(rows).bytes())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("O6 Dec", "TESCO", "12.34"), "is no date"),
        (("06 Mar", "TESCO", "12.34"), "not within the statement's period"),
        (("06 Dec", "TESCO", "12..34"), "is no amount"),
        (("06 Dec", "TESCO", "12.34", "12.34"), "an amount in and an amount out"),
        (("06 Dec", "TESCO", "-12.34"), "sign of its own"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_reason(row: Line, why: str) -> None:
    found = read(Paper().page([ROWS[1], row, ROWS[5]]).bytes())
    (bad,) = found.rejected
    assert why in bad.why
    assert row[1] in bad.raw


def test_dates_without_a_year_in_a_file_without_a_period_are_rejected() -> None:
    found = read(Paper().page(ROWS[1:2], above=["MR J SMITH"]).bytes())
    assert "states no period" in found.rejected[0].why


def test_dates_that_two_orders_fit_are_asked_about() -> None:
    rows = [("06/12/2023", "A", "1.00"), ("07/12/2023", "B", "2.00")]
    content = Paper().page(rows).bytes()
    with pytest.raises(Refused, match="day/month"):
        read(content)
    assert entries(read(content, Choice(dates="dmy")))[0].date == date(2023, 12, 6)


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(Paper().page(ROWS).bytes())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Refused, match="locked with a password"):
        read(out.getvalue())


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_reads_as_it_is_shown(turned: int) -> None:
    from pypdf import PdfReader, PdfWriter, Transformation

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(Paper().page(ROWS).bytes())))
    page = writer.pages[0]
    wide, high = A4
    shift = {90: (high, 0), 180: (wide, high), 270: (0, wide)}[turned]
    page.add_transformation(Transformation().rotate(turned).translate(*shift))
    if turned != 180:
        page.mediabox.upper_right = (high, wide)
        page.cropbox.upper_right = (high, wide)
    page.rotate(turned)
    out = io.BytesIO()
    writer.write(out)
    assert [entry.minor for entry in entries(read(out.getvalue()))] == [
        -1234, 200000, -5000, -193766,
    ]  # fmt: skip


def test_a_file_that_is_no_pdf_beyond_its_first_line_is_refused() -> None:
    with pytest.raises(Refused, match=r"damaged|no table"):
        read(b"%PDF-1.7\nnothing")


def test_a_reader_that_goes_beyond_its_time_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.records.readers import child

    monkeypatch.setattr(child, "SECONDS", 0)
    with pytest.raises(Refused, match="not read within"):
        read(Paper().page(ROWS).bytes())


def test_a_statement_is_loaded_proved_and_cited(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "statement.pdf"
    path.write_bytes(Paper().page(ROWS).bytes())
    (outcome,) = load_files(case, [path])
    assert (outcome.refusal, outcome.loaded, outcome.ignored) == ("", 4, 2)
    assert outcome.verdict == RECONCILED
    place = entries(read(path.read_bytes()))[1].place
    assert Originals(case).raw(1, place) == "31 Dec ACME LTD SALARY 2,000.00 2,987.66"


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.integers(-500_000, 500_000).filter(bool), min_size=1, max_size=60),
    st.integers(5, 40),
)
def test_what_is_drawn_is_what_is_read(amounts: list[int], each: int) -> None:
    balance, rows = 10_000_000, []
    for number, minor in enumerate(amounts):
        balance += minor
        when = date(2023, 12, 5) + timedelta(days=number // 3)
        text = written(abs(minor), symbol=False)
        rows.append((f"{when:%d %b}", f"PAYMENT {number}", "" if minor > 0 else text,
                     text if minor > 0 else "", written(balance, symbol=False)))  # fmt: skip
    paper = Paper()
    for start in range(0, len(rows), each):
        paper.page(rows[start : start + each])
    found = read(paper.bytes())
    assert not found.rejected
    assert [entry.minor for entry in entries(found)] == amounts
    assert entries(found)[-1].balance_minor == balance


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_mutated_file_never_crashes_and_never_loses_a_row(data: st.DataObject) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    with pytest.MonkeyPatch.context() as patch:  # the same reading, without a process for each
        patch.setattr(reader, "read_apart", lambda _m, given, _w, _r: words_of(given))
        try:
            read(bytes(content))
        except Refused:
            return


WHOLE = Paper().page(ROWS).picture().bytes()
