"""Things held after conviction: what of each is new benefit, and what only stands for a credit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.money import share, written
from workbench.recovery.benefit.drafts import Draft, Spending
from workbench.recovery.benefit.duplicates import Draw
from workbench.recovery.benefit.holding import Holding, gone_by, holding
from workbench.recovery.benefit.sheet import accounts_of, same_person
from workbench.recovery.deadlines import said
from workbench.recovery.property import WHOLE, percent
from workbench.store.tables import Account, Asset, BenefitSheet, Payment, Purchase, Valuation
from workbench.words import listed


@dataclass(slots=True)
class Things:
    """Goes through the register for one sheet."""

    session: Session
    sheet: BenefitSheet
    spending: Spending
    credits: Sequence[Draft]
    aside: list[str]
    standing: Mapping[int, Sequence[Draft]]  # lines of payments that are on the sheet already

    def lines(self, known: set[int]) -> tuple[list[Draft], dict[int, int]]:
        """Lines for things held after conviction, and how much of each payment bought one.

        Things in `known` are on the sheet already; what bought them is no expenditure either.
        """
        parties = same_person(self.session, self.sheet.party_id)
        found: list[Draft] = []
        bought: dict[int, int] = {}
        for asset in self.session.scalars(select(Asset).order_by(Asset.id)):
            mine = holding(self.session, asset, parties, self.sheet.determined)
            if mine is None:
                continue
            if asset.currency != self.sheet.currency:
                self.aside.append(f"{asset.label}: it is in {asset.currency}")
                continue
            if gone := gone_by(self.session, asset, self.sheet.convicted):
                self.aside.append(f"{asset.label}: {gone}, before the conviction")
                continue
            purchases = self._purchases(asset)
            for purchase, payment, _ in purchases:
                bought[payment.id] = bought.get(payment.id, 0) + purchase.minor
            if asset.id not in known:
                found += self._of(asset, mine, purchases)
        return found, bought

    def _purchases(self, asset: Asset) -> list[Any]:
        return list(
            self.session.execute(
                select(Purchase, Payment, Account.key)
                .join(Payment, Payment.id == Purchase.payment_id)
                .join(Account, Account.id == Payment.payer_id)
                .where(Purchase.asset_id == asset.id)
                .order_by(Purchase.id)
            ).all()
        )

    def _of(self, asset: Asset, mine: Holding, purchases: list[Any]) -> Iterator[Draft]:
        """A thing in up to two lines: what is new by it, and what other lines count already."""
        whole, how = self._obtained(asset, mine, purchases)
        part = share(whole, (mine.millionths, WHOLE - mine.millionths))[0]
        if not part:
            self.aside.append(f"{asset.label}: neither a price nor a value is recorded")
            return
        draws, explained = self._met(asset, purchases)
        explained = min(explained, whole)
        old, new = share(part, (explained, whole - explained))
        now: tuple[int | None, int | None] = (None, None)
        if mine.standing.value_minor is not None:
            now_old, now_new = share(mine.minor, (old, new))
            now = (now_old, now_new)
        why = (
            f"Held after the conviction; the defendant has {percent(mine.millionths)} of it. {how}"
        )
        on = asset.acquired or max((p.date for _, p, _ in purchases), default=None)
        if on is None:
            on = self._first_value(asset)[1]
        for minor, value, is_new in ((new, now[1], True), (old, now[0], False)):
            if not minor:
                continue
            draft = Draft(
                head="held", asset_id=asset.id, on=on or self.sheet.convicted,  # type: ignore[arg-type]
                text=asset.label, minor=minor, now_minor=value, why=why,
            )  # fmt: skip
            yield draft if is_new else draft.leave_out(draws, self.sheet.currency)

    def _obtained(self, asset: Asset, mine: Holding, purchases: list[Any]) -> tuple[int, str]:
        """What the thing was worth when it was obtained, and how that is known."""
        currency = asset.currency
        if purchases:
            by: dict[str, int] = {}
            for purchase, _, account in purchases:
                by[account] = by.get(account, 0) + purchase.minor
            paid = listed([f"{written(minor, currency)} by {key}" for key, minor in by.items()])
            return sum(by.values()), f"Paid for: {paid}."
        charged = mine.standing.charges_minor
        less = f", less {written(charged, currency)} secured on it" if charged else ""
        if asset.price_minor:
            return max(asset.price_minor - charged, 0), (
                f"No payment for it is recorded; its price was "
                f"{written(asset.price_minor, currency)}{less}."
            )
        value, day = self._first_value(asset)
        if day is None:
            return 0, ""
        return max(value - charged, 0), (
            f"No payment and no price is recorded; it was worth {written(value, currency)} on "
            f"{said(day)}{less}."
        )

    def _first_value(self, asset: Asset) -> tuple[int, Any]:
        first = self.session.scalars(
            select(Valuation)
            .where(Valuation.asset_id == asset.id)
            .order_by(Valuation.on, Valuation.id)
        ).first()
        return (first.minor, first.on) if first is not None else (0, None)

    def _met(self, asset: Asset, purchases: list[Any]) -> tuple[list[Draw[Draft]], int]:
        """What of the price lines stand for already: by what the payments were met from."""
        if asset.kind == "account":
            return self._left_in_account(asset)
        draws: list[Draw[Draft]] = []
        explained = 0
        for purchase, payment, _ in purchases:
            spent = [d for d in self.standing.get(payment.id, ()) if d.head == "expenditure"]
            # What was not spent on this thing may stand beside it; the rest is the thing's price.
            beside = payment.minor - purchase.minor
            counted = min(purchase.minor, max(sum(d.minor for d in spent) - beside, 0))
            if counted:
                draws += [Draw(draft, draft.minor) for draft in spent]
            if counted < purchase.minor:
                met = self.spending.draws.get(payment.id, ())
                draws += [d for d in met if d.source is not None]
                counted += min(purchase.minor - counted, self.spending.explained(payment.id))
            explained += counted
        return draws, explained

    def _left_in_account(self, asset: Asset) -> tuple[list[Draw[Draft]], int]:
        """A balance is what is left of the credits to that account: it is no further benefit."""
        words = f"{asset.label} {asset.identifier} {asset.description}"
        own = accounts_of(self.session, self.sheet.party_id).values()
        if not any(account.key in words for account in own):
            return [], 0
        last = next((draft for draft in reversed(self.credits) if not draft.excluded), None)
        whole = self._first_value(asset)[0]
        return ([Draw(last, whole)], whole) if last is not None else ([], 0)
