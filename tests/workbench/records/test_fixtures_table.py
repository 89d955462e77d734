"""The table of docs/fixtures.md: what each listed file comes to, made anew and compared.

Run as a program, it writes the table: `python -m tests.workbench.records.test_fixtures_table`.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from tests.shared_data import FOLDER
from workbench.errors import Refused
from workbench.money import exponent, written
from workbench.records.outcome import together
from workbench.records.prove import prove
from workbench.records.reading import FileRead
from workbench.records.recognise import read_file

LIST = FOLDER / "fixtures/MANIFEST.csv"
DOCUMENT = Path(__file__).resolve().parents[3] / "docs/fixtures.md"
START, END = "<!-- fixtures -->", "<!-- /fixtures -->"
HEAD = (
    "| File | Format | Read | Kept | Sum | Opening | Closing | Verdict, or why not |",
    "|---|---|---|---|---|---|---|---|",
)


def listed() -> list[dict[str, str]]:
    """The list's rows, in its order."""
    if not LIST.exists():
        pytest.skip("shared data not present here: fixtures/MANIFEST.csv")
    with LIST.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def told(name: str, kind: str) -> str:
    """One file's row of the table."""
    content = (FOLDER / "fixtures" / name).read_bytes()
    try:
        found = read_file(name, content)
    except Refused as refusal:
        why = refusal.what.partition(": ")[0]
        return f"| `{name}` | {kind} | | | | | | refused: {why} |"
    kept = [entry for one in found.statements for entry in one.entries]
    sums: Counter[str] = Counter()
    for entry in kept:
        sums[entry.currency] += entry.minor
    cells = [
        f"`{name}`", _format(found), f"{found.read}", f"{len(kept)}",
        "; ".join(f"{code} {_plain(minor, code)}" for code, minor in sorted(sums.items())),
        *_ends(found), _said(found),
    ]  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _format(found: FileRead) -> str:
    version = f" {found.layout_version}" if found.format.startswith("CAMT") else ""
    return f"{found.format}{version}"


def _plain(minor: int, currency: str) -> str:
    return written(minor, currency, symbol=False) if exponent(currency) == 2 else f"{minor}"


def _ends(found: FileRead) -> tuple[str, str]:
    proofs = [
        (prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor,
               rule=found.proof), one.account.currency)
        for one in found.statements
    ]  # fmt: skip
    opening = [_plain(p.opening_minor, c) for p, c in proofs if p.opening_minor is not None]
    closing = [_plain(p.closing_minor, c) for p, c in proofs if p.closing_minor is not None]
    return "; ".join(opening), "; ".join(closing)


def _said(found: FileRead) -> str:
    """The verdict; what was left aside, why the whole file is refused, and each oddity."""
    if found.rejected:
        first = found.rejected[0]
        return f"refused: {first.place}, {first.why}"
    verdicts = [
        prove(one.entries, opening_minor=one.opening_minor, closing_minor=one.closing_minor,
              rule=found.proof).verdict
        for one in found.statements
    ]  # fmt: skip
    words = [together(verdicts)]
    left = Counter(re.sub(r" \(.*?\)", "", one.why).split(":")[0] for one in found.ignored)
    words += [f"{count} left aside ({why})" for why, count in sorted(left.items())]
    words += [note for note in found.notes if "balance is in" in note or "does NOT agree" in note]
    return "; ".join(words)


def table() -> str:
    """The whole table between its marks."""
    rows = [told(row["file"], row["format"]) for row in listed()]
    return "\n".join([START, *HEAD, *rows, END])


def test_the_table_of_fixtures_is_what_the_readers_make_of_them() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    stands = text[text.index(START) : text.index(END) + len(END)]
    made = table()
    assert stands == made, "run python -m tests.workbench.records.test_fixtures_table"


def test_the_table_has_one_row_for_every_file_of_the_list() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    for row in listed():
        assert text.count(f"| `{row['file']}` |") == 1


if __name__ == "__main__":
    before = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(
        before[: before.index(START)] + table() + before[before.index(END) + len(END) :],
        encoding="utf-8",
    )
