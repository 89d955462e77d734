"""Money in and out of one account: within days, after sleep, for a short life, to exchanges."""

from __future__ import annotations

import numpy as np

from graphs.typologies.payments import CASH_IN, CRYPTO, GAMBLING, Flags
from graphs.typologies.seen import BASE, Found, Seen, beyond, groups, percent, runs, windows, within
from workbench.words import counted


def pass_through(seen: Seen) -> list[Found]:
    """In from occasional payers and out within days, little remaining."""
    rule = seen.rules["pass-through"]
    return _through(seen, "pass-through", seen.alone, seen.telling, rule["most"], rule["payments"])


def cash_through(seen: Seen) -> list[Found]:
    """Cash in and at once out again."""
    return _through(seen, "cash-through", seen.p.of(CASH_IN), seen.telling, 110, 20)


def crypto_ramp(seen: Seen) -> list[Found]:
    """Straight to an exchange of cryptoassets, or straight on from one."""
    crypto = seen.p.of(CRYPTO)
    most = seen.rules["crypto-ramp"]["most"]
    onto = _through(seen, "crypto-ramp", seen.telling & ~crypto, crypto, most, 20)
    return onto + _through(seen, "crypto-ramp", crypto, seen.telling & ~crypto, most, 20)


def _through(
    seen: Seen, typology: str, ins: Flags, outs: Flags, most: int, payments: int
) -> list[Found]:
    rule, p = seen.rules[typology], seen.p
    received, given = groups(seen.into, ins), groups(seen.out, outs)
    days = seen.days
    found = []
    for key in sorted(received.keys() & given.keys()):
        got, gave = received[key], np.array(given[key])
        gave_days = p.days[gave]
        after = -1
        for first, last in windows(got, days, rule["days"]):
            inside = got[first:last]
            if inside[0] <= after or (total := seen.total(inside)) < rule["total_minor"]:
                continue
            low = int(np.searchsorted(gave, inside[0]))
            high = int(np.searchsorted(gave_days, days[inside[-1]] + rule["days"], "right"))
            onward = gave[low:high].tolist()
            passed = seen.total(onward)
            if (
                not onward
                or len(onward) > payments
                or onward[-1] < inside[-1]
                or not within(passed, total, rule["share"], most)
            ):
                continue
            after = max(inside[-1], onward[-1])
            found.append(_passed(seen, typology, key // seen.width, inside, onward))
    return found


def _passed(seen: Seen, typology: str, account: int, inside: list[int], onward: list[int]) -> Found:
    rule = seen.rules[typology]
    payers, payees = seen.payers_of(inside), seen.payees_of(onward)
    total, passed = seen.total(inside), seen.total(onward)
    days = int(seen.days[onward[-1]] - seen.days[inside[0]])
    source = "in cash" if typology == "cash-through" else f"from {seen.names(payers)}"
    return Found(
        typology, tuple(dict.fromkeys([account, *payers, *payees])),
        tuple(sorted([*inside, *onward])), tuple(inside),
        f"{seen.name(account)} took {seen.sums(inside)} {source} {seen.between(inside)}, and "
        f"{seen.sums(onward)}, {percent(passed, total)} percent of it, went out "
        f"{seen.between(onward)} to {seen.names(payees)}.",
        (
            BASE, ("in and out within a day" if days <= 1 else "over more than a day",
                   15 if days <= 1 else 0),
            ("several payers", 10 * (len(payers) > 1)),
            ("at least five times the rule's amount", 15 * (total >= 5 * rule["total_minor"])),
            ("95 percent or more went on", 10 * within(passed, total, 95)),
        ),
    )  # fmt: skip


def mule(seen: Seen) -> list[Found]:
    """An account that is new, busy and then empty, within the records."""
    rule, p = seen.rules["mule"], seen.p
    if not len(p):
        return []
    every = np.ones(len(p), bool)
    received, given = groups(seen.into, every), groups(seen.out, every)
    start, end = seen.days[0], seen.days[-1]
    found = []
    for key in sorted(received.keys() & given.keys()):
        got, gave = received[key], given[key]
        first = seen.days[min(got[0], gave[0])]
        last = seen.days[max(got[-1], gave[-1])]
        total, passed = seen.total(got), seen.total(gave)
        payers = seen.payers_of(at for at in got if seen.telling[at])
        if (
            first - start < rule["after"]
            or last - first > rule["days"]
            or end - last < rule["quiet"]
            or total < rule["total_minor"]
            or len(payers) < rule["payers"]
            or not within(passed, total, rule["share"], 105)
        ):
            continue
        account = key // seen.width
        payees = seen.payees_of(gave)
        found.append(
            Found(
                "mule", tuple(dict.fromkeys([account, *payers, *payees])),
                tuple(sorted([*got, *gave])), tuple(got),
                f"{seen.name(account)} first appears on {seen.day(first)}, took "
                f"{seen.sums(got)} from {counted(len(payers), 'payer')}, paid "
                f"{seen.sums(gave)}, {percent(passed, total)} percent of it, on, and falls "
                f"silent after {seen.day(last)}.",
                (
                    BASE, beyond(len(payers), rule["payers"], "payers", 5, 20),
                    ("it lived a month or less", 15 * (last - first <= 31)),
                    ("98 percent or more went out", 15 * within(passed, total, 98)),
                ),
            )
        )  # fmt: skip
    return found


def dormant(seen: Seen) -> list[Found]:
    """A quiet account that wakes with large sums in and out."""
    rule, p = seen.rules["dormant"], seen.p
    received = groups(seen.into, np.ones(len(p), bool))
    given = groups(seen.out, np.ones(len(p), bool))
    found = []
    for key in sorted(received.keys() & given.keys()):
        every = np.array(sorted(received[key] + given[key]))
        rests = np.diff(p.days[every])
        for at in np.flatnonzero(rests >= rule["quiet"]).tolist():
            first = seen.days[every[at + 1]]
            got = [c for c in received[key] if 0 <= seen.days[c] - first <= rule["days"]]
            gave = [d for d in given[key] if 0 <= seen.days[d] - first <= rule["days"]]
            earlier = [seen.minors[c] for c in received[key] if seen.days[c] < first]
            total, passed = seen.total(got), seen.total(gave)
            usual = sorted(earlier)[len(earlier) // 2] if earlier else 0
            if (
                total < max(rule["total_minor"], rule["times"] * usual)
                or not got
                or not usual
                or not within(passed, total, rule["share"])
            ):
                continue
            account = key // seen.width
            payers, payees = seen.payers_of(got), seen.payees_of(gave)
            quiet = int(rests[at])
            found.append(
                Found(
                    "dormant", tuple(dict.fromkeys([account, *payers, *payees])),
                    tuple(sorted([*got, *gave])), tuple(got),
                    f"{seen.name(account)} had no payment for {counted(quiet, 'day')} until "
                    f"{seen.day(first)}; then {seen.sums(got)} came in {seen.between(got)} "
                    f"(usual before: {seen.money(usual, got[0])} at a time), and "
                    f"{seen.sums(gave)} went out {seen.between(gave)}.",
                    (
                        BASE, ("quiet for a year or more", 15 * (quiet >= 365)),
                        ("20 times what was usual", 15 * (total >= 20 * usual)),
                        ("nine tenths or more went out", 15 * within(passed, total, 90)),
                    ),
                )
            )  # fmt: skip
    return found


def gambling(seen: Seen) -> list[Found]:
    """Money into gambling, most of which comes back."""
    rule, p = seen.rules["gambling"], seen.p
    played = p.of(GAMBLING)
    outs, ins = groups(seen.out, played), groups(seen.into, played)
    found = []
    for key in sorted(outs.keys() & ins.keys()):
        paid, back = outs[key], ins[key]

        def returned(first: int, paid: list[int] = paid, back: list[int] = back
                     ) -> list[int]:  # fmt: skip
            until = seen.days[paid[first]] + rule["days"]
            return [at for at in back if at > paid[first] and seen.days[at] <= until]

        hits = [
            (first, last)
            for first, last in windows(paid, seen.days, rule["days"])
            if (total := seen.total(paid[first:last])) >= rule["total_minor"]
            and within(seen.total(returned(first)), total, rule["share"])
        ]
        for first, last in runs(hits):
            inside = paid[first:last]
            until = seen.days[inside[-1]] + rule["days"]
            won = [at for at in back if at > inside[0] and seen.days[at] <= until]
            account = key // seen.width
            total, got = seen.total(inside), seen.total(won)
            found.append(
                Found(
                    "gambling",
                    tuple(dict.fromkeys(
                        [account, *seen.payees_of(inside), *seen.payers_of(won)])),
                    tuple(sorted([*inside, *won])), tuple(inside),
                    f"{seen.name(account)} paid {seen.sums(inside)} to "
                    f"{seen.names(seen.payees_of(inside))} {seen.between(inside)}, and "
                    f"{seen.sums(won)}, {percent(got, total)} percent of it, came back from "
                    f"gambling {seen.between(won)}.",
                    (
                        BASE, ("80 to 110 percent came back", 20 * within(got, total, 80, 110)),
                        ("at least five times the rule's amount",
                         20 * (total >= 5 * rule["total_minor"])),
                    ),
                )
            )  # fmt: skip
    return found
