"""Marking criminal property: which payments, or parts of them, are the original property."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.money import exponent, written
from workbench.records.grammar import amount, blank
from workbench.store.tables import Origin, Payment
from workbench.words import counted

HEADER = ("payment", "part", "why")


@dataclass(frozen=True, slots=True)
class Mark:
    """A payment to mark: its id, the part as a person wrote it ("" for all of it), and why."""

    payment: str
    part: str
    why: str
    where: str = ""


def mark(case: Case, marks: Sequence[Mark]) -> list[dict[str, Any]]:
    """Mark payments as criminal property (POCA 2002 s.304), all of them or none.

    Returns every origin of the case, in the order of marking.

    Raises:
        Refused: naming the line, for an unknown payment, one that is marked already, a part
            that is no amount or larger than its payment, or a missing reason.
    """
    with case.change("mark", "Marked payments") as work:
        number = work.session.scalar(select(func.max(Origin.number))) or 0
        said = []
        lines: dict[str, str] = {}
        for wanted in marks:
            number += 1
            if wanted.payment in lines:
                raise Refused(
                    f"payment {wanted.payment} is marked twice, first at {lines[wanted.payment]}",
                    where=wanted.where,
                    remedy="Mark it once, with the whole part that is criminal property.",
                )
            lines[wanted.payment] = wanted.where
            origin, payment = _origin(work.session, wanted, number)
            work.session.add(origin)
            work.session.flush()
            said.append(f"{written(origin.minor, payment.currency)} of payment {payment.key}")
        if len(said) == 1:
            work.summary = f"Marked {said[0]} as criminal property: {marks[0].why.strip()}"
        else:
            work.summary = f"Marked {len(said)} payments as criminal property: {'; '.join(said)}"
    return origin_rows(case)


def unmark(case: Case, number: int) -> None:
    """Withdraw a mark; the numbers of the others stand.

    Raises:
        Refused: if there is no such origin.
    """
    with case.change("unmark", f"Withdrew the mark of origin {number}") as work:
        origin = work.session.scalars(select(Origin).where(Origin.number == number)).first()
        if origin is None:
            raise Refused(f"there is no origin {number}")
        work.session.delete(origin)


def marks_from_file(path: Path, why: str = "") -> list[Mark]:
    """Read marks from a CSV with the header `payment,part,why`; `why` is for rows without one.

    Raises:
        Refused: if the file cannot be read, has another header, or a row is incomplete.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise Refused("there is no such file", where=str(path), remedy="Check its name") from error
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            "cannot be read as text", where=str(path), remedy="Save it as CSV in UTF-8."
        ) from error
    rows = list(_rows(text, path.name))
    if not rows or tuple(cell.strip().casefold() for cell in rows[0][1]) != HEADER:
        raise Refused(
            "does not begin with the header payment,part,why",
            where=f"{path.name} line 1",
            remedy="Add that line at the top.",
        )
    marks = []
    for line, row in rows[1:]:
        if not any(cell.strip() for cell in row):
            continue
        where = f"{path.name} line {line}"
        if len(row) != len(HEADER):
            raise Refused(
                f"has {counted(len(row), 'column')}, not {len(HEADER)}",
                where=where,
                remedy="Write it as payment,part,why; leave part empty for the whole.",
            )
        marks.append(Mark(row[0].strip(), row[1].strip(), row[2].strip() or why, where))
    if not marks:
        raise Refused("marks no payment", where=path.name, remedy="Add a row for each.")
    return marks


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV, each with the line on which it begins; the first is the header."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"is no CSV ({error})", where=f"{name} line {line}", remedy="Save it as CSV again."
        ) from error


def origin_rows(case: Case) -> list[dict[str, Any]]:
    """Every origin: its number, payment and amount, in the order of marking."""
    with case.read() as connection:
        found = connection.execute(
            select(Origin.number, Payment.key, Origin.minor, Payment.currency, Origin.why)
            .join(Payment, Payment.id == Origin.payment_id)
            .order_by(Origin.number)
        ).all()
    return [
        {"origin": n, "payment": key, "minor": minor, "currency": currency, "why": why}
        for n, key, minor, currency, why in found
    ]


def _origin(session: Session, wanted: Mark, number: int) -> tuple[Origin, Payment]:
    where = wanted.where
    payment = session.scalars(select(Payment).where(Payment.key == wanted.payment)).first()
    if payment is None:
        raise Refused(f"there is no payment {wanted.payment}", where=where, remedy="Check its id.")
    taken = session.scalars(select(Origin).where(Origin.payment_id == payment.id)).first()
    if taken is not None:
        raise Refused(
            f"payment {payment.key} is marked already, as origin {taken.number}",
            where=where,
            remedy="Withdraw that mark first.",
        )
    if not wanted.why.strip():
        raise Refused(
            f"marking payment {payment.key} needs a reason", where=where, remedy='Add --why "…".'
        )
    minor = payment.minor
    if not blank(wanted.part):
        read = amount(wanted.part, places=exponent(payment.currency))
        if read is None or read.negative or read.mark or read.minor == 0:
            raise Refused(
                f"{wanted.part} is no amount in {payment.currency} above nothing",
                where=where,
                remedy="Write it like 1250.00.",
            )
        if read.currency not in ("", payment.currency):
            raise Refused(
                f"payment {payment.key} is in {payment.currency}, the part in {read.currency}",
                where=where,
            )
        minor = read.minor
    if minor > payment.minor:
        raise Refused(
            f"the part {written(minor, payment.currency)} is larger than payment {payment.key} "
            f"({written(payment.minor, payment.currency)})",
            where=where,
            remedy="Mark at most the whole payment.",
        )
    return Origin(
        number=number, payment_id=payment.id, minor=minor, why=wanted.why.strip()
    ), payment
