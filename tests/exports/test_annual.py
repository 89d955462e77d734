"""The annual report accounts for every pound, names nobody, and prints no small number."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from exports.annual.annual import annual
from exports.annual.money import spans, year_of
from exports.annual.part import bars
from exports.annual.screen import Screen
from exports.annual.write import write_annual
from exports.charts.picture import Box, Picture
from exports.demonstration import SAMPLES, build_case
from exports.schedules.schedule import Schedule
from tests.workbench.recovery.facts import confiscation, receipt
from tests.workbench.reinvestment.acts import approved, pay
from workbench.case import Case
from workbench.errors import Refused
from workbench.parties import register
from workbench.recovery import property as things
from workbench.reinvestment import claw_back, deposits, funds, grants, outcomes, programmes, shares
from workbench.reinvestment.totals import totals

DAY = date(2026, 3, 12)
STARTED = "Started structured treatment"


@pytest.fixture(scope="module")
def larkspur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    case = build_case(tmp_path_factory.mktemp("annual") / "larkspur.arw")
    yield case
    case.close()


@pytest.fixture
def spent(case: Case) -> Case:
    """£120,000.00 shared, £22,500.00 of it ours, and £12,000.00 paid for treatment."""
    funds.add_fund(case, "Community fund", "police")
    number = receipt(case, confiscation(case, 12_005_000), 12_000_000)
    shares.share_receipt(case, number, fund_id=1)
    programmes.add_programme(case, "diversion into treatment", "Custody to treatment")
    grant = approved(case, 1_200_000)
    pay(case, grants.add_instalment(case, grant, DAY, 1_200_000), "I. Falconer", DAY)
    return case


@pytest.fixture
def period(tmp_path: Path) -> dict[str, Any]:
    """A half year that ends in 2026/27, and its return."""
    source = tmp_path / "return.txt"
    source.write_text("x", encoding="utf-8")
    return {"source": source, "start": DAY, "end": date(2026, 8, 31), "grant_id": 1}


def both(case: Case, year: int, folder: Path) -> tuple[str, str]:
    """The words of the PDF and the whole of the web page."""
    write_annual(case, folder / "a.pdf", year)
    write_annual(case, folder / "a.html", year)
    pages = PdfReader(folder / "a.pdf").pages
    paper = " ".join(" ".join(page.extract_text() for page in pages).split())
    return paper, (folder / "a.html").read_text(encoding="utf-8")


class Page(HTMLParser):
    """What a test asks of a web page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += f" {data}"

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def test_both_forms_say_where_every_pound_of_the_year_went(larkspur: Case, tmp_path: Path) -> None:
    paper, page = both(larkspur, 2025, tmp_path)
    web = " ".join(Page(page).words.split())
    for words in (
        "Taken from crime £161,800.00", "Given back to victims £4,800.00",
        "Paid for programmes £17,400.00", "Left in our funds £17,562.50",
        "Not accounted for £0.00", "Nothing is missing: £0.00 is not accounted for.",
        "The Home Office £77,900.00", "All that was shared out £161,800.00",
    ):  # fmt: skip
        assert words in paper, words
        assert words in web, words


def test_two_years_that_follow_each_other_fit_together_and_come_to_the_totals(spent: Case) -> None:
    deposits.deposit(spent, 1, date(2026, 5, 1), 100_000, "Public health")
    claw_back.claw_back(spent, 1, 240_000, "I. Falconer", date(2026, 9, 9), "a post stood empty")
    receipt(spent, 1, 5_000)
    with spent.session() as session:
        first, second = (
            spans(session, year.first, year.last)["GBP"] for year in map(year_of, (2025, 2026))
        )
        whole, known = spans(session, None, date(2027, 3, 31))["GBP"], totals(session)["GBP"]
    assert (first.before.left, first.end.left) == (0, 2_250_000 - 1_200_000 + 5_000)
    assert second.before.left == first.end.left
    assert [s.unaccounted() for s in (first, second, whole)] == [0, 0, 0]
    assert (second.deposited(), second.went("paid")) == (100_000, -240_000)
    assert whole.received() == known["received_minor"]
    for place, key in (
        ("paid", "spent_minor"), ("held", "held_minor"), ("waiting", "waiting_minor"),
        ("agencies", "other_agencies_minor"),
    ):  # fmt: skip
        assert whole.end.places[place] == known[key], place


def test_a_small_result_is_in_neither_form_nor_its_cost_its_note_or_its_bar(
    spent: Case, period: dict[str, Any], tmp_path: Path
) -> None:
    outcomes.add_outcome(
        spent, 1, STARTED, 3, target=40, counterfactual="Most would not have come", **period
    )
    outcomes.add_outcome(spent, 1, "Completed treatment", 24, target=25, **period)
    for text in both(spent, 2026, tmp_path):
        assert "fewer than 5, or left out" in text
        assert "Not printed" in text
        assert "4,000.00" not in text  # £12,000.00 for 3
        assert "Most would not have come" not in text
        assert "£500.00" in text  # £12,000.00 for 24
        assert "Missed by a tenth or less (amber)" in text
        assert "1 result is not printed" in text
    drawn = [
        part
        for told in annual(spent, 2026).parts
        for shown in told.shown
        if isinstance(shown, Picture) and "targets" in shown.title
        for part in shown.parts
        if isinstance(part, Box)
    ]
    assert [part.tip for part in drawn] == ["Completed treatment: 24 of 25"]


def test_what_buys_nothing_has_no_cost_and_a_ratio_has_its_source_and_year(
    spent: Case, period: dict[str, Any], tmp_path: Path
) -> None:
    outcomes.add_outcome(spent, 1, "Offences in the year before", 48, **period)
    outcomes.add_outcome(spent, 1, "Came back within six months", 6, **period)
    paper, page = both(spent, 2026, tmp_path)
    for text in (paper, " ".join(Page(page).words.split())):
        assert "Came back within six months (less is better)" in text
        assert "£250.00" not in text
        assert "£2,000.00" not in text
        assert "saves £2.50 for each £1.00 spent. Source: Public Health England" in text
        assert "commonly known" not in text
        assert "nobody has worked out what would have happened" in text


def test_a_chart_shows_rows_of_the_table_that_follows_it_and_nothing_more(larkspur: Case) -> None:
    charts = 0
    for year in (2025, 2026):
        for part in annual(larkspur, year).parts:
            for shown, after in pairwise([*part.shown, None]):
                if not isinstance(shown, Picture):
                    continue
                charts += 1
                assert isinstance(after, Schedule)
                rows = [str(cell) for row in after.rows for cell in row]
                money = {f"{bar.words}: {bar.shown}" for bar in bars(after.rows, 1)}
                for box in shown.parts:
                    if isinstance(box, Box) and box.tip not in money:
                        words, _, number = box.tip.rpartition(": ")
                        assert words in rows
                        value, _, target = number.partition(" of ")
                        assert any(cell.startswith(f"{value} ") for cell in rows)
                        assert target in rows
    assert charts >= 4


def test_neither_form_names_anybody_or_anything_of_operation_larkspur(
    larkspur: Case, tmp_path: Path
) -> None:
    facts = tomllib.loads((SAMPLES / "case.toml").read_text(encoding="utf-8"))
    hidden = {facts["case"][key] for key in ("name", "urn", "reference")} | {"larkspur"}
    for party in facts["parties"]:
        hidden |= {party["name"], party.get("registration", "")}
        if party["schema"] == "Person":
            hidden.add(party["name"].split()[-1])
    hidden |= {officer["name"].split()[-1] for officer in facts["officers"]}
    for order in facts["orders"]:
        hidden.add(order["reference"])
        hidden |= {event["document"] for event in order["events"] if "document" in event}
    hidden |= {row["reference"] for row in facts["receipts"]}
    hidden |= {grant["recipient"] for grant in facts["grants"]}
    hidden |= {asset[key] for asset in facts["assets"] for key in ("identifier",) if key in asset}
    for file in facts["files"]:
        hidden |= {file["account"], file["account"][9:]} if "account" in file else set()
    hidden.discard("")
    assert len(hidden) > 40
    for year in (2025, 2026):
        for text in both(larkspur, year, tmp_path):
            for name in hidden:
                assert name.casefold() not in text.casefold(), name


NASTY = (
    "Zöe O'Shaughnessy-<b>Quill</b>",
    "Ng",
    "中村 花子",
    "★★",
    'A&B "Vans" Ltd',
    "Mal Vol\u200dio",
)


def test_texts_that_hold_a_nasty_name_or_a_mark_are_left_out_whole(
    case: Case, period: dict[str, Any], tmp_path: Path
) -> None:
    for name in NASTY:
        register.add_party(case, name, schema="Company" if "Ltd" in name else "Person")
    things.add_asset(case, "vehicle", "A van", identifier="BX19 KLM")
    funds.add_fund(case, "Fund of A&B \u201cVans\u201d LTD", "police")
    shares.share_receipt(case, receipt(case, confiscation(case), 12_000_000), fund_id=1)
    for name, words in (
        ("Thanks to ZÖE O\u2019SHAUGHNESSY <B>QUILL</B>", "Seized from quill"),
        ("What Ng left", "Paid by bx19klm"),
        ("中村花子さん", "★★ gave nothing"),
        ("Of <script>alert(1)</script> & others", "Volio paid"),
    ):
        programmes.add_programme(case, "diversion into treatment", name, description=words)
    grant = approved(case, 1_200_000)
    pay(case, grants.add_instalment(case, grant, DAY, 1_200_000), "I. Falconer", DAY)
    outcomes.add_outcome(
        case, 1, STARTED, 24, counterfactual="Without it three of them would have", **period
    )
    made = write_annual(case, tmp_path / "a.html", 2026)
    assert set(made.withheld) == {
        "name of fund 1", "name of programme 1", "name of programme 2", "name of programme 3",
        *(f"description of programme {number}" for number in range(1, 5)),
        "counterfactual of result 1",
    }  # fmt: skip
    for text in both(case, 2026, tmp_path):
        for name in ("quill", "shaughnessy", "vans", "中", "★", "volio", "klm", "three of them"):
            assert name not in text.casefold(), name
        assert re.search(r"\bNg\b", text) is None
        assert "Fund 1" in text
        assert "Programme 3" in text
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Of &lt;script&gt;alert(1)&lt;/script&gt; &amp; others" in page
    assert Page(page).all("script") == []


def test_innocent_words_pass_the_screen(case: Case) -> None:
    register.add_party(case, "Dean Marcus TANNAHILL", schema="Person")
    with case.session() as session:
        screen = Screen(session)
        for text in (
            "Marcus Street hub", "24 people in three months", "one in ten would have", "£4.00",
            "1,200 kits", "42", "31 of 212",
        ):  # fmt: skip
            assert screen(text, "x", counts=True) == text
        for text in ("two people", "4 would", "Tannahill", "the TANNAHILLs? no: tannahill."):
            assert screen(text, "x", "-", counts=True) == "-"


def test_a_reference_of_two_letters_does_not_pass_either(file_case: Case) -> None:
    confiscation(file_case)  # its reference is T1
    with file_case.session() as session:
        screen = Screen(session)
        assert screen("Paid under T1.", "x", "-") == "-"
        assert screen("Paid in T10", "x", "-") == "Paid in T10"


def test_the_web_page_can_be_read_without_seeing_it(larkspur: Case, tmp_path: Path) -> None:
    _, text = both(larkspur, 2026, tmp_path)
    page = Page(text)
    assert page.all("html") == [{"lang": "en-GB"}]
    assert page.tags[[tag for tag, _ in page.tags].index("body") + 1][1]["href"] == "#report"
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(page.all("caption")) == len(page.all("table")) > 4
    assert {attrs.get("scope") for attrs in page.all("th")} == {"col", "row"}
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for attrs in page.all("svg"):
        assert attrs["role"] == "img"
        assert set((attrs["aria-labelledby"] or "").split()) <= set(ids)
    for _, attrs in page.tags:
        for name in ("src", "href", "aria-labelledby"):
            for value in (attrs.get(name) or "").split():
                assert name != "src"
                assert value.removeprefix("#") in ids
    assert len(page.all("svg")) == text.count("</svg>") > 2
    assert not {"script", "img", "link"} & {tag for tag, _ in page.tags}


def luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_every_colour_of_words_stands_out_from_the_paper(larkspur: Case, tmp_path: Path) -> None:
    _, text = both(larkspur, 2026, tmp_path)
    found = set(re.findall(r"[{;]\s*color: (#\w{6})", text))
    found |= set(re.findall(r"<text [^>]*fill=\"(#\w{6})\"", text))
    assert len(found) >= 3
    for colour in found:
        assert 1.05 / (luminance(colour) + 0.05) >= 4.5, colour


def test_the_paper_has_a_title_a_language_and_bookmarks(larkspur: Case, tmp_path: Path) -> None:
    both(larkspur, 2026, tmp_path)
    paper = PdfReader(tmp_path / "a.pdf")
    assert paper.metadata is not None
    assert paper.metadata.title == "Recovered money · Annual report 2026/27"
    assert str(paper.root_object["/Lang"]) == "en-GB"
    titles = [item.title for item in paper.outline if not isinstance(item, list)]
    assert titles[:2] == ["The year in short", "Where every pound went"]
    for page in paper.pages:
        assert "FOR PUBLICATION" in page.extract_text()


def test_a_case_without_money_says_so(file_case: Case, tmp_path: Path) -> None:
    for text in both(file_case, 2026, tmp_path):
        assert "No money had come in by the end of the year." in text
        assert "No programme had been paid anything" in text


def test_the_same_case_gives_the_same_bytes(larkspur: Case, tmp_path: Path) -> None:
    for ending in ("pdf", "html"):
        made = []
        for name in ("one", "two"):
            write_annual(larkspur, tmp_path / f"{name}.{ending}", 2026)
            made.append((tmp_path / f"{name}.{ending}").read_bytes())
        assert made[0] == made[1]


def test_a_file_or_year_that_cannot_be_is_refused(file_case: Case, tmp_path: Path) -> None:
    for name, year, words in (
        ("a.docx", 2026, "a PDF or a web page"), ("a.pdf", 1999, "no year of asset recovery"),
        ("no/a.html", 2026, "cannot be written"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            write_annual(file_case, tmp_path / name, year)
    assert not [path for path in tmp_path.iterdir() if path.suffix != ".arw"]
