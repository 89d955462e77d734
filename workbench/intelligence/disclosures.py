"""Disclosures and their clocks: notice, moratorium and extensions (POCA 2002 ss.335-336D)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from workbench.errors import Refused
from workbench.intelligence.store import DISCLOSURE, STEP, Store, next_number
from workbench.recovery.deadlines import Deadline, deadline, local_day, said
from workbench.recovery.lawbook import law_of
from workbench.recovery.sums import daml_threshold


@dataclass(frozen=True, slots=True)
class Clock:
    """How a disclosure stands on a day: in words, and what it waits for, if anything."""

    state: str
    said: str
    due: Deadline | None = None


def add(
    store: Store,
    reference: str,
    made: date,
    *,
    kind: str = "daml",
    subject: str = "",
    act: str = "",
    minor: int | None = None,
    currency: str = "GBP",
    note: str = "",
) -> int:
    """Record a disclosure (a `sar`, or a `daml` that seeks a defence), and return its number.

    Raises:
        Refused: for an unknown kind, a reference that is blank or there already, or a day to come.
    """
    if kind not in ("sar", "daml"):
        raise Refused(f"{kind} is no disclosure", remedy="Use sar or daml.")
    if not reference.strip():
        raise Refused("a disclosure needs its reference")
    if made > local_day(store.case.now()):
        raise Refused(f"a disclosure of {said(made)} is not made yet", where=reference)
    with store.change() as connection:
        taken = connection.execute(
            select(DISCLOSURE.c.id).where(DISCLOSURE.c.reference == reference.strip())
        ).first()
        if taken is not None:
            raise Refused("is recorded already", where=reference.strip())
        number = next_number(connection)
        connection.execute(
            DISCLOSURE.insert().values(
                id=number, reference=reference.strip(), kind=kind, made=made, subject=subject,
                act=act, minor=minor, currency=currency, note=note,
            )
        )  # fmt: skip
        store.add_step(connection, number, "made", made)
    return number


def refuse(store: Store, number: int, on: date, *, document: str = "") -> None:
    """Record that consent was refused: the moratorium begins with that day.

    Raises:
        Refused: if the notice period has ended (silence is consent) or it was answered before.
    """
    with store.change() as connection:
        row, steps = _found(connection, number)
        notice = _notice(store, row)
        _check_unanswered(row, steps)
        if on < row["made"] or on > notice.day:
            raise Refused(
                f"a refusal of {said(on)} is outside the notice period, {said(row['made'])} to "
                f"{said(notice.day)}; silence is consent ({notice.provision})",
                where=row["reference"],
                remedy="Check the date.",
            )
        store.add_step(connection, number, "refused", on, document=document)


def consent(store: Store, number: int, on: date, *, document: str = "") -> None:
    """Record that consent was given: nothing runs any more.

    Raises:
        Refused: if it is dated before what it answers.
    """
    with store.change() as connection:
        row, steps = _found(connection, number)
        if row["kind"] != "daml" or steps[-1]["step"] in ("consented", "ended"):
            raise Refused("waits for no consent", where=row["reference"])
        _check_order(row, steps, on)
        store.add_step(connection, number, "consented", on, document=document)


def extend(store: Store, number: int, decided: date, until: date, *, document: str = "") -> None:
    """Record that a court extended the moratorium: 31 days at a time, 186 further days in all.

    Raises:
        Refused: if no moratorium runs on that day, or the law allows no such length.
    """
    with store.change() as connection:
        row, steps = _found(connection, number)
        refused = next((s for s in steps if s["step"] == "refused"), None)
        if refused is None or steps[-1]["step"] in ("consented", "ended"):
            raise Refused("no moratorium runs", where=row["reference"])
        _check_order(row, steps, decided)
        ends = _moratorium(store, steps)
        once = _count(store, "daml-extension", ends.day)
        longest = _count(store, "daml-moratorium-longest", refused["on"])
        if decided > ends.day:
            raise Refused(
                f"the moratorium ended on {said(ends.day)}, before the decision of "
                f"{said(decided)} ({ends.provision})",
                where=row["reference"],
            )
        if not ends.day < until <= min(once.day, longest.day):
            bound = min(once, longest, key=lambda each: each.day)
            raise Refused(
                f"an extension to {said(until)} is not between {said(ends.day)} and "
                f"{said(bound.day)} ({bound.provision})",
                where=row["reference"],
                remedy="A court extends by at most 31 days at a time and 186 further days in all.",
            )
        store.add_step(connection, number, "extended", decided, until=until, document=document)


def end(store: Store, number: int, on: date, *, document: str = "") -> None:
    """Record that a disclosure is dealt with: restrained, withdrawn, or the act was not done.

    Raises:
        Refused: if it is dated before what went before.
    """
    with store.change() as connection:
        row, steps = _found(connection, number)
        if steps[-1]["step"] == "ended":
            raise Refused("is ended already", where=row["reference"])
        _check_order(row, steps, on)
        store.add_step(connection, number, "ended", on, document=document)


def rows(store: Store, *, today: date | None = None) -> list[dict[str, Any]]:
    """Every disclosure with how it stands, its steps, and what is due, the most urgent first."""
    on = today or local_day(store.case.now())
    found = []
    with store.read() as connection:
        for number in connection.execute(select(DISCLOSURE.c.id).order_by(DISCLOSURE.c.id)):
            row, steps = _found(connection, number[0])
            clock = clock_of(store, row, steps, on)
            found.append(
                {
                    "disclosure": row["id"], "reference": row["reference"], "kind": row["kind"],
                    "made": row["made"].isoformat(), "subject": row["subject"], "act": row["act"],
                    "minor": row["minor"], "currency": row["currency"], "note": row["note"],
                    "state": clock.state, "said": clock.said,
                    "due": clock.due.day.isoformat() if clock.due else None,
                    "provision": clock.due.provision if clock.due else None,
                    "explained": clock.due.explained if clock.due else None,
                    "threshold": _threshold(row),
                    "steps": [
                        {
                            "step": s["step"], "on": s["on"].isoformat(),
                            "until": s["until"].isoformat() if s["until"] else None,
                            "document": s["document"], "by": s["by"], "at": s["at"],
                        }
                        for s in steps
                    ],
                }
            )  # fmt: skip
    return sorted(found, key=lambda row: (row["due"] is None, row["due"] or "", row["disclosure"]))


def _threshold(row: Any) -> str:
    """A word where the amount is one for which some need no defence; "" where it is not."""
    least = daml_threshold(row["made"])
    small = row["minor"] is not None and row["currency"] == "GBP" and row["kind"] == "daml"
    if least is None or not small or row["minor"] >= least.value:
        return ""
    return f"{least.explained} ({least.provision})"


def clock_of(store: Store, row: Any, steps: list[Any], on: date) -> Clock:
    """How a disclosure stands on a day."""
    last = steps[-1]["step"]
    if last == "ended":
        return Clock("ended", f"Ended on {said(steps[-1]['on'])}.")
    if row["kind"] == "sar":
        return Clock("reported", "No defence is sought; no time runs.")
    if last == "consented":
        return Clock("consented", f"Consent was given on {said(steps[-1]['on'])}.")
    return (
        _notice_stands(store, row, on) if last == "made" else _moratorium_stands(store, steps, on)
    )


def _notice_stands(store: Store, row: Any, on: date) -> Clock:
    notice = _notice(store, row)
    if on <= notice.day:
        return Clock("notice", f"Notice runs to {said(notice.day)}.", notice)
    ended = f"The notice period ended on {said(notice.day)} without an answer"
    return Clock("deemed consent", f"{ended}: silence is consent.")


def _moratorium_stands(store: Store, steps: list[Any], on: date) -> Clock:
    ends = _moratorium(store, steps)
    if on > ends.day:
        return Clock("may proceed", f"The moratorium ended on {said(ends.day)}.")
    return Clock("moratorium", f"The moratorium runs to {said(ends.day)}.", ends)


def _found(connection: Connection, number: int) -> tuple[Any, list[Any]]:
    row = connection.execute(select(DISCLOSURE).where(DISCLOSURE.c.id == number)).mappings().first()
    if row is None:
        raise Refused(f"there is no disclosure {number}", remedy="List them: intelligence CASE")
    steps = connection.execute(
        select(STEP).where(STEP.c.disclosure_id == number).order_by(STEP.c.seq)
    )
    return row, list(steps.mappings())


def _check_unanswered(row: Any, steps: list[Any]) -> None:
    if row["kind"] != "daml":
        raise Refused("seeks no defence, so none is refused", where=row["reference"])
    if steps[-1]["step"] != "made":
        raise Refused(
            f"was {steps[-1]['step']} on {said(steps[-1]['on'])} already", where=row["reference"]
        )


def _check_order(row: Any, steps: list[Any], on: date) -> None:
    if on < steps[-1]["on"]:
        raise Refused(
            f"{said(on)} is before it was {steps[-1]['step']} on {said(steps[-1]['on'])}",
            where=row["reference"],
            remedy="Check both dates.",
        )


def _count(store: Store, kind: str, when: date) -> Deadline:
    with store.case.session() as session:
        return deadline(kind, when, law=law_of(session))


def _notice(store: Store, row: Any) -> Deadline:
    return _count(store, "daml-notice", row["made"])


def _moratorium(store: Store, steps: list[Any]) -> Deadline:
    """The end of the moratorium as last extended."""
    refused = next(s for s in steps if s["step"] == "refused")
    first = _count(store, "daml-moratorium", refused["on"])
    extended = [s for s in steps if s["step"] == "extended"]
    if not extended:
        return first
    last = extended[-1]
    longest = _count(store, "daml-extension", last["on"])
    return Deadline(
        "daml-extension", longest.what, last["until"], longest.provision,
        f"{first.explained} A court extended it on {said(last['on'])} to {said(last['until'])}.",
    )  # fmt: skip
