"""The books of recovered money as a plain-text journal that hledger and Beancount both accept.

One text serves both: what the one needs and the other has no word for (a balance asserted at the
end, an account opened) is to the other an entry without lines, which moves nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from exports.whole import put
from workbench.case import Case
from workbench.errors import Refused
from workbench.money import exponent
from workbench.store.tables import Deposit, Fund, Grant, LedgerEntry, LedgerLine

#: Where an account of the ledger stands among the five kinds of both programs, and its words.
_STANDS: Final = {
    "fund": "Assets:Fund",
    "bank": "Assets:Bank",
    "home-office": "Assets:Due-from-Home-Office",
    "receipt": "Income:Receipt",
    "deposit": "Income:Deposit",
    "agency": "Expenses:Agency",
    "grant": "Expenses:Grant",
    "costs": "Expenses:Costs",
    "compensation": "Expenses:Compensation",
    "top-slice": "Expenses:Top-slice",
    "consolidated-fund": "Expenses:Consolidated-Fund",
    "returned": "Expenses:Returned",
}
_HEADER: Final = """\
; The ledger of recovered money, in whole minor units turned into decimals.
; Money into an account is above nothing, money out of it below; each entry adds up to nothing.
; hledger -f FILE balance   or   bean-check FILE
"""


@dataclass(frozen=True, slots=True)
class Exported:
    """Where an export stands and how many records it holds."""

    out: str
    records: int


def write_journal(case: Case, out: Path) -> Exported:
    """Write every entry of the ledger, oldest first, with what each account must then hold.

    Raises:
        Refused: if the ledger has no entry, or the file cannot be written.
    """
    with case.session() as session:
        entries = session.scalars(select(LedgerEntry).order_by(LedgerEntry.on, LedgerEntry.id))
        found = list(entries)
        if not found:
            raise Refused(
                "the ledger has no entry yet",
                where=case.where,
                remedy="Share a receipt or record a deposit first.",
            )
        text = "\n".join(_lines(session, found)) + "\n"
    put(out, text.encode())
    return Exported(str(out), len(found))


def _lines(session: Session, entries: list[LedgerEntry]) -> Iterator[str]:
    lines: dict[int, list[LedgerLine]] = defaultdict(list)
    for line in session.scalars(select(LedgerLine).order_by(LedgerLine.id)):
        lines[line.entry_id].append(line)
    names = _names(session, {line.account for some in lines.values() for line in some})
    used = {names[line.account] for some in lines.values() for line in some}
    first, last = entries[0].on, entries[-1].on
    yield _HEADER
    for name in sorted(used):
        yield f"{first} open {name}"
    left: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries:
        yield ""
        yield f'{entry.on} * "{_said(entry.text)}"'
        reverses = f", reverses entry {entry.reverses_id}" if entry.reverses_id else ""
        yield f"  ; entry {entry.id}{reverses}"
        for line in lines[entry.id]:
            left[names[line.account], line.currency] += line.minor
            amount = decimal(line.minor, line.currency)
            yield f"  {names[line.account]}  {amount} {line.currency}"
    yield ""
    for (name, currency), minor in sorted(left.items()):
        day = last + timedelta(days=1)  # Beancount asserts what stands as the day begins
        yield f"{day} balance {name}  {decimal(minor, currency)} {currency}"


def decimal(minor: int, currency: str) -> str:
    """Whole minor units as decimal text, with neither separators nor a symbol.

    >>> decimal(-123456, "GBP")
    '-1234.56'
    """
    places = exponent(currency)
    digits = str(abs(minor)).rjust(places + 1, "0")
    cut = len(digits) - places
    return f"{'-' if minor < 0 else ''}{digits[:cut]}{'.' if places else ''}{digits[cut:]}"


def _names(session: Session, accounts: set[str]) -> dict[str, str]:
    """A name that both programs take for each account of the ledger, different for each."""
    words = {f"fund:{row.id}": row.name for row in session.scalars(select(Fund))}
    words |= {f"bank:{row.id}": row.name for row in session.scalars(select(Fund))}
    words |= {f"home-office:{row.id}": row.name for row in session.scalars(select(Fund))}
    words |= {f"grant:{row.id}": row.recipient for row in session.scalars(select(Grant))}
    words |= {f"deposit:{row.id}": row.source for row in session.scalars(select(Deposit))}
    made = {}
    for account in sorted(accounts):
        kind, _, key = account.partition(":")
        above = _STANDS.get(kind, f"Equity:{_part(kind)}")
        parts = [part for part in (_part(key), _part(words.get(account, ""))) if part]
        made[account] = ":".join([above, "-".join(parts)] if parts else [above])
    return made


def _part(text: str) -> str:
    """Text as one part of an account's name: it begins with a capital letter or a digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    return joined[:1].upper() + joined[1:]


def _said(text: str) -> str:
    """A description: a semicolon would begin a comment, a quotation mark end the text."""
    flat = " ".join(text.split())
    return flat.replace("\\", "/").replace('"', "'").replace(";", ",")
