"""Benefit: the schedules of a section 16 statement, one set for each worksheet."""

from __future__ import annotations

from typing import Any

from exports.schedules.schedule import Amount, Cell, Column, Row, Schedule
from exports.schedules.view import View
from workbench.recovery.benefit.figures import sheet_in
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.benefit.rows import available_rows, line_rows, sheet_row
from workbench.recovery.benefit.worked import Sheet
from workbench.recovery.lawbook import provision
from workbench.words import day_written


def schedules(view: View) -> list[Schedule]:
    """For each worksheet: summary, lines by head, what is left out, uplift, available, answers."""
    sheets = [sheet_in(view.book, key) for key in view.book.keys("sheet-benefit")]
    if not sheets:
        return [_summary(view, [])]
    made = [_summary(view, sheets)]
    for sheet in sheets:
        lines = line_rows(sheet)
        made += [
            _counting(sheet, lines), *_left_out(sheet, lines), _uplift(sheet, lines),
            _available(view, sheet), _income(view, sheet), _answers(sheet, lines),
            _methods(view, sheet),
        ]  # fmt: skip
    return [one for one in made if one.rows or one.key == "benefit"]


def _key(name: str, sheet: Sheet) -> str:
    return f"benefit-{sheet.id}-{name}"


def _summary(view: View, sheets: list[Sheet]) -> Schedule:
    rows: list[Row] = []
    for sheet in sheets:
        told = sheet_row(sheet)

        def row(what: str, figure: dict[str, Any], how: str = "", party: str = sheet.party) -> Row:
            cell = view.amount(figure["minor"], figure["currency"], figure["figure"])
            return party, what, cell, how

        head_rows = [
            row(f"{one['title']} ({one['lines']:,} lines)", one, f"{one['rests_on']}.")
            for one in told["by_head"] if one["lines"]
        ]  # fmt: skip
        rows += [
            *head_rows,
            row("Benefit", told["benefit"], (
                f"{told['lifestyle_explained']} {told['lifestyle_provision']}. Law as of "
                f"{told['regime_version']}. Relevant day: "
                f"{day_written(told['relevant_day']) or 'not stated'}."
            )),
            *[row(f"Left out: {one['title'].lower()} ({one['lines']:,} lines)", one, one["ground"])
              for one in (*told["excluded_as_double"], *told["left_out"])],
            row("Available amount", told["available"], provision(law()["available"])),
            row("of it tainted gifts", told["tainted_gifts"], provision(law()["gift"])),
            row("Recoverable amount", told["recoverable"], provision(law()["recoverable"])),
        ]  # fmt: skip
        if told["found"]:
            rows.append(row("As the court found it, line by line", told["found"]))
        rows += [(sheet.party, "To be looked at", None, point) for point in told["points"]]
    return Schedule(
        "benefit",
        "Benefit: summary",
        "What each worksheet comes to, and on what it rests. Benefit, available amount and what "
        "was traced are different numbers.",
        (
            Column("Defendant", share=0.8), Column("What", share=1.1), Column("Amount", "money"),
            Column("On what it rests", share=2.6),
        ),
        tuple(rows),
        "No benefit worksheet has been made.",
        wide=True,
    )  # fmt: skip


def _money(row: dict[str, Any], name: str) -> Cell:
    return None if row[name] is None else Amount(row[name], row["currency"])


def _counting(sheet: Sheet, lines: list[dict[str, Any]]) -> Schedule:
    rows: list[Row] = []
    running = 0
    for row in lines:
        if row["counts"]:
            running += row["value_minor"]
            rows.append(
                (
                    row["line"], row["head_title"], row["on"], row["text"], row["exhibit"],
                    _money(row, "minor"), _money(row, "value_minor"),
                    Amount(running, row["currency"]), row["why"], row["proof"],
                )
            )  # fmt: skip
    return Schedule(
        _key("lines", sheet),
        f"Benefit {sheet.id}: lines that count",
        f"{sheet.party}. Each thing obtained or spent, under the one head where it stands, with "
        "the reason and with why it is not counted twice.",
        (
            Column("No.", "count"), Column("Head", share=0.8), Column("On", "day"),
            Column("What", share=1.2), Column("Exhibit", share=0.8), Column("Amount", "money"),
            Column("Value", "money"), Column("Running", "money"), Column("Reason", share=1.6),
            Column("Counted once", share=1.8),
        ),
        tuple(rows),
        "No line counts.",
        wide=True,
    )  # fmt: skip


def _left_out(sheet: Sheet, lines: list[dict[str, Any]]) -> list[Schedule]:
    own = [row for row in lines if row["excluded"] in ("own-transfer", "returned")]
    other = [row for row in lines if row["excluded"] not in ("", "own-transfer", "returned")]
    columns = (
        Column("No.", "count"), Column("Head", share=0.8), Column("On", "day"),
        Column("What", share=1.2), Column("Exhibit", share=0.8), Column("Amount", "money"),
        Column("Instead", "count"), Column("Why it does not count", share=2.6),
    )  # fmt: skip

    def made(name: str, title: str, about: str, some: list[dict[str, Any]]) -> Schedule:
        return Schedule(
            _key(name, sheet), f"Benefit {sheet.id}: {title}", about, columns,
            tuple(
                (
                    row["line"], row["head_title"], row["on"], row["text"], row["exhibit"],
                    _money(row, "minor"), row["same_as"], row["proof"],
                )
                for row in some
            ),
            "Nothing is left out.", wide=True,
        )  # fmt: skip

    return [
        made(
            "own", "own transfers",
            "Money that was the defendant's before and after, each counted nowhere.", own,
        ),
        made(
            "double", "double counting",
            "Each other line that does not count, why, and the line that counts in its place.",
            other,
        ),
    ]  # fmt: skip


def _uplift(sheet: Sheet, lines: list[dict[str, Any]]) -> Schedule:
    index = sheet.index
    source = (
        f"{index.named}, from {index.source_name} (SHA-256 {index.source_sha256}). "
        if index
        else ""
    )
    return Schedule(
        _key("uplift", sheet),
        f"Benefit {sheet.id}: value of money",
        f"{source}The amount x the value of the month of determination / the value of the month "
        f"in which it was obtained, rounded once. {provision(law()['value'])}.",
        (
            Column("No.", "count"), Column("On", "day"), Column("Amount", "money"),
            Column("Then, in money now", "money"), Column("Worth now", "money"),
            Column("Value", "money"), Column("How", share=2),
        ),
        tuple(
            (
                row["line"], row["on"], _money(row, "minor"), _money(row, "uplifted_minor"),
                _money(row, "now_minor"), _money(row, "value_minor"), row["uplift"],
            )
            for row in lines
            if row["counts"] and (index is not None or row["now_minor"] is not None)
        ),
        "No value was brought up.",
        wide=True,
    )  # fmt: skip


def _available(view: View, sheet: Sheet) -> Schedule:
    rows = available_rows(sheet)
    return Schedule(
        _key("available", sheet),
        f"Benefit {sheet.id}: available amount",
        "Interests in property on the day of determination, obligations with priority, tainted "
        f"gifts. {provision(law()['available'])}.",
        (
            Column("What", share=1.2), Column("Value", "money"), Column("Charges", "money"),
            Column("Amount", "money"), Column("How", share=2.6),
        ),
        tuple(
            (
                row["text"], _money(row, "value_minor"), _money(row, "charges_minor"),
                Amount(row["minor"], row["currency"], "" if row["minor"] < 0 else
                       view.known(row["figure"])), row["explained"],
            )
            for row in rows
        ),
        "No interest in property is recorded.",
        wide=True,
    )  # fmt: skip


def _income(view: View, sheet: Sheet) -> Schedule:
    return Schedule(
        _key("income", sheet),
        f"Benefit {sheet.id}: known income",
        "Income that is known and evidenced. Credits that show it are left out line by line.",
        (
            Column("From", "day"), Column("To", "day"), Column("What", share=2),
            Column("Amount", "money"), Column("Document", share=1),
        ),
        tuple(
            (
                row.start, row.end, row.text,
                view.amount(row.minor, sheet.row.currency, f"known-income:{row.id}"), row.document,
            )
            for row in sheet.income
        ),
        "No legitimate income is recorded.",
    )  # fmt: skip


def _answers(sheet: Sheet, lines: list[dict[str, Any]]) -> Schedule:
    return Schedule(
        _key("answers", sheet),
        f"Benefit {sheet.id}: answers, findings",
        f"The defendant's answer to each line, and what the court found. "
        f"{provision(law()['response'])}. {law()['response']['accepted']} "
        f"{law()['response']['silent']}",
        (
            Column("No.", "count"), Column("What", share=1.2), Column("Value", "money"),
            Column("Answer", share=0.7), Column("In words", share=1.4), Column("Found", share=0.7),
            Column("Found to be", "money"), Column("Finding", share=1.4),
        ),
        tuple(
            (
                row["line"], row["text"], _money(row, "value_minor"), row["answer"],
                row["response"], row["found"], _money(row, "found_minor"), row["finding"],
            )
            for row in lines
            if row["answer"]
        ),
        "No answer is recorded.",
        wide=True,
    )  # fmt: skip


def _methods(view: View, sheet: Sheet) -> Schedule:
    return Schedule(
        _key("methods", sheet),
        f"Benefit {sheet.id}: indirect methods",
        "They support the lines above and add nothing to them.",
        (Column("Method", share=1), Column("Unexplained", "money"), Column("How", share=3)),
        tuple(
            (
                one.title,
                view.amount(one.minor, sheet.row.currency, f"benefit-method:{sheet.id}-{one.key}"),
                f"{one.explained} {one.note}",
            )
            for one in sheet.methods
        ),
        "No indirect method was used.",
    )  # fmt: skip
