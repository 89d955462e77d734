"""The case as the tables that Analyst's Notebook imports: one for each kind of entity and link.

A row of a link has both its ends, so that each table can be imported by itself. Cells hold one
line each, and none that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple

from exports.interchange.graph import by_origin
from exports.interchange.rows import Contents, kind, label
from exports.interchange.text import cell
from exports.journal import decimal
from workbench.errors import Refused
from workbench.store.tables import Payment

#: What an importer of Analyst's Notebook is told first: the signs are UTF-8.
_MARK: Final = "\ufeff"
_ENDS: Final = ("from_id", "from_type", "from_label", "to_id", "to_type", "to_label")
#: A member of an archive may need more than four gigabytes from so many payments on.
_MANY: Final = 500_000
_README: Final = "README.txt"

Cell = str | bool | int | date | None


class Table(NamedTuple):
    """One table: its file, what it holds, its columns and its rows."""

    file: str
    says: str
    columns: tuple[str, ...]
    rows: Iterator[Sequence[Cell]]


def write(contents: Contents, file: BinaryIO, *, alone: bool = False) -> int:
    """Write all tables into an archive, or the payments `alone` as one; returns how many rows."""
    if alone:
        (payments,) = (table for table in tables(contents) if table.file == "payments.csv")
        return _write(payments, file)
    records = 0
    large = contents.count(Payment) > _MANY
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables(contents):
            with archive.open(_member(table.file), "w", force_zip64=large) as member:
                records += _write(table, member)
        archive.writestr(_member(_README), _readme(contents))
    return records


def write_folder(contents: Contents, out: Path) -> int:
    """Write all tables into a new folder; returns how many rows they have.

    Raises:
        Refused: if something stands there already, or it cannot be written.
    """
    if out.exists():
        raise Refused("stands already", where=str(out), remedy="Name a new folder, or a .zip.")
    try:
        part = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".part", dir=out.parent))
    except OSError as error:
        raise Refused(
            "cannot be written", where=str(out), remedy="Check that its folder is writable."
        ) from error
    try:
        records = 0
        for table in tables(contents):
            with (part / table.file).open("wb") as file:
                records += _write(table, file)
        (part / _README).write_text(_readme(contents), encoding="utf-8")
        part.chmod(0o755)
        part.rename(out)
    except OSError as error:
        raise Refused("cannot be written", where=str(out), remedy="Make room there.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return records


def tables(contents: Contents) -> Iterator[Table]:
    """Every table, entities before links; the rows of one are read before the next is asked for."""
    marked = ("tainted_minor", "tainted_by_origin") if contents.traced is not None else ()
    yield Table(
        "accounts.csv", "An account, a name without one, cash, money returned, or nobody stated.",
        (
            "entity_id", "type", "label", "account", "name", "bank", "sort_code", "number",
            "iban", "currency", "held", "opening_minor", "first", "last",
        ),
        _accounts(contents),
    )  # fmt: skip
    yield Table(
        "parties.csv", "A person, a company or another entity.",
        ("entity_id", "type", "label", "subject", "born", "registration"),
        (
            (f"P{row.id}", row.schema, row.name, row.subject, row.born, row.registration)
            for row in contents.parties()
        ),
    )  # fmt: skip
    yield Table(
        "things.csv", "A thing of value.",
        (
            "entity_id", "type", "label", "description", "identifier", "acquired", "price",
            "price_minor", "currency", "state",
        ),
        (
            (
                f"T{row.id}", _thing(row.kind), row.label, row.description, row.identifier,
                row.acquired, _decimal(row.price_minor, row.currency), row.price_minor,
                row.currency, row.state,
            )
            for row in contents.things()
        ),
    )  # fmt: skip
    yield Table(
        "payments.csv", "A payment from one account to another, counted once.",
        (
            "link_id", *_ENDS, "date", "time", "amount", "amount_minor", "currency", "received",
            "received_minor", "received_currency", "payment", "reference", "narrative",
            "source_file", "source_row", "source_sha256", "sources", *marked,
        ),
        _payments(contents),
    )  # fmt: skip
    yield Table(
        "holders.csv", "That a party holds an account.",
        ("link_id", *_ENDS, "role", "evidence"), _holders(contents),
    )  # fmt: skip
    yield Table(
        "interests.csv", "A party's share of a thing, or a charge on it.",
        ("link_id", *_ENDS, "interest", "millionths", "charge", "charge_minor", "currency"),
        _interests(contents),
    )  # fmt: skip
    yield Table(
        "purchases.csv", "What of a payment went into a thing; it is counted in payments.csv.",
        ("link_id", *_ENDS, "date", "purchase", "payment", "part", "part_minor", "currency"),
        _purchases(contents),
    )  # fmt: skip
    yield Table(
        "same.csv", "That two parties were decided to be one.",
        ("link_id", *_ENDS), _same(contents),
    )  # fmt: skip


def _accounts(contents: Contents) -> Iterator[Sequence[Cell]]:
    for row in contents.accounts():
        yield (
            f"A{row.id}", row.kind, row.label, row.key, row.name, row.institution,
            row.sort_code, row.number, row.iban, row.currency, row.held, row.opening_minor,
            row.first, row.last,
        )  # fmt: skip


def _payments(contents: Contents) -> Iterator[Sequence[Cell]]:
    for row in contents.payments():
        first = row.places[0]
        sources = "; ".join(f"{place.file}, {place.where}" for place in row.places)
        marks: tuple[Cell, ...] = ()
        if contents.traced is not None:
            marks = (contents.traced.total(row.marks), by_origin(row.marks, row.currency))
        yield (
            f"M{row.id}", *_account(row.payer_id, row.payer, row.payer_name),
            *_account(row.payee_id, row.payee, row.payee_name), row.on, row.time,
            decimal(row.minor, row.currency), row.minor, row.currency,
            _decimal(row.received_minor, row.received_currency), row.received_minor,
            row.received_currency, row.key, row.reference, row.narrative, first.file,
            first.where, first.sha256, sources, *marks,
        )  # fmt: skip


def _holders(contents: Contents) -> Iterator[Sequence[Cell]]:
    parties = _parties(contents)
    for row in contents.holders():
        yield (
            f"H{row.id}", *parties[row.party_id], *_account(row.account_id, row.account, row.name),
            row.role, row.evidence,
        )  # fmt: skip


def _interests(contents: Contents) -> Iterator[Sequence[Cell]]:
    parties, things = _parties(contents), _things(contents)
    for row in contents.interests():
        charge = _decimal(row.minor, row.currency)
        yield (
            f"I{row.id}", *parties[row.party_id], *things[row.asset_id], row.kind,
            row.millionths, charge, row.minor, row.currency if charge else None,
        )  # fmt: skip


def _purchases(contents: Contents) -> Iterator[Sequence[Cell]]:
    things = _things(contents)
    for row in contents.bought():
        yield (
            f"B{row.id}", *_account(row.account_id, row.account, row.name), *things[row.asset_id],
            row.on, row.kind, row.payment, decimal(row.minor, row.currency), row.minor,
            row.currency,
        )  # fmt: skip


def _same(contents: Contents) -> Iterator[Sequence[Cell]]:
    parties = _parties(contents)
    for party, first in contents.same():
        yield (f"S{party}", *parties[party], *parties[first])


def _account(number: int, key: str, name: str) -> tuple[str, str, str]:
    return f"A{number}", kind(key), label(key, name)


def _parties(contents: Contents) -> dict[int, tuple[str, str, str]]:
    return {row.id: (f"P{row.id}", row.schema, row.name) for row in contents.parties()}


def _things(contents: Contents) -> dict[int, tuple[str, str, str]]:
    return {row.id: (f"T{row.id}", _thing(row.kind), row.label) for row in contents.things()}


def _thing(sort: str) -> str:
    """The type of a thing: seized cash is no cash over a counter, a balance no account."""
    return f"thing: {sort}"


def _decimal(minor: int | None, currency: str | None) -> str | None:
    return decimal(minor, currency) if minor is not None and currency else None


def _write(table: Table, file: IO[bytes]) -> int:
    text = io.TextIOWrapper(file, "utf-8", newline="", write_through=False)
    sheet = csv.writer(text, lineterminator="\r\n")
    text.write(_MARK)
    sheet.writerow(table.columns)
    records = 0
    for row in table.rows:
        sheet.writerow([_said(value) for value in row])
        records += 1
    text.flush()
    text.detach()
    return records


def _said(value: Cell) -> str | int:
    """A cell: numbers as they are, everything that somebody wrote made harmless."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    return value.isoformat() if isinstance(value, date) else cell(value)


def _member(name: str) -> zipfile.ZipInfo:
    """A member of the archive with nothing of the day or the machine on which it was written."""
    member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    member.create_system = 3
    member.external_attr = 0o100644 << 16
    member.compress_type = zipfile.ZIP_DEFLATED
    return member


def _readme(contents: Contents) -> str:
    lines = [
        contents.about, "",
        "UTF-8 with a byte order mark, commas between cells, the first row names the columns.",
        "Dates are yyyy-MM-dd and times HH:mm:ss. Amounts are decimal; a column that ends in",
        "minor has the same in whole minor units (pence). No cell goes over a line. A text that a",
        "spreadsheet would run as a formula begins with an apostrophe.", "",
    ]  # fmt: skip
    for table in tables(contents):
        lines += [f"{table.file}: {table.says}", f"  {', '.join(table.columns)}"]
    lines += [
        "", "In the importer of Analyst's Notebook: import accounts.csv, parties.csv and",
        "things.csv with entity_id as the identity, label as the label and type as the type of",
        "one entity; then each other table as two entities (from_ and to_, each with its id as",
        "the identity) and one link from the first to the second, with link_id as its identity",
        "and multiplicity set to multiple, so that no payment is merged with another.", "",
    ]  # fmt: skip
    return "\r\n".join(lines)
