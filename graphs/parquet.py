"""A case's ledger as time-sorted Parquet, whose columns a worker reads by themselves.

Three files: accounts, origins with what the register says of things, and payments in the order
of law. The SHA-256 of every column stands in its file's metadata and is compared when it is read;
the digest made from all of them names one state of the records, wherever the files are.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, time
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, select

from graphs.kernel.columns import Columns, Longs
from graphs.kernel.of_case import CaseColumns
from graphs.kernel.skim import SHIFT
from graphs.ledger import Ledger, LedgerAccount, LedgerPayment, Origin, Pocket, clock
from graphs.of_case import things_of
from graphs.things import Bought, Gone, Thing, Things, Used, ledger_with
from workbench.errors import Refused
from workbench.money import LARGEST
from workbench.store.tables import Account, Payment
from workbench.store.tables import Origin as Marked

CHUNK: Final = 50_000
ROWS_IN_A_GROUP: Final = 1_000_000
DIGESTS: Final = b"sha256"
THINGS: Final = b"things"
NONE: Final = Things()
FILES: Final = {
    "accounts": pa.schema(
        [
            ("key", pa.string()),
            ("held", pa.bool_()),
            ("opening", pa.int64()),
            ("currency", pa.string()),
            ("name", pa.string()),
        ]
    ),
    "origins": pa.schema([("number", pa.int64()), ("payment", pa.string()), ("minor", pa.int64())]),
    # Payer and payee are places in the file of accounts.
    "payments": pa.schema(
        [
            ("key", pa.string()),
            ("day", pa.date32()),
            ("time", pa.string()),
            ("position", pa.int64()),
            ("payer", pa.int32()),
            ("payee", pa.int32()),
            ("minor", pa.int64()),
            ("currency", pa.string()),
            ("received", pa.int64()),
            ("received_currency", pa.string()),
        ]
    ),
}


def write(connection: Connection, folder: Path) -> str:
    """Write the ledger of the case on `connection` into `folder`; returns its digest."""
    accounts = connection.execute(
        select(
            Account.key, Account.held, Account.opening_minor, Account.currency, Account.name,
            Account.id,
        ).order_by(Account.id)
    ).all()  # fmt: skip
    places = {row.id: place for place, row in enumerate(accounts)}
    marked = connection.execute(
        select(Marked.number, Payment.key, Marked.minor)
        .join(Payment, Payment.id == Marked.payment_id)
        .order_by(Marked.number)
    ).all()
    tables = {
        "accounts": _table("accounts", [row[:5] for row in accounts]),
        "origins": _table("origins", [tuple(row) for row in marked]),
        "payments": _payments(connection, places),
    }
    return write_tables(tables, folder, things_of(connection))


def write_tables(tables: Mapping[str, pa.Table], folder: Path, things: Things = NONE) -> str:
    """Write tables of the schemata in `FILES`, payments put in the order of law."""
    folder.mkdir(parents=True, exist_ok=True)
    register = json.dumps(asdict(things), default=date.isoformat)
    for name, table in tables.items():
        made = _in_order(table) if name == "payments" else table
        digests = {column: _digest(made[column]) for column in made.column_names}
        metadata = {THINGS: register} if name == "origins" else {}
        if metadata:
            digests[THINGS.decode()] = _sealed(register)
        metadata[DIGESTS] = json.dumps(digests)
        told = made.replace_schema_metadata(metadata)
        # Time comes first in every row group, so that a part of it is read by its days.
        order = [pq.SortingColumn(1), pq.SortingColumn(2, nulls_first=True), pq.SortingColumn(3)]
        pq.write_table(
            told, _path(folder, name), compression="zstd", row_group_size=ROWS_IN_A_GROUP,
            sorting_columns=order if name == "payments" else None,
        )  # fmt: skip
    return digest_of(folder)


def digest_of(folder: Path) -> str:
    """The digest of the ledger in a folder, from what its files say of their columns.

    Raises:
        Refused: if the folder holds no ledger.
    """
    stated = {name: _stated(folder, name) for name in FILES}
    return hashlib.sha256(json.dumps(stated, sort_keys=True).encode()).hexdigest()


def ledger_in(folder: Path) -> tuple[Ledger, tuple[Origin, ...]]:
    """The ledger and its origins, as objects.

    Raises:
        Refused: if a column is not the one that was written.
    """
    accounts, origins = accounts_in(folder), origins_in(folder)
    read = _columns(folder, "payments", FILES["payments"].names)
    rows = zip(*(read[name].to_pylist() for name in FILES["payments"].names), strict=True)
    payments = [
        LedgerPayment(
            key, when, at, position, accounts[payer].id, accounts[payee].id, minor, currency,
            (got, got_in) if got is not None and got_in else None,
        )
        for key, when, at, position, payer, payee, minor, currency, got, got_in in rows
    ]  # fmt: skip
    return ledger_with(accounts, payments, things_in(folder)), origins


def things_in(folder: Path) -> Things:
    """What the register says of where money went on to."""
    metadata = pq.read_schema(_path(folder, "origins")).metadata or {}
    text = metadata.get(THINGS, b"").decode()
    if _stated(folder, "origins").get(THINGS.decode()) != _sealed(text):
        raise _altered(folder, "the register")
    read = json.loads(text)
    gone = [{**row, "on": date.fromisoformat(row["on"])} for row in read["gone"]]
    return Things(
        [Thing(**row) for row in read["things"]], [Bought(**row) for row in read["bought"]],
        [Gone(**row) for row in gone], [Used(**row) for row in read["used"]],
    )  # fmt: skip


def payments_in(folder: Path) -> int:
    """How many payments there are."""
    return int(pq.read_metadata(_path(folder, "payments"), memory_map=True).num_rows)


def accounts_in(folder: Path) -> list[LedgerAccount]:
    """The accounts, in the order of the case."""
    read = _columns(folder, "accounts", FILES["accounts"].names)
    return [
        LedgerAccount(*row) for row in zip(*(c.to_pylist() for c in read.values()), strict=True)
    ]


def origins_in(folder: Path) -> tuple[Origin, ...]:
    """The origins, in the order of marking."""
    read = _columns(folder, "origins", FILES["origins"].names)
    rows = zip(*(column.to_pylist() for column in read.values()), strict=True)
    return tuple(Origin(*row) for row in rows)


def columns_in(folder: Path, watched: Sequence[str]) -> tuple[CaseColumns, dict[str, int]] | None:
    """The payments as columns, and the places of those watched.

    None where there are things that money went into, conversions, an impossible time or sums
    beyond what is compiled: those are for the readable way.
    """
    accounts, origins = accounts_in(folder), origins_in(folder)
    wanted = ["key", "day", "time", "position", "payer", "payee", "minor", "currency", "received"]
    read = _columns(folder, "payments", wanted)
    times = _clocks(read["time"])
    plain = things_in(folder).empty and read["received"].null_count == len(read["received"])
    if times is None or not plain:
        return None
    coded = read["currency"].dictionary_encode()
    currencies = list(
        dict.fromkeys([*(a.currency for a in accounts), *coded.dictionary.to_pylist()])
    )
    wide = len(currencies)
    code_of = np.array([currencies.index(c) for c in coded.dictionary.to_pylist()] or [0], np.int64)
    codes = code_of[coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)]
    payers, payees = (
        (_longs(read[end]) * wide + codes).astype(np.uint32) for end in ("payer", "payee")
    )
    pockets = tuple(Pocket(account.id, code) for account in accounts for code in currencies)
    held = np.repeat(np.array([a.held for a in accounts], np.uint8), wide)
    openings = np.array(
        [(a.opening_minor or 0) * (a.currency == code) for a in accounts for code in currencies],
        np.int64,
    )
    minors = _longs(read["minor"])
    total = sum(abs(minor) for minor in openings.tolist()) + int(minors.sum(dtype=object))
    if total > LARGEST >> SHIFT:
        return None
    keys = [*(origin.payment for origin in origins), *watched]
    at = pc.index_in(pa.array(keys, pa.string()), read["key"]).to_pylist()
    marked = tuple(
        (origin, place) for origin, place in zip(origins, at, strict=False) if place is not None
    )
    if len(marked) < len(origins) or any(one.minor > minors[place] for one, place in marked):
        return None
    seen = {
        key: place
        for key, place in zip(watched, at[len(origins) :], strict=True)
        if place is not None
    }
    ids = np.arange(len(minors), dtype=np.int64)
    days = _longs(read["day"].cast(pa.int32()))
    columns = Columns(payers, payees, minors, held, openings)
    whole = CaseColumns(ids, days, times, _longs(read["position"]), columns, pockets, marked)
    return whole, seen


def _path(folder: Path, name: str) -> Path:
    return folder / f"{name}.parquet"


def _table(name: str, rows: Sequence[Sequence[Any]]) -> pa.Table:
    schema = FILES[name]
    columns = zip(*rows, strict=True) if rows else ((),) * len(schema)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, schema.types, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _payments(connection: Connection, places: Mapping[int, int]) -> pa.Table:
    query = select(
        Payment.key, Payment.date, Payment.time, Payment.position, Payment.payer_id,
        Payment.payee_id, Payment.minor, Payment.currency, Payment.received_minor,
        Payment.received_currency,
    ).order_by(Payment.id)  # fmt: skip
    # Asked of the driver itself: an object for each row would take most of the time.
    cursor: Any = connection.exec_driver_sql(str(query.compile(connection))).cursor
    parts = [_table("payments", [])]
    while rows := cursor.fetchmany(CHUNK):
        fields: list[Sequence[Any]] = list(zip(*rows, strict=True))
        days = {day: np.datetime64(day, "D").astype(object) for day in set(fields[1])}
        fields[1] = [days[day] for day in fields[1]]
        fields[4], fields[5] = ([places[number] for number in fields[end]] for end in (4, 5))
        parts.append(_table("payments", list(zip(*fields, strict=True))))
    return pa.concat_tables(parts).combine_chunks()


def _in_order(table: pa.Table) -> pa.Table:
    """As `Ledger.ordered` puts them: no time sorts as midnight, and then by the source."""
    times = _clocks(table["time"].combine_chunks())
    clocks = np.zeros(len(table), np.int64) if times is None else np.maximum(times, 0)
    keyed = table.append_column("clock", pa.array(clocks))
    order = [("day", "ascending"), ("clock", "ascending"), ("position", "ascending")]
    return table.take(pc.sort_indices(keyed, order)).combine_chunks()


def _clocks(texts: pa.Array) -> Longs | None:
    """Microseconds since midnight, -1 where there is no time; None if a text is no time."""
    coded = texts.dictionary_encode()
    try:
        known = [_micros(clock(text)) for text in coded.dictionary.to_pylist()]
    except ValueError:
        return None
    micros: Longs = np.array([*known, -1], np.int64)
    places: Longs = coded.indices.fill_null(len(known)).to_numpy().astype(np.int64)
    return micros[places]


def _micros(at: time) -> int:
    return ((at.hour * 60 + at.minute) * 60 + at.second) * 1_000_000 + at.microsecond


def _longs(column: pa.Array) -> Longs:
    numbers: Longs = column.to_numpy().astype(np.int64)
    return numbers


def _stated(folder: Path, name: str) -> dict[str, str]:
    try:
        schema = pq.read_schema(_path(folder, name), memory_map=True)
        stated: dict[str, str] = json.loads(schema.metadata[DIGESTS])
    except (OSError, pa.ArrowInvalid, KeyError, TypeError, ValueError) as error:
        raise Refused("holds no ledger of a case", where=str(folder)) from error
    return stated


def _columns(folder: Path, name: str, wanted: Sequence[str]) -> dict[str, pa.Array]:
    """Some columns of a file, each compared with what was written."""
    stated = _stated(folder, name)
    table = pq.read_table(_path(folder, name), columns=list(wanted), memory_map=True)
    found = {}
    for column in wanted:
        if stated.get(column) != _digest(table[column]):
            raise _altered(folder, f"the column {column} of the {name}")
        found[column] = table[column].combine_chunks()
    return found


def _altered(folder: Path, what: str) -> Refused:
    return Refused(
        f"{what} is not the one that was written", where=str(folder),
        remedy="Start again; the ledger is written anew.",
    )  # fmt: skip


def _sealed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _digest(column: pa.ChunkedArray) -> str:
    """SHA-256 of what a column says, however it is stored: which are there, and their values."""
    whole = column.combine_chunks()
    seal = hashlib.sha256(f"{len(whole)} ".encode())
    seal.update(whole.is_valid().cast(pa.uint8()).to_numpy().tobytes())
    if pa.types.is_string(whole.type):
        filled = whole.fill_null("")
        lengths = pc.binary_length(filled).to_numpy().astype("<i8")
        seal.update(lengths.tobytes())
        offset, text = filled.buffers()[1:]
        if text is not None and len(filled):
            starts = np.frombuffer(offset, "<i4")[filled.offset : filled.offset + len(filled) + 1]
            seal.update(memoryview(text)[int(starts[0]) : int(starts[-1])])
    elif pa.types.is_boolean(whole.type):
        seal.update(whole.cast(pa.uint8()).to_numpy().tobytes())
    else:
        kind = pa.int32() if pa.types.is_date(whole.type) else whole.type
        numbers = whole.cast(kind).cast(pa.int64()).fill_null(0)
        seal.update(numbers.to_numpy().astype("<i8").tobytes())
    return seal.hexdigest()
