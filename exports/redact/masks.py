"""What is taken out of a case's texts and what stands in its place, found once for a redaction."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, select

from exports.redact.finder import Finder, plain
from exports.redact.profile import Profile, kind_of, treatment_of
from workbench.records.counterparty import CASH_IN, CASH_OUT, NAME, NOT_STATED, folded
from workbench.store import journal
from workbench.store import tables as t

WITHHELD: Final = "[withheld]"
NUMBER: Final = "[number]"
_DERIVED: Final = (CASH_IN, CASH_OUT, NOT_STATED)
_DIGEST: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
#: A sort code, or six digits and more: an account, a card, a reference.
_DIGITS: Final = re.compile(r"(?<![\w.,£-])(?:\d{2}-\d{2}-\d{2}|\d{6,})(?![\w.,]*\d)")
#: Shorter names would be found in words that have nothing to do with them.
_SHORTEST: Final = 4
_WORDS: Final = {
    "thing": "Thing", "officer": "Officer", "case": "Case", "file": "File", "order": "Order",
    "case_number": "",
}  # fmt: skip
#: What stands beside a name; where it is withheld nothing stands there.
_BESIDE: Final = frozenset({"case_number", "officer_number"})


class Masks:
    """The masks of one case under one profile."""

    def __init__(self, connection: Connection, profile: Profile) -> None:
        """Find whose names and numbers are taken out, and their pseudonyms."""
        self.profile = profile
        #: What must not be in the pack any more, casefolded, with what stands in its place.
        self.terms: dict[str, str] = {}
        self._secret = _secret(connection)
        self._seen: dict[str, dict[str, str]] = {}
        self._kept_names: set[str] = set()
        self._kept_numbers: set[str] = set()
        self.parties: dict[int, str] = {}
        self.accounts: dict[int, dict[str, str]] = {}
        self._find_parties(connection)
        self._find_accounts(connection)
        self._find_others(connection)
        self._finder = Finder(self.terms)
        self.scrub = lru_cache(maxsize=1 << 16)(self._scrub)

    # -- found once

    def _find_parties(self, connection: Connection) -> None:
        p = t.Party
        against = self._against(connection)
        found = connection.execute(select(p.id, p.schema, p.name).order_by(p.id)).all()
        for number, schema, name in found:
            if self._stays(self.profile.names, number in against):
                self._kept_names.add(folded(name))
                continue
            said = f"{'Person' if schema == 'Person' else 'Organisation'} P{number}"
            self.parties[number] = said
        kept_words = {word for name in self._kept_names for word in name.split()}
        for number, schema, name in found:
            if number in self.parties:
                self._mask(name, self.parties[number])
                if schema == "Person":
                    for word in re.findall(r"[\w'’-]+", name):
                        if len(word) >= _SHORTEST and folded(word) not in kept_words:
                            self._mask(word, self.parties[number])

    @staticmethod
    def _against(connection: Connection) -> set[int]:
        """The parties whom the case is against: its subjects, and those under an order."""
        subjects = select(t.Party.id).where(t.Party.subject)
        ordered = select(t.Order.party_id).where(t.Order.party_id.is_not(None))
        return {
            one for wanted in (subjects, ordered)
            for one in connection.execute(wanted).scalars() if one is not None
        }  # fmt: skip

    def _find_accounts(self, connection: Connection) -> None:
        a = t.Account
        against = self._against(connection)
        own = {
            account
            for account, party in connection.execute(
                select(t.AccountHolder.account_id, t.AccountHolder.party_id)
            )
            if party in against
        }
        names = {folded(name): said for name, said in self._party_names(connection)}
        # A bank that is named as itself, for its charges, is nobody's secret.
        banks = connection.execute(select(a.institution).distinct()).scalars()
        self._kept_names.update(folded(name) for name in banks if name)
        found = connection.execute(
            select(a.id, a.key, a.name, a.sort_code, a.number, a.iban).order_by(a.id)
        )
        for number, key, name, *digits in found:
            # Cash over a counter belongs to nobody; it is named after the account that it is of.
            if key.startswith(_DERIVED) or key.split(" ")[0].upper() == "CASH":
                continue
            masked = {}
            if not self._stays(self.profile.names, number in own):
                masked = self._masked_name(number, key, name, names)
            if not key.startswith(NAME):
                masked.update(self._masked_number(number, key, digits, own=number in own))
            self.accounts[number] = masked

    def _masked_name(
        self, number: int, key: str, name: str, names: dict[str, str]
    ) -> dict[str, str]:
        """The pseudonym of an account's name: one name has one, whatever accounts bear it."""
        shown = name or key.removeprefix(NAME) * key.startswith(NAME)
        same = folded(shown)
        if not same or same in self._kept_names:
            return {}
        said = names.setdefault(same, f"Name A{number}")
        self._mask(shown, said)
        masked = {"name": said} if name else {}
        if key.startswith(NAME):
            # Two accounts may be known by spellings of one name; a key is one account's own.
            masked["key"] = f"{NAME}{said}" if said == f"Name A{number}" else f"{NAME}A{number}"
            self._mask(key.removeprefix(NAME), said)
        return masked

    def _masked_number(
        self, number: int, key: str, digits: Sequence[str], *, own: bool
    ) -> dict[str, str]:
        ways = _written(key, *digits)
        if self._stays(self.profile.numbers, own):
            self._kept_numbers.update(ways, {digits[0]})
            return {}
        said = f"Account A{number}"
        for way in ways:
            self._mask(way, said)
        return {"key": said, "sort_code": "", "number": "", "iban": ""}

    def _party_names(self, connection: Connection) -> Iterable[tuple[str, str]]:
        for number, name in connection.execute(select(t.Party.id, t.Party.name)):
            if number in self.parties:
                yield name, self.parties[number]

    def _find_others(self, connection: Connection) -> None:
        """Texts of which each has a pseudonym of its own: officers, things, files, the case."""
        for table in t.Base.metadata.sorted_tables:
            for column in table.columns:
                kind = kind_of(table.name, column.name)
                if column.type.python_type is not str or kind not in _WORDS:
                    continue
                if treatment_of(self.profile, kind) != "pseudonym":
                    continue
                for text in (
                    connection.execute(
                        select(column).distinct().where(column.is_not(None), column != "")
                    )
                    .scalars()
                    .all()
                ):
                    self._seen.setdefault(kind, {}).setdefault(str(text), "")
        for kind, texts in self._seen.items():
            for number, text in enumerate(sorted(texts), start=1):
                dot = text.rpartition(".")[2] if kind == "file" and "." in text else ""
                said = f"{_WORDS[kind]} {number}" + (f".{dot}" if 0 < len(dot) < 6 else "")
                if kind in _BESIDE:
                    said = WITHHELD
                texts[text] = said
                self._mask(text, said)

    def _mask(self, text: str, said: str) -> None:
        term = plain(text).lstrip("*-.,;:/'’(\" ")
        telling = sum(letter.isalnum() for letter in term)
        if telling >= _SHORTEST and term != said.casefold():
            self.terms.setdefault(term, said)

    @staticmethod
    def _stays(whose: str, own: bool) -> bool:
        return whose == "nobody" or (whose == "third" and own)

    # -- for each text

    def row(self, table: str, row: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """A row with what is to be taken out of it taken out, and the columns that changed."""
        made, changed = dict(row), []
        for column, value in row.items():
            if isinstance(value, str) and value:
                said = self._text(table, column, value, row)
            elif column == "born" and table == "party" and row["id"] in self.parties:
                said = None
            else:
                continue
            if said != value:
                made[column] = said
                changed.append(column)
        return made, changed

    def _text(self, table: str, column: str, text: str, row: dict[str, Any]) -> str:
        kind = kind_of(table, column)
        if kind == "account":
            masked = self.accounts.get(row["id"])
            return self.scrub(text) if masked is None else masked.get(column, text)
        if table == "party" and row["id"] in self.parties:
            return self._party(column, text, row["id"])
        treatment = treatment_of(self.profile, kind)
        if treatment == "scrub":
            return self.scrub(text, digits=kind not in {"data", "paper"})
        stays = treatment in {"keep", "whose"}  # a party that is not masked stays as it is
        return text if stays else self._taken(kind, treatment, text)

    def _taken(self, kind: str, treatment: str, text: str) -> str:
        """What stands in the place of a text that is taken out whole."""
        if kind in _BESIDE:
            return ""
        if treatment == "pseudonym":
            return self._pseudonym(kind, text)
        return text if kind == "number" and self._is_kept_number(text) else WITHHELD

    def _party(self, column: str, text: str, number: int) -> str:
        if column == "name":
            return self.parties[number]
        return text if kind_of("party", column) == "code" else WITHHELD

    def _pseudonym(self, kind: str, text: str) -> str:
        if kind == "counterparty":
            return self._counterparty(text)
        return self._seen.get(kind, {}).get(text) or WITHHELD

    def _counterparty(self, name: str) -> str:
        return self.terms.get(plain(name)) or (
            name if folded(name) in self._kept_names else WITHHELD
        )

    def _is_kept_number(self, text: str) -> bool:
        return " ".join(text.split()) in self._kept_numbers

    def _scrub(self, text: str, *, digits: bool = False) -> str:
        made = _DIGEST.sub(lambda found: self.commitment(found[0]), text)
        made = self._finder.replace(made, lambda term: self.terms.get(term, WITHHELD))
        if digits and self.profile.numbers != "nobody":
            kept = (
                {
                    found.start()
                    for number in self._kept_numbers
                    if number
                    for found in re.finditer(re.escape(number), made)
                }
                if _DIGITS.search(made)
                else set()
            )
            made = _DIGITS.sub(
                lambda found: (
                    found[0] if found.start() in kept or found[0] in self._kept_numbers else NUMBER
                ),
                made,
            )
        return made

    def commitment(self, digest: str) -> str:
        """A withheld file's SHA-256 under a salt that only the whole case gives."""
        return hmac.new(self._secret, f"file {digest}".encode(), hashlib.sha256).hexdigest()

    def identifier(self, told: str) -> str:
        """A name for the case that does not lead back to its first entry."""
        return hmac.new(self._secret, f"case {told}".encode(), hashlib.sha256).hexdigest()


def _secret(connection: Connection) -> bytes:
    """A salt that whoever holds the whole case can make again, and nobody else."""
    digest = hashlib.sha256(b"redaction\n")
    for entry in journal.records(connection):
        told = [entry.seq, entry.at, entry.by, entry.summary, entry.payload, entry.hash]
        digest.update(journal.canonical(told).encode("utf-8", "surrogatepass"))
    return digest.digest()


def _written(key: str, code: str, digits: str, iban: str) -> set[str]:
    """The ways in which an account's number is written."""
    made = {key, digits, iban, " ".join(re.findall(".{1,4}", iban))}
    if code and digits:
        flat = code.replace("-", "")
        made |= {f"{one} {digits}" for one in (code, flat)} | {f"{flat}{digits}"}
        made |= {f"{digits} {one}" for one in (code, flat)}
    return {text for text in made if text}
