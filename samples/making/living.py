"""The ordinary days: bills fall due, cards are used, small own transfers keep accounts filled."""

from __future__ import annotations

from datetime import date, timedelta

from making.bills import MONTHLY, WEEKLY, Monthly, Weekly
from making.days import START, is_working, working
from making.dice import Dice
from making.rows import Books, Row
from making.shops import FLOOR, HABITS, MACHINE_PLACES, MACHINES, SHOPS, Habit

#: One dial for how many card rows there are.
BUSY = 0.72

#: A long weekend abroad: the day, the shop, where, pence, and what it was there.
ABROAD = (
    ("2024-02-17", "MERCADO CENTRAL", "ALICANTE ESP", 2318, "EUR -27.10"),
    ("2024-02-17", "CAFÉ DEL PUERTO", "ALICANTE ESP", 1069, "EUR -12.50"),
    ("2024-02-18", "HOTEL LA EXPLANADA", "ALICANTE ESP", 28742, "EUR -336.00"),
    ("2024-02-18", "TAXI RADIO LEVANTE", "ALICANTE ESP", 1882, "EUR -22.00"),
)

#: Minutes after midnight at which overnight items stand on a statement, in this order.
MINUTE = {"bacs": 5, "benefit": 6, "dd": 12, "so": 20, "interest": 2, "fee": 3}


def live(day: date, books: Books, dice: Dice) -> None:
    """Add what an ordinary `day` brings to every account."""
    for monthly in MONTHLY:
        if _falls_due(monthly, day):
            _bill(monthly, day, books, dice)
    for weekly in WEEKLY:
        weeks = (day - START).days // 7
        if weekly.weekday == day.weekday() and weeks % weekly.step == 0:
            _bill(weekly, day, books, dice)
    _keep_filled(day, books)
    for account, habits in HABITS.items():
        closed = account in {"BL1", "TV1", "TV2"} and day.weekday() > 4
        for habit in () if closed else habits:
            if dice.chance(habit.per_week * BUSY / 7):
                _shop(account, habit, day, books, dice)
    for text, payee, town, minor, local in ABROAD:
        if text == day.isoformat():
            row = Row("DT2", day, 13 * 60 + minor % 300, -minor, "card", payee, town=town)
            row.group, row.local = "eating-out", local
            books.add(row)
    _draw_cash(day, books, dice)


def _draw_cash(day: date, books: Books, dice: Dice) -> None:
    for account, (per_week, notes) in MACHINES.items():
        wanted = dice.pick(notes)
        if dice.chance(per_week / 7) and books.balances[account] - wanted > FLOOR[account]:
            where = dice.pick(MACHINE_PLACES)
            minute = dice.whole(9 * 60, 22 * 60)
            row = Row(account, day, minute, -wanted, "cash-out", where, group="cash", town=where)
            books.add(row)


def _falls_due(bill: Monthly, day: date) -> bool:
    """Whether this month's or last month's due date, moved to a working day, is `day`."""
    for near in (day, day - timedelta(days=7)):
        last = near.replace(day=28)
        while (last + timedelta(days=1)).month == near.month:
            last += timedelta(days=1)
        due = near.replace(day=min(bill.day, last.day))
        if bill.first <= due <= bill.last and working(due) == day:
            return True
    return False


def _bill(bill: Monthly | Weekly, day: date, books: Books, dice: Dice) -> None:
    low, high = sorted((bill.low, bill.high or bill.low))
    minor = dice.whole(low, high)
    if bill.kind == "cash-in":
        minor -= minor % 500
    if bill.kind == "interest" and bill.account == "CP1" and books.balances["CP1"] > 20000:
        return
    day = working(day)
    minute = MINUTE.get(bill.kind, dice.whole(9 * 60, 16 * 60))
    ref = f"{bill.ref} {dice.digits(5)}" if bill.ref == "INV" else bill.ref
    town = bill.payee if bill.kind == "cash-in" else ""
    books.add(Row(bill.account, day, minute, minor, bill.kind, bill.payee, ref, town, bill.group))


def _shop(account: str, habit: Habit, day: date, books: Books, dice: Dice) -> None:
    shop = dice.pick(SHOPS[habit.group])
    minor = dice.pick(habit.fixed) if habit.fixed else dice.whole(habit.low, habit.high)
    minute = dice.whole(7 * 60 + 10, 22 * 60 + 30)
    again = dice.chance(habit.twice)
    if habit.group == "fuel" and dice.chance(0.25):
        minor -= minor % 1000
    if books.balances[account] - minor < FLOOR[account] or minor <= 0:
        return
    group = "online" if shop.online else habit.group
    row = Row(account, day, minute, -minor, "card", shop.name, group=group)
    row.town = dice.pick(shop.towns)
    if habit.group in {"coffee", "bus", "corner", "tram"} or (minor < 2500 and not shop.online):
        row.ref = "contactless"
    books.add(row)
    if again and books.balances[account] - minor > FLOOR[account]:
        later = min(minute + dice.whole(20, 300), 23 * 60 + 50)
        books.add(Row(account, day, later, -minor, "card", shop.name, row.ref, row.town, row.group))
    back = habit.group == "shopping" and dice.chance(0.13)
    if back:
        returned = day + timedelta(days=dice.whole(4, 12))
        part = minor if dice.chance(0.7) else minor // 2
        books.add(
            Row(account, returned, minute, part, "refund", shop.name, "", row.town, row.group)
        )


def _keep_filled(day: date, books: Books) -> None:
    """Standing and ad-hoc transfers between accounts of one holder or household."""
    if day == working(date(day.year, day.month, 1)):
        books.move("KO1", "KO3", day, 40000, "BILLS", 9 * 60 + 4)
        books.move("DT1", "KO3", day, 110000, "BILLS", 9 * 60 + 31)
    if day == working(date(day.year, day.month, 3)):
        books.move("KO1", "KO2", day, 10000, "RAINY DAY", 10 * 60 + 2)
    if day == working(date(day.year, day.month, 26)):
        books.move("BL1", "DT1", day, 104750, "SALARY", 11 * 60 + 15)
    if books.balances["DT2"] < 12000 and books.balances["DT1"] > 45000:
        books.move("DT1", "DT2", day, 20000, "SPENDING", 8 * 60 + 12)
    if books.balances["CP2"] < 4500 and books.balances["CP1"] > -12000:
        books.move("CP1", "CP2", day, 9000, "SPENDS", 8 * 60 + 40)
    if day.weekday() == 0 and is_working(day) and books.balances["TV2"] < 220000:
        books.move("TV1", "TV2", day, 95000, "SUPPLIERS", 9 * 60 + 45)
