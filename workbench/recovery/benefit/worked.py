"""A sheet worked out: each line's value and proof, benefit, available and recoverable amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.records.pair_join import keys_of
from workbench.recovery.benefit.available import Available, available
from workbench.recovery.benefit.gifts import gifts_of
from workbench.recovery.benefit.lifestyle import Lifestyle, law, lifestyle
from workbench.recovery.benefit.lines import why_excluded
from workbench.recovery.benefit.methods import Worked as Method
from workbench.recovery.benefit.methods import worked_methods
from workbench.recovery.benefit.points import points_of
from workbench.recovery.benefit.proofs import Proofs
from workbench.recovery.benefit.sheet import court_order, name_of, sheet_of
from workbench.recovery.benefit.uplift import Index, Uplifted, index_of, uplift
from workbench.store.tables import (
    BenefitLine,
    BenefitResponse,
    BenefitSheet,
    KnownIncome,
    Order,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its value (s.80) and why it counts once, or why it does not count."""

    row: BenefitLine
    code: str  # why it is left out, by its key; "" for none
    counts: bool
    uplifted: Uplifted
    minor: int  # the value by s.80, whether it counts or not
    proof: str
    doubt: str  # that its money may have come by way of somebody else from another line
    twice: tuple[int, ...]  # lines that count as spent what bought the thing of this one
    payment: str
    entry: str
    response: BenefitResponse | None

    @property
    def id(self) -> int:
        """Its number."""
        return self.row.id

    @property
    def found_minor(self) -> int | None:
        """What the court found of it; None where it has not."""
        if self.response is None or not self.response.found:
            return None
        if self.response.found == "reduced":
            return self.response.found_minor
        return self.minor if self.response.found == "allowed" else 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet as it stands; every amount is in `row.currency`."""

    row: BenefitSheet
    party: str
    order: Order | None
    lifestyle: Lifestyle
    index: Index | None
    lines: Mapping[int, Line]
    income: tuple[KnownIncome, ...]
    available: Available
    methods: tuple[Method, ...]
    relevant_minor: int
    points: tuple[str, ...]

    @property
    def id(self) -> int:
        """Its number."""
        return self.row.id

    def under(self, head: str) -> list[Line]:
        """The lines of a head that count."""
        return [line for line in self.lines.values() if line.counts and line.row.head == head]

    def left_out(self, code: str) -> list[Line]:
        """The lines that are left out for one reason."""
        return [line for line in self.lines.values() if line.code == code]

    @property
    def relevant(self) -> list[Line]:
        """The lines of particular conduct that the lifestyle test looks to (s.75(5)-(6))."""
        return [
            line for line in self.lines.values()
            if line.row.head == "particular" and line.code in ("", "same")
        ]  # fmt: skip

    @property
    def codes(self) -> list[str]:
        """The reasons for which lines are left out, in the order of the law's table."""
        used = {line.code for line in self.lines.values()}
        return [code for code in law()["exclusions"] if code in used]

    @property
    def benefit_minor(self) -> int:
        """All that counts."""
        return sum(line.minor for line in self.lines.values() if line.counts)

    @property
    def recoverable_minor(self) -> int:
        """The benefit, or what is available where that is shown to be less (s.7)."""
        if not self.available.known:
            return self.benefit_minor
        return min(self.benefit_minor, self.available.minor)

    @property
    def decided(self) -> list[Line]:
        """The lines that count and of which the court has found something."""
        return [one for one in self.lines.values() if one.counts and one.found_minor is not None]

    @property
    def known_minor(self) -> int:
        """Legitimate income that is known."""
        return sum(row.minor for row in self.income)


def worked(session: Session, sheet_id: int) -> Sheet:
    """Work a sheet out from the rows of the case.

    Raises:
        Refused: if there is no such sheet.
    """
    row = sheet_of(session, sheet_id)
    rows = session.scalars(
        select(BenefitLine)
        .where(BenefitLine.sheet_id == sheet_id)
        .order_by(BenefitLine.on, BenefitLine.id)
    ).all()
    index = index_of(session, row.index_id, row.determined)
    values = {line.id: _value(line, index, row.currency) for line in rows}
    relevant = sum(
        values[line.id][1] for line in rows
        if line.head == "particular" and why_excluded(line.excluded)[0] in ("", "same")
    )  # fmt: skip
    life = lifestyle(row.lifestyle, row.lifestyle_why, row.regime_version, relevant, row.currency)
    lines = _lines(session, row, rows, values, shown=life.shown)
    income = session.scalars(
        select(KnownIncome)
        .where(KnownIncome.sheet_id == sheet_id)
        .order_by(KnownIncome.start, KnownIncome.id)
    ).all()
    gifts = gifts_of(session, row, index, lifestyle=life.shown)
    made = Sheet(
        row=row, party=name_of(session, row), order=court_order(session, row), lifestyle=life,
        index=index, lines=lines, income=tuple(income), available=available(session, row, gifts),
        methods=tuple(worked_methods(session, row)), relevant_minor=relevant, points=(),
    )  # fmt: skip
    return replace(made, points=tuple(points_of(made)))


def _value(line: BenefitLine, index: Index | None, currency: str) -> tuple[Uplifted, int]:
    """The greater of what it was, brought to the value of money now, and what stands for it now."""
    then = uplift(line.minor, line.on, index, currency)
    return then, max(then.minor, line.now_minor or 0)


def _lines(
    session: Session, sheet: BenefitSheet, rows: Sequence[BenefitLine],
    values: Mapping[int, tuple[Uplifted, int]], *, shown: bool,
) -> dict[int, Line]:  # fmt: skip
    proofs = Proofs(session, sheet, rows, shown=shown)
    entries = keys_of(
        session.connection(), (line.entry_id for line in rows if line.entry_id is not None)
    )
    responses = {
        row.line_id: row
        for row in session.scalars(
            select(BenefitResponse)
            .join(BenefitLine, BenefitLine.id == BenefitResponse.line_id)
            .where(BenefitLine.sheet_id == sheet.id)
        )
    }
    found = {}
    for line in rows:
        then, minor = values[line.id]
        code = why_excluded(line.excluded)[0]
        found[line.id] = Line(
            row=line, code=code, counts=proofs.counts(line), uplifted=then, minor=minor,
            proof=proofs.of(line), doubt=proofs.doubt(line), twice=proofs.twice(line),
            payment=proofs.payment_key(line),
            entry=entries.get(line.entry_id, "") if line.entry_id is not None else "",
            response=responses.get(line.id),
        )  # fmt: skip
    return found
