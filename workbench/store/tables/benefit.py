"""The benefit worksheet: what was obtained, line by line, and what each side and the court said."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.tables.base import STRICT, Base, Currency, Key, MinorUnits, to


class BenefitSheet(Base):
    """One defendant's benefit: the days, the lifestyle limb and the index that it rests on."""

    __tablename__ = "benefit_sheet"
    __table_args__ = STRICT
    id: Mapped[Key]
    party_id: Mapped[int] = to("party.id")
    order_id: Mapped[int | None] = to("recovery_order.id")
    regime_version: Mapped[str]
    proceedings_started: Mapped[date | None]
    convicted: Mapped[date | None]
    determined: Mapped[date | None]  # the day to which values are brought
    lifestyle: Mapped[str] = mapped_column(default="")  # the limb of s.75, "" = not shown
    lifestyle_why: Mapped[str] = mapped_column(default="")
    index_id: Mapped[int | None] = to("price_index.id")
    currency: Mapped[Currency]
    note: Mapped[str] = mapped_column(default="")


class BenefitLine(Base):
    """One thing obtained or spent, classified once; excluded only for a stated reason."""

    __tablename__ = "benefit_line"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    sheet_id: Mapped[int] = to("benefit_sheet.id")
    head: Mapped[str]  # particular | transfer | held | expenditure
    entry_id: Mapped[int | None] = to("entry.id")
    payment_id: Mapped[int | None] = to("payment.id")
    asset_id: Mapped[int | None] = to("asset.id")
    on: Mapped[date]
    text: Mapped[str]
    minor: Mapped[MinorUnits]
    now_minor: Mapped[MinorUnits | None]  # value now of the property or what represents it
    excluded: Mapped[str] = mapped_column(default="")  # why it does not count; "" = it counts
    same_as_id: Mapped[int | None] = to("benefit_line.id")  # the line that counts in its place
    exhibit: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")


class KnownIncome(Base):
    """Legitimate income that is known, and what shows it."""

    __tablename__ = "known_income"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    sheet_id: Mapped[int] = to("benefit_sheet.id")
    start: Mapped[date]
    end: Mapped[date]
    text: Mapped[str]
    minor: Mapped[MinorUnits]
    document: Mapped[str] = mapped_column(default="")


class BenefitResponse(Base):
    """A defendant's answer to a line (POCA 2002 s.17) and what the court found."""

    __tablename__ = "benefit_response"
    __table_args__ = STRICT
    id: Mapped[Key]
    line_id: Mapped[int] = to("benefit_line.id", unique=True)
    answer: Mapped[str]  # accepted | rejected | silent
    text: Mapped[str] = mapped_column(default="")
    answered: Mapped[date | None]
    found: Mapped[str] = mapped_column(default="")  # allowed | reduced | refused
    found_minor: Mapped[MinorUnits | None]
    found_on: Mapped[date | None]
    finding: Mapped[str] = mapped_column(default="")


class MethodItem(Base):
    """One item of an indirect method (net worth, source and application, bank deposits)."""

    __tablename__ = "method_item"
    __table_args__ = STRICT
    id: Mapped[Key]
    sheet_id: Mapped[int] = to("benefit_sheet.id")
    method: Mapped[str]  # net-worth | source-and-application | bank-deposits
    item: Mapped[str]  # the place in the method's formula
    text: Mapped[str]
    minor: Mapped[MinorUnits]
    document: Mapped[str] = mapped_column(default="")


class PriceIndex(Base):
    """A named series of prices, loaded from a file that the case keeps."""

    __tablename__ = "price_index"
    __table_args__ = STRICT
    id: Mapped[Key]
    name: Mapped[str]
    code: Mapped[str]
    source_name: Mapped[str]
    source_sha256: Mapped[str]
    loaded: Mapped[date]


class PriceIndexValue(Base):
    """One month of a series, as decimal text."""

    __tablename__ = "price_index_value"
    __table_args__ = STRICT
    id: Mapped[Key]
    index_id: Mapped[int] = to("price_index.id")
    month: Mapped[str]  # YYYY-MM
    value: Mapped[str]


class LawValue(Base):
    """A value of the law that this case states otherwise than the tables shipped, and why."""

    __tablename__ = "law_value"
    __table_args__ = STRICT
    id: Mapped[Key]
    table: Mapped[str]  # deadlines | sums | regimes | aris
    key: Mapped[str]
    value: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    source: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
