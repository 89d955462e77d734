"""What a worksheet can explain: each line and value, the heads, benefit, available, recoverable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from workbench.errors import Refused
from workbench.figures import Book, Figure, Kind, Source
from workbench.money import written
from workbench.recovery.benefit.assumptions import assumed, first_day, head, heads
from workbench.recovery.benefit.available import ADJUSTMENTS, adjustments
from workbench.recovery.benefit.lifestyle import law
from workbench.recovery.benefit.methods import places
from workbench.recovery.benefit.worked import Line, Sheet, worked
from workbench.recovery.deadlines import said
from workbench.recovery.lawbook import provision
from workbench.recovery.sums import relevant_day
from workbench.store.tables import (
    BenefitLine,
    BenefitSheet,
    KnownIncome,
    MethodItem,
    PriceIndex,
    PriceIndexValue,
)
from workbench.words import counted

_DECIMALS: Final = {0: "points", 1: "tenths of a point", 2: "hundredths of a point",
                    3: "thousandths of a point"}  # fmt: skip
_FINEST: Final = (9, "thousand-millionths of a point")


def sheet_in(book: Book, key: str) -> Sheet:
    """A worksheet, worked out once for the book.

    Raises:
        Refused: if the case has none of this number.
    """
    if not key.isdecimal():
        raise Refused(f"{key} is no number of a worksheet")

    def make(case: Any) -> Sheet:
        with case.session() as session:
            return worked(session, int(key))

    found: Sheet = book.recall(f"benefit:{key}", make)
    return found


def _sheet_of(book: Book, model: Any, what: str, key: str) -> Sheet:
    """The sheet on which a line or an item stands."""

    def make(case: Any) -> dict[int, int]:
        with case.session() as session:
            return dict(session.execute(select(model.id, model.sheet_id)).all())

    owners: dict[int, int] = book.recall(f"benefit:{model.__tablename__}", make)
    if not key.isdecimal() or int(key) not in owners:
        raise Refused(f"the case has no {what} {key}")
    return sheet_in(book, str(owners[int(key)]))


def _version(sheet: Sheet) -> str:
    return f"law as of {sheet.row.regime_version}"


def _figure(
    sheet: Sheet, figure_id: str, label: str, minor: int, rule: str, because: Iterable[str] = ()
) -> Figure:
    return Figure(
        id=figure_id, label=f"{sheet.party}: {label}", minor=minor, currency=sheet.row.currency,
        rule=rule, because=tuple(because),
    )  # fmt: skip


# -- lines and their value


def _line(book: Book, key: str) -> Figure:
    sheet = _sheet_of(book, BenefitLine, "benefit line", key)
    line = sheet.lines[int(key)]
    rule = f"{head(line.row.head)['title']}. {assumed(line.row.head)}. {line.proof}"
    value = law()["value_new" if sheet.row.regime_version == "cpa-2026" else "value"]
    rule += f" Value ({provision(value)}): {line.uplifted.explained}"
    if line.row.now_minor is not None:
        rule += (
            f" What stands for it is worth {written(line.row.now_minor, sheet.row.currency)} now; "
            "the greater counts."
        )
    name = "counts" if line.counts else "does not count"
    return _figure(
        sheet, f"benefit-line:{key}", f"line {key}, which {name}: {line.row.text}", line.minor,
        rule, _because(sheet, line),
    )  # fmt: skip


def _because(sheet: Sheet, line: Line) -> Iterator[str]:
    if line.entry:
        yield f"entry:{line.entry}"
    elif line.payment:
        yield f"payment:{line.payment}"
    if line.row.asset_id is not None:
        yield f"asset:{line.row.asset_id}"
    if sheet.index is not None:
        yield from (f"price:{sheet.index.id}-{month}" for month in line.uplifted.months)


def _price(book: Book, key: str) -> Figure:
    number, _, month = key.partition("-")
    with book.case.session() as session:
        found = (
            session.execute(
                select(PriceIndex, PriceIndexValue.value)
                .join(PriceIndexValue, PriceIndexValue.index_id == PriceIndex.id)
                .where(PriceIndex.id == int(number), PriceIndexValue.month == month)
            ).first()
            if number.isdecimal()
            else None
        )
        if found is None:
            raise Refused(f"the case has no index value {key}")
        index, value = found
        shown = -int(Decimal(value).as_tuple().exponent)
        decimals, unit = (shown, _DECIMALS[shown]) if shown in _DECIMALS else _FINEST
        return Figure(
            id=f"price:{key}", label=f"{index.name}, {month}: {value}",
            minor=int(Decimal(value).scaleb(decimals)), currency="",
            rule=f"The value of the series {index.code or index.name} for the month, as the file "
            "states it.",
            source=Source(index.source_name, index.source_sha256, month, value), unit=unit,
        )  # fmt: skip


# -- what lines come to


def _head(book: Book, key: str) -> Figure:
    number, _, name = key.partition("-")
    sheet = sheet_in(book, number)
    row, lines = head(name), sheet.under(name)
    return _figure(
        sheet, f"benefit-head:{key}", f"{row['title'].lower()}, {counted(len(lines), 'line')}",
        sum(line.minor for line in lines),
        f"The sum of the lines of this head that count. {assumed(name)}.",
        (f"benefit-line:{line.id}" for line in lines),
    )  # fmt: skip


def _excluded(book: Book, key: str) -> Figure:
    number, _, code = key.partition("-")
    sheet = sheet_in(book, number)
    lines = sheet.left_out(code)
    if not lines:
        raise Refused(f"worksheet {number} leaves nothing out as {code}")
    row = law()["exclusions"][code]
    return _figure(
        sheet, f"benefit-left-out:{key}",
        f"left out, {row['title'].lower()}, {counted(len(lines), 'line')}",
        sum(line.minor for line in lines), f"The sum of the lines left out: {row['ground']}.",
        (f"benefit-line:{line.id}" for line in lines),
    )  # fmt: skip


def _benefit(book: Book, key: str) -> Figure:
    sheet = sheet_in(book, key)
    day, since = first_day(sheet.row), ""
    if day is not None and sheet.row.proceedings_started is not None:
        _, ground, how = relevant_day(sheet.row.proceedings_started)
        since = f" Relevant day: {said(day)}. {how} {ground}."
    return _figure(
        sheet, f"sheet-benefit:{key}", "benefit by this worksheet", sheet.benefit_minor,
        f"The sum of the heads ({provision(law()['benefit'])}; {_version(sheet)}). Criminal "
        f"lifestyle ({sheet.lifestyle.provision}): {sheet.lifestyle.explained}{since}",
        (f"benefit-head:{key}-{name}" for name in heads() if sheet.under(name)),
    )  # fmt: skip


def _relevant(book: Book, key: str) -> Figure:
    sheet = sheet_in(book, key)
    return _figure(
        sheet, f"relevant-benefit:{key}", "relevant benefit for the lifestyle test",
        sheet.relevant_minor, f"{sheet.lifestyle.explained} {sheet.lifestyle.provision}.",
        (f"benefit-line:{line.id}" for line in sheet.relevant),
    )  # fmt: skip


def _found(book: Book, key: str) -> Figure:
    sheet = sheet_in(book, key)
    decided = sheet.decided
    if not decided:
        raise Refused(f"the court has found nothing of worksheet {key} yet")
    left = sum(1 for line in sheet.lines.values() if line.counts) - len(decided)
    waiting = f" Still without a finding: {counted(left, 'line')}." if left else ""
    return _figure(
        sheet, f"benefit-found:{key}", "benefit as the court found it, line by line",
        sum(line.found_minor or 0 for line in decided),
        "What the court allowed of each line, in full or reduced; a line that it refused comes to "
        f"nothing.{waiting}",
        (f"line-found:{line.id}" for line in decided),
    )  # fmt: skip


def _line_found(book: Book, key: str) -> Figure:
    sheet = _sheet_of(book, BenefitLine, "benefit line", key)
    line = sheet.lines[int(key)]
    response = line.response
    if response is None or line.found_minor is None:
        raise Refused(f"the court has found nothing of benefit line {key} yet")
    day = f" on {said(response.found_on)}" if response.found_on else ""
    return _figure(
        sheet, f"line-found:{key}", f"line {key} as found: {line.row.text}", line.found_minor,
        f"The court’s finding{day}: {response.found}. {response.finding}".rstrip(),
        (f"benefit-line:{key}",),
    )  # fmt: skip


# -- available and recoverable


def _available(book: Book, key: str) -> Figure:
    sheet = sheet_in(book, key)
    found, currency = sheet.available, sheet.row.currency
    day = f"on {said(sheet.row.determined)}" if sheet.row.determined else "by the last valuations"
    because = [f"sheet-interest:{key}-{one.asset_id}" for one in found.holdings]
    because += [f"method-item:{item.id}" for item in found.adjustments]
    if found.gifts:
        because.append(f"tainted-gifts:{key}")
    hidden = f", and hidden assets, {written(found.hidden_minor, currency)}"
    return _figure(
        sheet, f"sheet-available:{key}", f"available amount {day}", found.minor,
        f"Interests in free property, {written(found.property_minor, currency)}, less obligations "
        f"with priority and costs, {written(found.adjusted_minor, currency)}, not below nothing; "
        f"plus tainted gifts, {written(found.gifts_minor, currency)}"
        f"{hidden if found.hidden_minor else ''} ({provision(law()['available'])}; "
        f"{_version(sheet)}).",
        because,
    )  # fmt: skip


def _interest(book: Book, key: str) -> Figure:
    number, _, asset = key.partition("-")
    sheet = sheet_in(book, number)
    one = next((h for h in sheet.available.holdings if str(h.asset_id) == asset), None)
    if one is None:
        raise Refused(f"the defendant of worksheet {number} has no interest in thing {asset}")
    told = one.standing
    return _figure(
        sheet, f"sheet-interest:{key}", f"interest in {told.label}",
        0 if one.why_not else one.minor, one.explained,
        [f"valuation:{told.valuation}"] if told.valuation is not None else [],
    )  # fmt: skip


def _gifts(book: Book, key: str) -> Figure:
    sheet = sheet_in(book, key)
    tainted = [gift for gift in sheet.available.gifts if not gift.why_not]
    return _figure(
        sheet, f"tainted-gifts:{key}", f"tainted gifts, {counted(len(tainted), 'gift')}",
        sheet.available.gifts_minor,
        f"The sum of the gifts that are tainted ({provision(law()['gift'])}).",
        (f"tainted-gift:{key}-{gift.id}" for gift in tainted),
    )  # fmt: skip


def _gift(book: Book, key: str) -> Figure:
    number, _, gift_id = key.partition("-")
    sheet = sheet_in(book, number)
    gift = next((g for g in sheet.available.gifts if str(g.id) == gift_id), None)
    if gift is None:
        raise Refused(f"worksheet {number} has no gift {gift_id}")
    because = [f"gift:{gift.id}"]
    if sheet.index is not None:
        because += [f"price:{sheet.index.id}-{month}" for month in gift.months]
    return _figure(
        sheet, f"tainted-gift:{key}", f"gift to {gift.recipient} on {said(gift.on)}",
        0 if gift.why_not else gift.value_minor,
        gift.explained + (f" Not tainted: {gift.why_not}." if gift.why_not else ""), because,
    )  # fmt: skip


def _recoverable(book: Book, key: str) -> Figure:
    sheet = sheet_in(book, key)
    how = "The benefit: nothing shows that what is available is less."
    if sheet.available.known:
        how = (
            "The benefit, or, where the defendant shows that what is available is less, that. "
            f"Benefit {written(sheet.benefit_minor, sheet.row.currency)}; available "
            f"{written(sheet.available.minor, sheet.row.currency)}."
        )
    return _figure(
        sheet, f"sheet-recoverable:{key}", "recoverable amount", sheet.recoverable_minor,
        f"{how} {provision(law()['recoverable'])}; {_version(sheet)}.",
        (f"sheet-benefit:{key}", f"sheet-available:{key}"),
    )  # fmt: skip


# -- income and methods


def _income(book: Book, key: str) -> Figure:
    sheet = sheet_in(book, key)
    return _figure(
        sheet, f"sheet-income:{key}", "known legitimate income", sheet.known_minor,
        "The sum of the income that is known and evidenced. It is compared with the lines left "
        "out as known income; it is not taken off the benefit a second time.",
        (f"known-income:{row.id}" for row in sheet.income),
    )  # fmt: skip


def _one_income(book: Book, key: str) -> Figure:
    sheet = _sheet_of(book, KnownIncome, "known income", key)
    row = next(one for one in sheet.income if one.id == int(key))
    paper = f" Document: {row.document}." if row.document else ""
    return _figure(
        sheet, f"known-income:{key}", f"{row.text}, {said(row.start)} to {said(row.end)}",
        row.minor, f"Legitimate income as recorded.{paper}",
    )  # fmt: skip


def _method(book: Book, key: str) -> Figure:
    number, _, name = key.partition("-")
    sheet = sheet_in(book, number)
    found = next((one for one in sheet.methods if one.key == name), None)
    if found is None:
        raise Refused(f"worksheet {number} has no items of {name}")
    return _figure(
        sheet, f"benefit-method:{key}", f"{found.title.lower()}: unexplained", found.minor,
        f"{found.explained} {found.note}", (f"method-item:{item.id}" for item in found.items),
    )  # fmt: skip


def _item(book: Book, key: str) -> Figure:
    sheet = _sheet_of(book, MethodItem, "item", key)
    with book.case.session() as session:
        row = session.get_one(MethodItem, int(key))
    adjusts = row.method == ADJUSTMENTS
    known = adjustments(sheet.row.regime_version) if adjusts else places(row.method)
    place = known.get(row.item, {"title": row.item})
    paper = f" Document: {row.document}." if row.document else ""
    ground = f" {provision(place)}." if "provision" in place else ""
    return _figure(
        sheet, f"method-item:{key}", f"{place['title'].lower()}, {row.text}", row.minor,
        f"As recorded.{paper}{ground}",
    )  # fmt: skip


# -- which there are


def _numbers(model: Any) -> Callable[[Book], list[str]]:
    def keys(book: Book) -> list[str]:
        with book.case.session() as session:
            return [str(key) for key in session.scalars(select(model.id).order_by(model.id))]

    return keys


_sheets = _numbers(BenefitSheet)


def _of_sheets(parts: Callable[[Sheet], Iterable[Any]]) -> Callable[[Book], Iterator[str]]:
    """The keys `SHEET-PART` for every part that a sheet has."""

    def keys(book: Book) -> Iterator[str]:
        for key in _sheets(book):
            yield from (f"{key}-{part}" for part in parts(sheet_in(book, key)))

    return keys


def _with(test: Callable[[Sheet], Any]) -> Callable[[Book], Iterator[str]]:
    def keys(book: Book) -> Iterator[str]:
        yield from (key for key in _sheets(book) if test(sheet_in(book, key)))

    return keys


FIGURES: Final[dict[str, Kind]] = {
    "sheet-recoverable": Kind(_recoverable, _sheets),
    "sheet-benefit": Kind(_benefit, _sheets),
    "relevant-benefit": Kind(_relevant, _with(lambda sheet: sheet.row.lifestyle)),
    "benefit-found": Kind(_found, _with(lambda sheet: sheet.decided)),
    "line-found": Kind(_line_found),
    "benefit-head": Kind(_head, _of_sheets(lambda _: heads())),
    "benefit-left-out": Kind(_excluded, _of_sheets(lambda sheet: sheet.codes)),
    "benefit-line": Kind(_line, _numbers(BenefitLine)),
    "price": Kind(_price),
    "sheet-available": Kind(_available, _sheets),
    "sheet-interest": Kind(
        _interest, _of_sheets(lambda sheet: [one.asset_id for one in sheet.available.holdings])
    ),
    "tainted-gifts": Kind(_gifts, _sheets),
    "tainted-gift": Kind(_gift, _of_sheets(lambda sheet: [g.id for g in sheet.available.gifts])),
    "sheet-income": Kind(_income, _sheets),
    "known-income": Kind(_one_income, _numbers(KnownIncome)),
    "benefit-method": Kind(_method, _of_sheets(lambda sheet: [m.key for m in sheet.methods])),
    "method-item": Kind(_item, _numbers(MethodItem)),
}
