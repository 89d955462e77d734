"""Cash and habits of one account: structuring, stand-ins for transfers, round sums, odd hours."""

from __future__ import annotations

from collections import defaultdict

from graphs.typologies.payments import CASH_IN
from graphs.typologies.seen import BASE, Found, Seen, beyond, groups, percent, runs, windows, within
from workbench.words import counted


def structuring(seen: Seen) -> list[Found]:
    """Cash deposits just below a threshold: several within days, or nearly all of a year's."""
    rule, p = seen.rules["structuring"], seen.p
    cash = p.of(CASH_IN)
    every = groups(seen.into, cash)
    found = []
    for line in (rule["low_minor"], rule["middle_minor"], rule["high_minor"]):
        below = cash & (p.minors < line) & (p.minors * 100 >= line * (100 - rule["band"]))
        for key, places in groups(seen.into, below).items():
            quick = [
                one
                for one in windows(places, seen.days, rule["days"])
                if one[1] - one[0] >= rule["count"]
            ]
            found += [_below(seen, line, places[a:b], every[key]) for a, b in runs(quick)]
            steady = [
                (first, last)
                for first, last in windows(places, seen.days, rule["steady_days"])
                if last - first >= rule["steady"]
                and within(
                    last - first, len(_then(seen, places[first:last], every[key])), rule["share"]
                )
            ]
            found += [_below(seen, line, places[a:b], every[key]) for a, b in runs(steady)]
    return found


def _then(seen: Seen, inside: list[int], every: list[int]) -> list[int]:
    """Those of an account's payments that fall within the days of some of them."""
    low, high = seen.days[inside[0]], seen.days[inside[-1]]
    return [at for at in every if low <= seen.days[at] <= high]


def _below(seen: Seen, line: int, inside: list[int], every: list[int]) -> Found:
    rule = seen.rules["structuring"]
    account = seen.payees[inside[0]]
    others = _then(seen, inside, every)
    amounts = [seen.minors[at] for at in inside]
    return Found(
        "structuring", (account, *seen.payers_of(inside)), tuple(inside), tuple(inside),
        f"{counted(len(inside), 'cash deposit')} into {seen.name(account)} "
        f"{seen.between(inside)}, each just below {seen.money(line, inside[0])} "
        f"({seen.money(min(amounts), inside[0])} to {seen.money(max(amounts), inside[0])}), come "
        f"to {seen.sums(inside)}; it had {counted(len(others), 'cash deposit')} in those days.",
        (
            BASE, beyond(len(inside), rule["count"], "deposits", 5, 25),
            ("together above the threshold", 10 * (seen.total(inside) >= line)),
            ("all cash deposits of those days are just below it",
             15 * (len(others) == len(inside))),
        ),
    )  # fmt: skip


def cuckoo(seen: Seen) -> list[Found]:
    """Cash deposits in place of a transfer that one payer usually sends."""
    rule, p = seen.rules["cuckoo-smurfing"], seen.p
    cash = p.of(CASH_IN)
    senders: dict[tuple[int, int], list[int]] = defaultdict(list)
    deposits = groups(seen.into, cash)
    for key, places in groups(seen.into, seen.telling & ~cash).items():
        if key in deposits:
            for at in places:
                senders[key, seen.payers[at]].append(at)
    found = []
    low, high = 100 - rule["band"], 100 + rule["band"]
    for (key, payer), sent in sorted(senders.items()):
        amounts = sorted(seen.minors[at] for at in sent)
        usual = amounts[len(amounts) // 2]
        alike = [at for at in sent if within(seen.minors[at], usual, 90, 110)]
        if len(alike) < rule["usual"]:
            continue
        after = -1
        for first, last in windows(deposits[key], seen.days, rule["days"]):
            inside = deposits[key][first:last]
            if (
                len(inside) < rule["count"]
                or inside[0] <= after
                or inside[0] < alike[0]
                or not within(seen.total(inside), usual, low, high)
                or any(
                    abs(int(seen.days[at] - seen.days[b])) <= rule["wait"]
                    for at in alike for b in (inside[0], inside[-1])
                )
            ):  # fmt: skip
                continue
            after = inside[-1]
            account = key // seen.width
            found.append(
                Found(
                    "cuckoo-smurfing", (account, payer, *seen.payers_of(inside)), tuple(inside),
                    tuple(inside),
                    f"{counted(len(inside), 'cash deposit')} into {seen.name(account)} "
                    f"{seen.between(inside)} come to {seen.sums(inside)}; {seen.name(payer)} "
                    f"usually sends about {seen.money(usual, inside[0])} "
                    f"({counted(len(alike), 'time')}), and sent nothing of the kind then.",
                    (
                        BASE, beyond(len(inside), rule["count"], "deposits", 10, 30),
                        ("equal to the usual amount to the penny",
                         20 * (seen.total(inside) == usual)),
                    ),
                )
            )  # fmt: skip
    return found


def cash_intensive(seen: Seen) -> list[Found]:
    """More cash paid in than a party's known income."""
    rule, p = seen.rules["cash-intensive"], seen.p
    deposits = groups(seen.into, p.of(CASH_IN))
    found = []
    for start, end, known, accounts, name in p.incomes:
        for currency, code in enumerate(p.codes):
            inside = sorted(
                at for account in accounts
                for at in deposits.get(account * seen.width + currency, ())
                if start <= seen.days[at] <= end
            )  # fmt: skip
            total = seen.total(inside)
            if code != "GBP" or total < rule["total_minor"]:
                continue
            if not within(total, known, rule["share"]):
                continue
            found.append(
                Found(
                    "cash-intensive",
                    tuple(dict.fromkeys([*seen.payees_of(inside), *seen.payers_of(inside)])),
                    tuple(inside), tuple(inside),
                    f"{seen.sums(inside)} of cash was paid into the accounts of {name} between "
                    f"{seen.day(start)} and {seen.day(end)}; the known income of those days is "
                    f"{seen.money(known, inside[0])}.",
                    (BASE, ("twice the known income or more", 20 * (total >= 2 * known))),
                )
            )  # fmt: skip
    return found


def round_sums(seen: Seen) -> list[Found]:
    """Round sums again and again, the same way."""
    rule = seen.rules["round-sums"]
    is_round = seen.alone & (seen.p.minors % rule["round_minor"] == 0)
    found = []
    for keys, way in ((seen.into, "received"), (seen.out, "paid")):
        every = groups(keys, seen.alone)
        for key, places in groups(keys, is_round).items():
            hits = []
            for first, last in windows(places, seen.days, rule["days"]):
                if last - first >= rule["count"]:
                    low, high = seen.days[places[first]], seen.days[places[last - 1]]
                    all_then = sum(low <= seen.days[at] <= high for at in every[key])
                    if within(last - first, all_then, rule["share"]):
                        hits.append((first, last))
            for first, last in runs(hits):
                inside = places[first:last]
                account = key // seen.width
                others = seen.payers_of(inside) if way == "received" else seen.payees_of(inside)
                found.append(
                    Found(
                        "round-sums", tuple(dict.fromkeys([account, *others])), tuple(inside),
                        tuple(inside),
                        f"{seen.name(account)} {way} {counted(len(inside), 'payment')} "
                        f"{seen.between(inside)}, each a whole multiple of "
                        f"{seen.money(rule['round_minor'], inside[0])}: {seen.sums(inside)} in "
                        "all.",
                        (BASE, beyond(len(inside), rule["count"], "payments", 5, 25)),
                    )
                )  # fmt: skip
    return found


def odd_hours(seen: Seen) -> list[Found]:
    """Payments out in the small hours, where the record has times."""
    rule, p = seen.rules["odd-hours"], seen.p
    timed = seen.alone & (p.seconds > 0)
    low, high = rule["from_hour"] * 3600, rule["to_hour"] * 3600
    every = groups(seen.out, timed)
    found = []
    for key, places in groups(seen.out, timed & (p.seconds >= low) & (p.seconds < high)).items():
        hits = [
            (first, last)
            for first, last in windows(places, seen.days, rule["days"])
            if last - first >= rule["count"]
        ]
        for first, last in runs(hits):
            inside = places[first:last]
            then = sum(
                seen.days[inside[0]] <= seen.days[at] <= seen.days[inside[-1]] for at in every[key]
            )
            if not within(len(inside), then, rule["share"]):
                continue
            account = key // seen.width
            found.append(
                Found(
                    "odd-hours", tuple(dict.fromkeys([account, *seen.payees_of(inside)])),
                    tuple(inside), tuple(inside),
                    f"{seen.name(account)} made {counted(len(inside), 'occasional payment')} of "
                    f"{seen.sums(inside)} between {rule['from_hour']} and {rule['to_hour']} "
                    f"o'clock in the night {seen.between(inside)}, "
                    f"{percent(len(inside), then)} percent of its timed occasional payments then.",
                    (BASE, beyond(len(inside), rule["count"], "payments", 5, 25)),
                )
            )  # fmt: skip
    return found
