"""The register of parties: record a person or company, say which accounts they hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workbench.case import Case
from workbench.errors import Refused
from workbench.parties.identity import groups
from workbench.store.tables import Account, AccountHolder, Party

#: FollowTheMoney schemata that a party may have.
SCHEMATA = ("Person", "Company", "Organization", "LegalEntity")


def add_party(
    case: Case,
    name: str,
    *,
    schema: str = "Person",
    subject: bool = False,
    born: date | None = None,
    registration: str = "",
    note: str = "",
) -> int:
    """Record a party and return its number.

    Raises:
        Refused: if the name is blank or the schema is not one of `SCHEMATA`.
    """
    name = " ".join(name.split())
    if not name:
        raise Refused("a party needs a name")
    if schema not in SCHEMATA:
        raise Refused(f"{schema} is no kind of party", remedy=f"Use {', '.join(SCHEMATA)}.")
    with case.change("party", f"Recorded {name} ({schema})") as work:
        party = Party(
            schema=schema, name=name, subject=subject, born=born,
            registration=registration, note=note,
        )  # fmt: skip
        work.session.add(party)
        work.session.flush()
        return party.id


def hold(case: Case, account: str, party_id: int, *, evidence: str = "") -> int:
    """Say that a party holds an account (by its key), on what evidence; returns the link's number.

    Raises:
        Refused: if there is no such account or party, or the link stands already.
    """
    with case.change("holder", "Recorded a holder") as work:
        session = work.session
        party = party_of(session, party_id)
        held = session.scalars(select(Account).where(Account.key == account)).first()
        if held is None:
            raise Refused(
                f"the case has no account {account}", remedy="List them with: accounts CASE"
            )
        stands = session.scalars(
            select(AccountHolder).where(
                AccountHolder.account_id == held.id, AccountHolder.party_id == party_id
            )
        ).first()
        if stands is not None:
            raise Refused(f"{party.name} is recorded as a holder of {account} already")
        link = AccountHolder(account_id=held.id, party_id=party_id, evidence=evidence)
        session.add(link)
        session.flush()
        work.summary = f"Recorded {party.name} as holder of {account}"
        return link.id


def party_of(session: Session, party_id: int) -> Party:
    """The party with this number.

    Raises:
        Refused: if there is none.
    """
    party = session.get(Party, party_id)
    if party is None:
        raise Refused(f"there is no party {party_id}", remedy="List them with: parties CASE")
    return party


def party_rows(case: Case) -> list[dict[str, Any]]:
    """Every party with the accounts it holds and the identity it was decided to be."""
    with case.session() as session:
        parties = session.scalars(select(Party).order_by(Party.id)).all()
        accounts: dict[int, list[str]] = {}
        for party_id, key in session.execute(
            select(AccountHolder.party_id, Account.key)
            .join(Account, Account.id == AccountHolder.account_id)
            .order_by(AccountHolder.id)
        ):
            accounts.setdefault(party_id, []).append(key)
        same_as = groups(session)
        return [
            {
                "party": party.id,
                "name": party.name,
                "schema": party.schema,
                "subject": party.subject,
                "born": party.born.isoformat() if party.born else None,
                "registration": party.registration,
                "accounts": accounts.get(party.id, []),
                "identity": same_as.get(party.id, party.id),
                "note": party.note,
            }
            for party in parties
        ]
