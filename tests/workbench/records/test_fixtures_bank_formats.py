"""Real files of other projects: each loads with the count, sum and balances that were scanned."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.shared_data import FOLDER, shared
from workbench.case import Case
from workbench.errors import Refused
from workbench.money import exponent
from workbench.records.load import load_files
from workbench.records.reading import Choice, FileRead
from workbench.records.recognise import open_file, read_file
from workbench.records.source import Originals
from workbench.store import tables as t

_FORMATS = ("OFX", "QIF", "MT94", "CAMT")
#: Files that are refused whole, and the words that say why. The first states ten-thousandths of a
#: dollar; the next two are a server's refusals and hold no statement.
REFUSED = {
    "ofxparse__fidelity-savings.ofx": "finer than the smallest unit of USD",
    "ofxparse__signon_fail.ofx": "15500",
    "ofxparse__error_message.ofx": "General Server Error",
}


def rows() -> list[dict[str, str]]:
    """The manifest's rows of these formats; none where the shared data is absent."""
    path = FOLDER / "fixtures" / "MANIFEST.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["format"].startswith(_FORMATS)]


def found_in(name: str) -> FileRead:
    return read_file(name, shared(f"fixtures/{name}").read_bytes())


def summed(found: FileRead) -> Counter[str]:
    """Every movement stated, pending ones too: the scan did not look at their state."""
    sums: Counter[str] = Counter()
    for one in found.statements:
        for entry in one.entries:
            sums[entry.currency] += entry.minor
    return sums


def plain(minor: int, currency: str) -> Decimal:
    return Decimal(minor).scaleb(-exponent(currency))


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_every_file_is_read_as_it_was_scanned_or_refused_with_its_reason(
    row: dict[str, str],
) -> None:
    name = row["file"]
    if name in REFUSED:
        with pytest.raises(Refused, match=REFUSED[name]):
            _whole(found_in(name), name)
        return
    found = _whole(found_in(name), name)
    assert found.format.startswith(row["format"].split(".x", maxsplit=1)[0])
    loaded = [entry for one in found.statements for entry in one.entries]
    pending = [one for one in found.ignored if one.why.startswith("pending")]
    assert len(loaded) + len(pending) == int(row["expected_transactions"] or 0)
    assert found.read == len(loaded) + len(found.ignored)
    _sums(row, found, pending_minor=sum(one.minor or 0 for one in pending))
    _balances(row, found)


def _whole(found: FileRead, name: str) -> FileRead:
    """A file with a row that cannot be read is refused as loading refuses it."""
    if found.rejected:
        raise Refused(found.rejected[0].why, where=name)
    return found


def _sums(row: dict[str, str], found: FileRead, *, pending_minor: int) -> None:
    sums = summed(found)
    for said in row["expected_sum"].split(";"):
        if not said.strip():
            assert not sums
            continue
        currency, _, amount = said.strip().rpartition(" ")
        code = "GBP" if "no currency" in currency else currency
        held = pending_minor if row["format"] == "CAMT.052" and not sums[code] else 0
        assert plain(sums[code] + held, code) == Decimal(amount)


def _balances(row: dict[str, str], found: FileRead) -> None:
    for column, ends in (
        ("expected_opening", [(one.opening_minor, one) for one in found.statements]),
        ("expected_closing", [(one.closing_minor, one) for one in found.statements]),
    ):
        stated = [plain(minor, one.account.currency) for minor, one in ends if minor is not None]
        said = row[column]
        if said in {"", "(several accounts)"}:
            continue
        wanted = [Decimal(part.strip()) for part in said.split("|")]
        if len(wanted) > 1:
            assert stated == wanted
        elif column == "expected_opening":
            assert stated[0] == wanted[0]
        else:
            assert stated[-1] == wanted[0]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["file"])
def test_every_row_of_a_file_can_be_quoted_as_it_stood(row: dict[str, str]) -> None:
    name = row["file"]
    if name in REFUSED:
        return
    content = shared(f"fixtures/{name}").read_bytes()
    raws = list(open_file(name, content, Choice()).raw_rows())
    assert len({place for place, _ in raws}) == len(raws)
    found = read_file(name, content)
    cited = [entry.place for one in found.statements for entry in one.entries]
    cited += [one.place for one in (*found.ignored, *found.rejected)]
    assert sorted(cited) == sorted(place for place, _ in raws)
    assert all(raw.strip() for _, raw in raws)


def test_every_file_loads_into_one_case_with_every_row_accounted_for(file_case: Case) -> None:
    names = [row["file"] for row in rows()]
    paths = [shared(f"fixtures/{name}") for name in names]
    if not paths:
        pytest.skip("shared data not present here: fixtures")
    outcomes = load_files(file_case, paths)
    assert {one.file for one in outcomes if not one.ok} == set(REFUSED)
    for one in outcomes:
        assert one.read == one.loaded + one.duplicates + one.ignored + len(one.rejected), one.file
    originals = Originals(file_case)
    with file_case.session() as session:
        entries = session.scalars(select(t.Entry)).all()
        assert len(entries) == sum(one.loaded for one in outcomes)
        assert all(originals.raw(entry.file_id, entry.place).strip() for entry in entries)
