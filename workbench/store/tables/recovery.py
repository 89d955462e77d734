"""Property, orders and what is received against them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workbench.store.tables.base import STRICT, Base, Currency, Key, MinorUnits, to


class Asset(Base):
    """A thing of value: real estate, vehicle, cash, account, cryptoasset, and so on."""

    __tablename__ = "asset"
    __table_args__ = STRICT
    id: Mapped[Key]
    kind: Mapped[str]
    label: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    identifier: Mapped[str] = mapped_column(default="")  # title number, VRM, wallet, serial
    quantity: Mapped[str] = mapped_column(default="")  # cryptoassets: decimal text
    acquired: Mapped[date | None]
    price_minor: Mapped[MinorUnits | None]  # the whole price, however it was paid
    currency: Mapped[Currency]
    state: Mapped[str] = mapped_column(default="identified")
    note: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")  # what the quantity counts: BTC, coins, grams
    custody: Mapped[str] = mapped_column(default="")  # who holds it: a wallet, a store, a bank
    source_sha256: Mapped[str] = mapped_column(default="")  # the register that it was read from
    source_place: Mapped[str] = mapped_column(default="")  # its row there


class Purchase(Base):
    """A payment, or part of one, that bought, improved or paid off the mortgage of an asset."""

    __tablename__ = "purchase"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    asset_id: Mapped[int] = to("asset.id")
    payment_id: Mapped[int] = to("payment.id")
    minor: Mapped[MinorUnits]
    why: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="price")  # price | mortgage | improvement


class Disposal(Base):
    """An asset, or a share of it, sold for a payment or given in exchange for another asset."""

    __tablename__ = "disposal"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    asset_id: Mapped[int] = to("asset.id")
    on: Mapped[date]
    kind: Mapped[str]  # sale | exchange
    payment_id: Mapped[int | None] = to("payment.id")  # the payment that brought the proceeds
    into_asset_id: Mapped[int | None] = to("asset.id")  # what was got in exchange
    millionths: Mapped[int] = mapped_column(default=1_000_000)  # how much of the asset went
    minor: Mapped[MinorUnits]  # the proceeds, or the worth of what was got
    why: Mapped[str] = mapped_column(default="")


class PaymentUse(Base):
    """A payment, or part of one, that bought nothing that lasts, or repaid a loan."""

    __tablename__ = "payment_use"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    payment_id: Mapped[int] = to("payment.id")
    use: Mapped[str]  # spent | loan
    minor: Mapped[MinorUnits]
    why: Mapped[str] = mapped_column(default="")


class KeptTrace(Base):
    """A trace as it was made: its inputs' hash, rule and version, officer and reason."""

    __tablename__ = "kept_trace"
    __table_args__ = STRICT
    id: Mapped[Key]
    rule: Mapped[str]
    rule_version: Mapped[str]
    options: Mapped[str]  # canonical JSON: order of a day, last day, origins left out, claims
    inputs_sha256: Mapped[str]
    result_sha256: Mapped[str]
    result: Mapped[str]  # canonical JSON: what each origin came to
    by: Mapped[str]
    at: Mapped[str]  # instant, UTC, ISO 8601
    why: Mapped[str]


class Valuation(Base):
    """What an asset was worth on a day, and on what basis."""

    __tablename__ = "valuation"
    __table_args__ = STRICT
    id: Mapped[Key]
    asset_id: Mapped[int] = to("asset.id")
    on: Mapped[date]
    minor: Mapped[MinorUnits]
    basis: Mapped[str]
    document: Mapped[str] = mapped_column(default="")


class Interest(Base):
    """A party's legal or beneficial share of an asset, or a charge on it."""

    __tablename__ = "interest"
    __table_args__ = STRICT
    id: Mapped[Key]
    asset_id: Mapped[int] = to("asset.id")
    party_id: Mapped[int] = to("party.id")
    kind: Mapped[str]  # legal | beneficial | charge
    millionths: Mapped[int | None]  # share of the whole, 1,000,000 = all of it
    minor: Mapped[MinorUnits | None]  # amount secured, for a charge
    why: Mapped[str] = mapped_column(default="")


class AssetEvent(Base):
    """What happened to an asset (seized, detained, sold, returned), by whom, on what paper."""

    __tablename__ = "asset_event"
    __table_args__ = STRICT
    id: Mapped[Key]
    asset_id: Mapped[int] = to("asset.id")
    event: Mapped[str]
    at: Mapped[str]  # local date, or date and time, ISO 8601 without zone (Europe/London)
    by: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    document: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    condition: Mapped[str] = mapped_column(default="")
    photographs: Mapped[str] = mapped_column(default="")  # SHA-256 of each, one a line


class AssetCost(Base):
    """What keeping, moving or selling an asset cost."""

    __tablename__ = "asset_cost"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    asset_id: Mapped[int] = to("asset.id")
    what: Mapped[str]  # storage | insurance | sale | …
    start: Mapped[date]
    end: Mapped[date | None]
    minor: Mapped[MinorUnits]
    document: Mapped[str] = mapped_column(default="")


class Gift(Base):
    """Property given, or sold at a significant undervalue (POCA 2002 ss.77-78, 81)."""

    __tablename__ = "gift"
    __table_args__ = STRICT
    id: Mapped[Key]
    giver_id: Mapped[int] = to("party.id")
    recipient_id: Mapped[int] = to("party.id")
    asset_id: Mapped[int | None] = to("asset.id")
    payment_id: Mapped[int | None] = to("payment.id")
    on: Mapped[date]
    minor: Mapped[MinorUnits]  # its value when it was given
    consideration_minor: Mapped[MinorUnits] = mapped_column(default=0)
    value_now_minor: Mapped[MinorUnits | None]
    currency: Mapped[Currency]
    why: Mapped[str] = mapped_column(default="")


class Order(Base):
    """An order sought or made under one regime; it moves only along that regime's states."""

    __tablename__ = "recovery_order"
    __table_args__ = STRICT
    id: Mapped[Key]
    regime: Mapped[str]  # confiscation | cash | listed-asset | account-freezing | …
    regime_version: Mapped[str]
    party_id: Mapped[int | None] = to("party.id")
    reference: Mapped[str] = mapped_column(default="")
    court: Mapped[str] = mapped_column(default="")
    state: Mapped[str]
    made: Mapped[date | None]
    benefit_minor: Mapped[MinorUnits | None]
    available_minor: Mapped[MinorUnits | None]
    amount_minor: Mapped[MinorUnits | None]  # what the order requires to be paid
    compensation_minor: Mapped[MinorUnits] = mapped_column(default=0)
    currency: Mapped[Currency]
    due: Mapped[date | None]  # the last day of time to pay


class OrderAsset(Base):
    """An asset that an order concerns."""

    __tablename__ = "order_asset"
    __table_args__ = STRICT
    id: Mapped[Key]
    order_id: Mapped[int] = to("recovery_order.id")
    asset_id: Mapped[int] = to("asset.id")


class OrderEvent(Base):
    """A step of an order: from one state to another, when, by whom, on what document."""

    __tablename__ = "order_event"
    __table_args__ = STRICT
    id: Mapped[Key]
    order_id: Mapped[int] = to("recovery_order.id")
    event: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    at: Mapped[str]  # local date, or date and time, ISO 8601 without zone (Europe/London)
    by: Mapped[str]
    document: Mapped[str] = mapped_column(default="")


class Receipt(Base):
    """Money received against an order, from the sale of an asset or paid by the defendant."""

    __tablename__ = "receipt"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    order_id: Mapped[int] = to("recovery_order.id")
    asset_id: Mapped[int | None] = to("asset.id")
    received: Mapped[date]
    minor: Mapped[MinorUnits]
    costs_minor: Mapped[MinorUnits] = mapped_column(default=0)
    compensation_minor: Mapped[MinorUnits] = mapped_column(default=0)
    currency: Mapped[Currency]
    reference: Mapped[str] = mapped_column(default="")


class Variation(Base):
    """An order's amounts as a court varied them, from a day on (POCA 2002 ss.21-25)."""

    __tablename__ = "variation"
    __table_args__ = STRICT
    id: Mapped[Key]
    order_id: Mapped[int] = to("recovery_order.id")
    on: Mapped[date]
    provision: Mapped[str]
    benefit_minor: Mapped[MinorUnits | None]
    available_minor: Mapped[MinorUnits | None]
    amount_minor: Mapped[MinorUnits | None]
    by: Mapped[str]
    document: Mapped[str] = mapped_column(default="")
    why: Mapped[str] = mapped_column(default="")


class TimeToPay(Base):
    """A part of an order that is to be paid by a day of its own (POCA 2002 s.11)."""

    __tablename__ = "time_to_pay"
    __table_args__ = (CheckConstraint("minor > 0", name="minor"), STRICT)
    id: Mapped[Key]
    order_id: Mapped[int] = to("recovery_order.id")
    due: Mapped[date]
    minor: Mapped[MinorUnits]
    extended: Mapped[date | None]  # the day of the court's decision to extend
    document: Mapped[str] = mapped_column(default="")
