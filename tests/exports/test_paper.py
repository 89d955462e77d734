"""The page: text exactly as it is, marks on every sheet, notes that lead somewhere."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.paper import document
from exports.paper import type as faces
from exports.paper.grid import grid, shown
from exports.paper.marks import Marks, instant, london_offset, moment
from exports.paper.measures import LANDSCAPE, PORTRAIT, room
from exports.paper.notes import Notes, ranges
from exports.schedules.schedule import Amount, Column, Count, Schedule, numbered, summed
from workbench.case import Case
from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind
from workbench.words import counted, day_written, listed

MARKS = Marks(
    "Case pack", "Operation Test", "OFFICIAL", datetime(2026, 7, 1, 8, 5, tzinfo=UTC), 7, "ab" * 32
)


@pytest.fixture
def notes(file_case: Case) -> Notes:
    def made(_: Book, key: str) -> Figure:
        if not key.isdecimal():
            raise Refused(f"there is no figure sum:{key}")
        number = int(key)
        because = (f"sum:{number - 1}",) if number else ()
        return Figure(f"sum:{key}", f"Sum {key}", number, "GBP", "as counted", because)

    return Notes(Book(file_case, {"sum": Kind(made)}))


def laid_out(story: list[document.Flowable]) -> pypdf.PdfReader:
    out = io.BytesIO()
    pages = document.build(story, MARKS, out)
    reader = pypdf.PdfReader(io.BytesIO(out.getvalue()))
    assert len(reader.pages) == pages
    return reader


def schedule(rows: list[tuple[object, ...]], **more: object) -> Schedule:
    columns = (
        Column("Date", "day"), Column("Narrative"), Column("Amount", "money"),
        Column("Rows", "count"),
    )  # fmt: skip
    return Schedule("s", "Title", "About", columns, tuple(rows), "Nothing here.", **more)  # type: ignore[arg-type]


# -- text


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_no_letter_is_lost_without_its_number_standing_there(text: str) -> None:
    import unicodedata

    said = faces.visible(text)
    assert said.isprintable()
    wanted = unicodedata.normalize("NFC", text)
    for letter in wanted:
        assert letter in said or f"[U+{ord(letter):04X}]" in said or letter.isspace() or (
            unicodedata.category(letter) in {"Zs", "Zl", "Zp", "Cc"} and " " in said
        )  # fmt: skip


def test_letters_of_european_names_are_drawn_as_they_are() -> None:
    for name in ("Łukasz Żółkiewski", "Ștefan Țurcanu", "Nguyễn Văn", "Οδυσσέας", "Иван", "Þór"):
        assert faces.visible(name) == name


def test_direction_marks_and_invisible_letters_do_show() -> None:
    assert faces.visible("a\u202eb\u200bc\u00add\x00e") == ("a[U+202E]b[U+200B]c[U+00AD]d[U+0000]e")


def test_a_very_long_word_is_laid_out_quickly(notes: Notes) -> None:
    import time

    rows: list[tuple[object, ...]] = [(date(2026, 1, 1), "x" * 100_000, Amount(1, "GBP"), 1)]
    started = time.monotonic()
    reader = laid_out(grid(schedule(rows), room()[0], notes))
    assert time.monotonic() - started < 20
    assert sum(page.extract_text().count("x") for page in reader.pages) >= 100_000


# -- marks


@pytest.mark.parametrize(
    ("at", "hours"),
    [
        ("2026-03-29T00:59:59", 0), ("2026-03-29T01:00:00", 1), ("2026-07-01T12:00:00", 1),
        ("2026-10-25T00:59:59", 1), ("2026-10-25T01:00:00", 0), ("2026-12-25T12:00:00", 0),
        ("2024-03-31T01:00:00", 1), ("2023-10-29T01:00:00", 0),
    ],
)  # fmt: skip
def test_london_keeps_summer_time_between_the_last_sundays(at: str, hours: int) -> None:
    when = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert london_offset(when) == timedelta(hours=hours)


def test_london_s_clock_is_that_of_the_time_zone_tables() -> None:
    zoneinfo = pytest.importorskip("zoneinfo")
    try:
        london = zoneinfo.ZoneInfo("Europe/London")
    except zoneinfo.ZoneInfoNotFoundError:
        pytest.skip("this machine has no time zone tables")
    when = datetime(2000, 1, 1, 0, 30, tzinfo=UTC)
    while when.year < 2030:
        assert london_offset(when) == when.astimezone(london).utcoffset(), when
        when += timedelta(hours=13)


def test_an_instant_names_both_clocks_and_the_day_where_it_differs() -> None:
    assert instant(datetime(2026, 7, 1, 8, 5, tzinfo=UTC)) == (
        "01 Jul 2026 08:05 UTC (09:05 in London)"
    )
    assert instant(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == (
        "01 Jul 2026 23:30 UTC (02 Jul 2026 00:30 in London)"
    )


def test_days_and_moments_are_written_for_a_person() -> None:
    assert day_written(date(2024, 3, 3)) == "03 Mar 2024"
    assert day_written("2024-03-03T10:00") == "03 Mar 2024"
    assert day_written("soon") == "soon"
    assert moment("2024-03-03T10:05") == "03 Mar 2024 10:05"
    assert moment("2024-03-03") == "03 Mar 2024"


def test_pages_of_both_orientations_are_numbered_through(notes: Notes) -> None:
    rows: list[tuple[object, ...]] = [
        (date(2026, 1, 1), f"row {n}", Amount(-n, "GBP"), n) for n in range(120)
    ]
    story = [
        document.contents(),
        *document.turned(PORTRAIT),
        document.headed("1  First <part>"),
        *grid(schedule(rows), room()[0], notes),
        *document.turned(LANDSCAPE),
        document.headed("2  Second & last"),
        *grid(schedule(rows), room(LANDSCAPE)[0], notes),
    ]
    reader = laid_out(story)
    wide = [float(page.mediabox.width) > 700 for page in reader.pages]
    assert wide == sorted(wide)
    for number, page in enumerate(reader.pages, start=1):
        assert f"Page {number} of {len(reader.pages)}" in page.extract_text()
        if number > 1:
            assert "Narrative" in page.extract_text(), "the header repeats"
    contents = " ".join(reader.pages[0].extract_text().split())
    assert "1 First <part>" in contents
    assert "2 Second & last" in contents


# -- schedules


def test_cells_are_written_as_a_person_reads_them() -> None:
    assert shown(Amount(-123_456, "GBP")) == "−£1,234.56"
    assert shown(Count(4012)) == "4,012"
    assert shown(date(2024, 3, 3)) == "03 Mar 2024"
    assert shown(None) == ""
    assert shown(1000) == "1,000"


def test_an_empty_schedule_says_so_in_words(notes: Notes) -> None:
    reader = laid_out(grid(schedule([]), room()[0], notes))
    assert "Nothing here." in reader.pages[0].extract_text()


def test_plurals_and_lists_are_right() -> None:
    assert counted(1, "payment") == "1 payment"
    assert counted(0, "payment") == "0 payments"
    assert counted(4012, "entry", "entries") == "4,012 entries"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
    assert numbered((1, 2, 3, 7)) == "1–3, 7"
    assert numbered(()) == ""
    assert summed([Amount(1, "GBP"), Amount(2, "EUR"), Amount(3, "GBP")]) == [
        ("GBP", 4), ("EUR", 2),
    ]  # fmt: skip


# -- notes


def test_figures_are_numbered_as_they_are_printed_and_then_what_made_them(notes: Notes) -> None:
    assert notes.number("sum:2") == 1
    assert notes.number("sum:5") == 2
    assert notes.number("sum:2") == 1
    told = [(n.number, n.figure.id, n.causes, n.others) for n in notes.explained()]
    assert told == [
        (1, "sum:2", (3,), ()), (2, "sum:5", (4,), ()), (3, "sum:1", (5,), ()),
        (4, "sum:4", (6,), ()), (5, "sum:0", (), ()), (6, "sum:3", (1,), ()),
    ]  # fmt: skip


def test_a_plain_sum_names_what_made_it_without_following_it(notes: Notes) -> None:
    notes.number("sum:9")
    told = [(n.number, n.causes, n.others) for n in notes.explained({"sum"})]
    assert told == [(1, (), ("sum:8",))]


def test_a_number_that_cannot_be_explained_is_not_printed(notes: Notes) -> None:
    with pytest.raises(Refused, match="there is no figure"):
        notes.number("sum:x")
    with pytest.raises(Refused, match="there is no figure"):
        grid(
            schedule([(None, "x", Amount(1, "GBP", "guess:1"), 1)]), room()[0], notes
        )  # fmt: skip


def test_runs_of_numbers_are_taken_together() -> None:
    assert list(ranges([3, 4, 5, 9, 9, 1])) == [(1, 1), (3, 5), (9, 9)]
    assert list(ranges([])) == []


def test_every_note_is_a_link_to_an_anchor_that_is_there(notes: Notes) -> None:
    from exports.pack.figures import appendix

    rows: list[tuple[object, ...]] = [
        (date(2026, 1, 1), f"row {n}", Amount(n, "GBP", f"sum:{n}"), n) for n in range(1, 40)
    ]
    story = [*grid(schedule(rows), room()[0], notes), *document.turned(LANDSCAPE)]
    reader = laid_out([*story, *appendix(notes)])
    texts = [page.extract_text() for page in reader.pages]
    first = next(n for n, text in enumerate(texts) if "Appendix A" in text)
    pages = {page.indirect_reference.idnum: n for n, page in enumerate(reader.pages)}
    targets = [
        pages[note.get_object()["/Dest"][0].idnum]
        for page in reader.pages
        for note in page.get("/Annots", [])
    ]
    # 39 notes, and 39 figures of the appendix that lead to what they were made from
    assert len(targets) == 39 + 39
    assert all(target >= first for target in targets)
