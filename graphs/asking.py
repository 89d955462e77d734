"""Questions asked of a trace: where did this go, what is this made of, how did A reach B."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from sqlalchemy import select

from graphs.answers import Answer, Part, Way
from graphs.compare import balance_of
from graphs.dated import dated_id
from graphs.entities import identities
from graphs.figures import pocket_key, relied_rule, things_in, traced, traced_into
from graphs.ledger import Pocket
from graphs.lineage import LOGGED, End, Lineage, Node, Path
from graphs.plain import Told, citing, ended, paid, part_of, spoken, told
from graphs.rules import RULES
from graphs.things import THING, came_in, thing_of
from workbench.errors import Refused
from workbench.figures import Book
from workbench.money import written
from workbench.recovery.rows import asset_rows
from workbench.store.tables import Account, AccountHolder
from workbench.words import day_written

#: Which ways are shown: those over the fewest payments, the largest sums, or every one.
Paths = Literal["shortest", "largest", "all"]
PATHS: Final[tuple[Paths, ...]] = ("shortest", "largest", "all")
#: So many ways are told unless more are asked for.
TOLD: Final = 10


class Asking:
    """A case traced by one rule, to be asked. Amounts have figures unless it is a supposition.

    `until` says that the last day is all that is supposed: its amounts have figures, too.
    """

    def __init__(
        self, book: Book, rule: str = "", *, supposed: bool = False, until: date | None = None
    ) -> None:
        """Trace the book's case by `rule`, or by the rule that the case relies on.

        Raises:
            Refused: for an unknown rule, or one that keeps no log (poison, pari-passu).
        """
        self.book, self.rule = book, logged(rule or relied_rule(book))
        self.supposed, self.until = supposed, until
        self.found = traced(book, self.rule)
        self.ledger, self.made = self.found.ledger, self.found.made
        self.lineage = Lineage(self.ledger, self.made)
        self.cite = citing(book)

    def _no_origin(self, number: int) -> Refused:
        """Nothing is marked under a number, or nothing by the last day of the trace."""
        by = f" by {day_written(self.made.to)}" if self.made.to else ""
        return Refused(
            f"there is no origin {number}{by}",
            remedy="List what is marked: trace CASE --rule RULE --json",
        )

    # The three questions.

    def follow(self, origin: int, *, paths: Paths = "largest", limit: int = TOLD) -> Answer:
        """Where an origin went, whole: held, left the records, repaid; and what it bought."""
        number = next((o for o in self.made.origins if o.number == origin), None)
        if number is None:
            raise self._no_origin(origin)
        payment = self.ledger.payment(number.payment)
        marked = self.made.marked.get(origin, 0)
        said = (
            f"Origin {origin}: {part_of(marked, payment)} {paid(self.ledger, payment)}. "
            f"Where it went by {self.rule} ({RULES[self.rule].words})."
        )
        parts = self.places_of(origin)
        return self._answer(
            f"follow {origin}", said, parts, self._buying(self.lineage.of_origin(origin)),
            paths, limit, bought=self._bought(origin),
        )  # fmt: skip

    def made_of(self, what: str, *, paths: Paths = "largest", limit: int = TOLD) -> Answer:
        """What `payment:P`, `account:A` or `asset:X` is made of, back to the origins."""
        kind, _, key = what.partition(":")
        asked = {"payment": self._payment, "account": self._account, "asset": self._asset}
        if kind not in asked or not key:
            raise Refused(
                f"{what} is no payment, account or asset",
                remedy="Write payment:P, account:A or asset:X.",
            )
        said, parts, ends = asked[kind](key)
        said += f" What it is made of by {self.rule} ({RULES[self.rule].words})."
        return self._answer(f"made-of {what}", said, parts, ends, paths, limit)

    def between(
        self, start: str, goal: str, *, paths: Paths = "largest", limit: int = TOLD
    ) -> Answer:
        """How marked money left `start` and reached `goal`.

        Either is an account by its id, `party:N` or a name (all the accounts of the person);
        `start` may be `origin:N`, and `goal` `asset:X`.
        """
        number = _number(start, "origin")
        starts = self.accounts_of(start) if number is None else frozenset[str]()
        if number is not None and number not in self.made.marked:
            raise self._no_origin(number)
        if goal.startswith("asset:"):
            goal_words = self.asset_words(goal.removeprefix("asset:"))
            ends = self._asset(goal.removeprefix("asset:"))[2]
            if starts:
                ends = self.lineage.through(ends, starts)
        else:
            goals = self.accounts_of(goal)
            goal_words = self._whose(goal, goals)
            payers = starts or {self.ledger.payment(o.payment).payer for o in self.made.origins}
            ends = self.lineage.into(frozenset(payers), goals)
        if number is not None:
            ends = [end for end in ends if self.made.moves[end.move].origin == number]
        parts = self._came(ends)
        sums = [
            written(sum(p.minor for p in parts if p.currency == currency), currency)
            for currency in dict.fromkeys(part.currency for part in parts)
        ]
        whose = f"origin {number}" if number is not None else self._whose(start, starts)
        said = (
            f"{' and '.join(sums)} of marked money came from {whose} to {goal_words}"
            if sums else f"No marked money came from {whose} to {goal_words}"
        ) + f", by {self.rule} ({RULES[self.rule].words})."  # fmt: skip
        return self._answer(f"between {start} {goal}", said, parts, ends, paths, limit, starts)

    # What is asked about.

    def _payment(self, key: str) -> tuple[str, list[Part], list[End]]:
        payment = self.ledger.payment(key)
        parts = [
            Part(
                "origin", str(number), f"Origin {number}", minor, payment.currency,
                self._figure(f"flow:{self.rule}:{number}:{key}"),
            )
            for number in sorted(self.made.marked)
            if (minor := self.made.flows.get((key, number), 0))
        ]  # fmt: skip
        clean = payment.minor - sum(part.minor for part in parts)
        parts += self._clean(clean, payment.currency, (f"payment:{key}",))
        whole = written(payment.minor, payment.currency)
        said = f"The {whole} {paid(self.ledger, payment)} (payment {key})."
        return said, parts, self.lineage.of_payment(key)

    def _account(self, key: str) -> tuple[str, list[Part], list[End]]:
        account = self.ledger.accounts.get(key)
        if account is None:
            raise Refused(f"the case has no account {key}", remedy="List them with: accounts CASE")
        pocket = Pocket(key, account.currency)
        parts = [
            self._part("origin", str(n), f"Origin {n}", minor, pocket, f"held:{{}}:{n}")
            for (n, where), minor in sorted(self.made.held.items())
            if where == pocket
        ]
        ends = self.lineage.of_held(key)
        name = spoken(self.ledger, key)
        if not account.held:
            return f"What left the records with {name}; its own balance is not known.", parts, ends
        balance = balance_of(self.ledger, pocket, to=self.made.to)
        clean = max(balance, 0) - sum(part.minor for part in parts)
        parts += self._clean(clean, account.currency, (f"account:{key}:closing",))
        at = written(balance, account.currency)
        return f"The balance of {name} at the end of its payments, {at}.", parts, ends

    def _asset(self, key: str) -> tuple[str, list[Part], list[End]]:
        row = self._known_asset(key)
        into = traced_into(self.book, self.rule, int(key))
        price = self.came_into(key)
        by_origin: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for number, payment, minor in into:
            by_origin[number].append((payment, minor))
        parts, ends = [], list[End]()
        for number, bought in sorted(by_origin.items()):
            minor = sum(part for _, part in bought)
            flows = tuple(f"flow:{self.rule}:{number}:{payment}" for payment, _ in bought)
            alone = len(flows) == 1 and self.made.flows.get((bought[0][0], number)) == minor
            parts.append(
                Part(
                    "origin", str(number), f"Origin {number}", minor, row["currency"],
                    self._figure(flows[0]) if alone else "",
                    () if alone else self._figures(flows),
                )
            )  # fmt: skip
        for place in self.found.into.get(f"{THING}{key}", ()):
            move = self.made.moves[place]
            ends.append(End(place, move.minor, Node("asset", key, row["currency"])))
        whole = sum(part.minor for part in parts)
        clean = price - whole
        parts += self._clean(clean, row["currency"], (f"traced-by:{self.rule}:{key}",))
        said = (
            f"{row['label']}: {written(price, row['currency'])} came into it, "
            f"{written(whole, row['currency'])} of it marked money."
        )
        return said, parts, ends

    def came_into(self, asset: str) -> int:
        """All that came into a thing: payments, what was given for it, what is in no record."""
        return came_in(self.ledger, self.ledger.ordered(to=self.made.to), f"{THING}{asset}")

    def accounts_of(self, who: str) -> frozenset[str]:
        """The accounts that a question means: by id, of a party, or by a name.

        Raises:
            Refused: if there are none.
        """
        key = who.removeprefix("account:")
        if key in self.ledger.accounts:
            return frozenset({key})
        found = {account for account, _ in self._named(who)}
        found |= {
            account.id
            for account in self.ledger.accounts.values()
            if account.name and account.name.casefold() == who.casefold()
        }
        if not found:
            raise Refused(
                f"the case has no account {who}, and nobody of that name holds one",
                remedy="List them with: accounts CASE, or: parties CASE",
            )
        return frozenset(found)

    # Lines of an answer.

    def places_of(self, origin: int) -> list[Part]:
        """Where an origin is: held, out of the records, in things, spent, or gone to debts."""
        return [*self._held(origin), *self._repaid(origin)]

    def _held(self, origin: int) -> list[Part]:
        parts = []
        for (number, pocket), found in self.made.left.items():
            account, minor = self.ledger.accounts[pocket.account], sum(m for _, m in found)
            if number == origin and account.kind != "loan":
                node = Node("held", *pocket)
                words = ended(self.ledger, node, self.asset_words)
                kind: str = "held" if account.held else "left"
                if account.kind != "account":
                    kind = account.kind
                parts.append(
                    self._part(kind, pocket.account, words, minor, pocket, f"held:{{}}:{origin}")
                )
        return sorted(parts, key=lambda part: (part.kind, -part.minor))

    def _repaid(self, origin: int) -> list[Part]:
        where = {r.debt: r.pocket.currency for r in self.made.repayments}
        where |= {
            one.id: one.currency for one in self.ledger.accounts.values() if one.kind == "loan"
        }
        return [
            Part(
                "repaid", debt, ended(self.ledger, Node("repaid", debt), self.asset_words), minor,
                where[debt], self._figure(f"repaid:{self.rule}:{origin}:{debt}"),
            )
            for (number, debt), minor in sorted(self.made.repaid.items())
            if number == origin
        ]  # fmt: skip

    def _bought(self, origin: int) -> list[Part]:
        parts = []
        for row in self.assets.values():
            into = traced_into(self.book, self.rule, row["asset"])
            mine = [(payment, minor) for number, payment, minor in into if number == origin]
            if mine:
                flows = tuple(f"flow:{self.rule}:{origin}:{payment}" for payment, _ in mine)
                parts.append(
                    Part(
                        "asset", str(row["asset"]), row["label"],
                        sum(minor for _, minor in mine), row["currency"],
                        because=self._figures(flows),
                    )
                )  # fmt: skip
        return parts

    def _came(self, ends: Iterable[End]) -> list[Part]:
        """What came to the goal, origin by origin."""
        sums: dict[tuple[int, str], int] = defaultdict(int)
        flows: dict[tuple[int, str], dict[str, None]] = defaultdict(dict)
        for end in ends:
            move = self.made.moves[end.move]
            key = move.origin, end.node.currency if end.node else ""
            sums[key] += end.minor
            flows[key][f"flow:{self.rule}:{move.origin}:{move.payment}"] = None
        return [
            Part(
                "origin", str(number), f"Origin {number}", minor, currency,
                because=self._figures(flows[number, currency]),
            )
            for (number, currency), minor in sorted(sums.items())
        ]  # fmt: skip

    def _clean(self, minor: int, currency: str, because: tuple[str, ...]) -> list[Part]:
        words = "Money that is not marked"
        return [
            Part("clean", "", words, minor, currency, because=self._figures(because))
        ] if minor > 0 else []  # fmt: skip

    def _part(
        self, kind: str, name: str, words: str, minor: int, pocket: Pocket, figure: str
    ) -> Part:
        figure = f"{figure.format(self.rule)}:{pocket_key(self.found, pocket)}"
        return Part(kind, name, words, minor, pocket.currency, self._figure(figure))

    def _figure(self, name: str) -> str:
        """The id of a figure of this trace: a supposed one has none, but for its last day."""
        if self.until is not None:
            return dated_id(name, self.until)
        return "" if self.supposed else name

    def _figures(self, names: Iterable[str]) -> tuple[str, ...]:
        """The ids of those figures that this trace has."""
        return tuple(found for name in names if (found := self._figure(name)))

    def _buying(self, ends: Iterable[End]) -> list[End]:
        """Ends that say what was bought, where the money is in a thing of the register."""
        return [
            end._replace(node=Node("asset", str(number), end.node.currency))
            if end.node is not None and (number := thing_of(end.node.id))
            else end
            for end in ends
        ]

    def _answer(
        self, question: str, said: str, parts: Sequence[Part], ends: Sequence[End], paths: Paths,
        limit: int, start: frozenset[str] = frozenset(), *, bought: Sequence[Part] = (),
    ) -> Answer:  # fmt: skip
        most = None if paths == "all" else limit
        found = self.lineage.paths(ends, start=start, limit=most, shortest=paths == "shortest")
        ways = [Way(path, self._told(path)) for path in found]
        return Answer(
            question, self.rule, said, tuple(parts), tuple(bought), tuple(ways),
            self.lineage.count(ends, start=start), self.lineage.graph(ends, start), start,
        )  # fmt: skip

    def _told(self, path: Path) -> Told:
        figure = f"flow:{self.rule}:{path.origin}:{path.payments[-1]}"
        found = told(
            self.ledger, path, self.cite, self.asset_words, rule=self.rule, figure=figure,
        )  # fmt: skip
        whole, *steps = (
            replace(one, figure=self._figure(one.figure)) for one in (found.whole, *found.steps)
        )
        return Told(whole, tuple(steps))

    # Who and what is meant.

    @cached_property
    def assets(self) -> dict[int, dict[str, Any]]:
        """The assets that payments, or exchanges, brought into the case, by number."""
        known = set(things_in(self.book))
        return {row["asset"]: row for row in asset_rows(self.book.case) if row["asset"] in known}

    @cached_property
    def holders(self) -> list[tuple[str, Any]]:
        """Each account that somebody is recorded to hold, with who it is."""
        with self.book.case.session() as session:
            who = identities(session)
            found = session.execute(
                select(Account.key, AccountHolder.party_id)
                .join(Account, Account.id == AccountHolder.account_id)
                .order_by(AccountHolder.id)
            )
            return [(key, who[party]) for key, party in found]

    def asset_words(self, number: str) -> str:
        """An asset as a person says it."""
        return str(self._known_asset(number)["label"])

    def _known_asset(self, number: str) -> dict[str, Any]:
        row = self.assets.get(int(number)) if number.isdecimal() else None
        if row is None:
            raise Refused(
                f"the case has no asset {number} that money went into",
                remedy="List them with: property CASE",
            )
        return row

    def _whose(self, who: str, accounts: frozenset[str]) -> str:
        """Who is meant, in words."""
        if len(accounts) == 1:
            return spoken(self.ledger, next(iter(accounts)))
        return f"the accounts of {next((one.name for _, one in self._named(who)), who)}"

    def _named(self, who: str) -> list[tuple[str, Any]]:
        """Each account of a party, or of anybody of a name, with who it is."""
        number = _number(who, "party")
        name = who.casefold()
        return [
            (account, one)
            for account, one in self.holders
            if number in one.parties
            or (number is None and name in {known.casefold() for known in one.names})
        ]


def logged(rule: str) -> str:
    """A rule by which single pounds can be followed.

    Raises:
        Refused: for a rule that is unknown or keeps no log.
    """
    remedy = f"Use {', '.join(LOGGED[:-1])} or {LOGGED[-1]}."
    if rule not in RULES:
        raise Refused(f"there is no rule {rule}", remedy=remedy)
    if rule not in LOGGED:
        raise Refused(
            f"{rule} does not follow single pounds ({RULES[rule].words}), so it cannot say which "
            "way any of them took",
            remedy=remedy,
        )
    return rule


def _number(text: str, kind: str) -> int | None:
    found, _, number = text.partition(":")
    return int(number) if found == kind and number.isdecimal() else None
