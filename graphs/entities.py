"""The entity-transaction graph of a case: parties, accounts and payments, and what joins them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from graphs.words import EDGES, NODES
from workbench.case import Case
from workbench.parties.identity import groups
from workbench.progress import Report, silent
from workbench.store.tables import (
    Account,
    AccountHolder,
    IdentityDecision,
    Party,
    Payment,
    SourceFile,
)

if TYPE_CHECKING:
    import networkx as nx

_REPORT_EVERY = 20_000
#: Of two schemata of one party the earlier says more.
_PRECISE = ("Person", "Company", "Organization", "LegalEntity")


@dataclass(frozen=True, slots=True)
class Identity:
    """One person or firm: the parties decided to be the same, and the decisions that say so."""

    number: int
    schema: str
    name: str
    names: tuple[str, ...]
    subject: bool
    parties: tuple[int, ...]
    decisions: tuple[dict[str, Any], ...]


def identities(session: Session) -> dict[int, Identity]:
    """Every party's number to the identity that it belongs to.

    Raises:
        Refused: if the identity decisions contradict each other.
    """
    leader = groups(session)
    members: dict[int, list[Party]] = {}
    for party in session.scalars(select(Party).order_by(Party.id)):
        members.setdefault(leader.get(party.id, party.id), []).append(party)
    decided: dict[int, list[dict[str, Any]]] = {}
    for row in session.scalars(select(IdentityDecision).order_by(IdentityDecision.id)):
        told = {"decision": row.id, "a": row.a_id, "b": row.b_id,
                "outcome": row.decision, "why": row.why}  # fmt: skip
        for number in dict.fromkeys(
            (leader.get(row.a_id, row.a_id), leader.get(row.b_id, row.b_id))
        ):
            decided.setdefault(number, []).append(told)
    found: dict[int, Identity] = {}
    for number, parties in members.items():
        one = Identity(
            number,
            min((party.schema for party in parties), key=_PRECISE.index),
            parties[0].name,
            tuple(dict.fromkeys(party.name for party in parties)),
            any(party.subject for party in parties),
            tuple(party.id for party in parties),
            tuple(decided.get(number, ())),
        )
        found.update(dict.fromkeys(one.parties, one))
    return found


def entity_graph(case: Case, *, report: Report = silent) -> nx.MultiDiGraph[str]:
    """The whole case as one graph.

    Nodes are `party:N` (N the lowest number of those decided to be the same), `account:KEY`
    and `payment:KEY`, each with its FollowTheMoney `schema` and a `label`. Edges have a `type`:
    `Ownership` from a holder to an account, `payer` from an account to a payment and
    `beneficiary` from a payment to an account. The last two carry `amount_minor`, `currency`,
    `date`, `payment` and `source` (file and place); a conversion's two ends differ in amount.

    Raises:
        Refused: if the identity decisions contradict each other.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    with case.session() as session:
        who = identities(session)
        for one in {one.number: one for one in who.values()}.values():
            _add_party(graph, one)
        accounts = _add_accounts(graph, session)
        _add_holders(graph, session, accounts, who)
        _add_payments(graph, session, accounts, report)
    return graph


def reading(graph: nx.MultiDiGraph[str], a: str, b: str, key: Any) -> tuple[str, str]:
    """One edge as two sentences: along its direction, and against it."""
    words = EDGES[graph.edges[a, b, key]["type"]]
    one, other = graph.nodes[a]["label"], graph.nodes[b]["label"]
    return f"{one} {words.forward} {other}", f"{other} {words.reverse} {one}"


def census(graph: nx.MultiDiGraph[str]) -> dict[str, int]:
    """How many nodes of each schema the graph has, in the order of the vocabulary."""
    found = dict.fromkeys(NODES, 0)
    for _, node in graph.nodes(data=True):
        found[node["schema"]] += 1
    return {schema: count for schema, count in found.items() if count}


def _add_party(graph: nx.MultiDiGraph[str], one: Identity) -> None:
    graph.add_node(
        f"party:{one.number}", schema=one.schema, label=one.name, names=one.names,
        subject=one.subject, parties=one.parties, decisions=one.decisions,
    )  # fmt: skip


def _add_accounts(graph: nx.MultiDiGraph[str], session: Session) -> dict[int, str]:
    nodes: dict[int, str] = {}
    found = session.execute(
        select(
            Account.id,
            Account.key,
            Account.name,
            Account.institution,
            Account.currency,
            Account.held,
        ).order_by(Account.id)
    )
    for number, key, name, institution, currency, held in found:
        nodes[number] = f"account:{key}"
        graph.add_node(
            nodes[number], schema="BankAccount", label=name or key, account=key,
            institution=institution, currency=currency, held=held,
        )  # fmt: skip
    return nodes


def _add_holders(
    graph: nx.MultiDiGraph[str],
    session: Session,
    accounts: dict[int, str],
    who: dict[int, Identity],
) -> None:
    for holder in session.scalars(select(AccountHolder).order_by(AccountHolder.id)):
        graph.add_edge(
            f"party:{who[holder.party_id].number}",
            accounts[holder.account_id],
            key=f"holder:{holder.id}",
            type="Ownership",
            role=holder.role,
            evidence=holder.evidence,
            party=holder.party_id,
        )


def _add_payments(
    graph: nx.MultiDiGraph[str], session: Session, accounts: dict[int, str], report: Report
) -> None:
    files = dict(session.execute(select(SourceFile.id, SourceFile.name)).all())
    found = session.execute(
        select(
            Payment.key, Payment.date, Payment.payer_id, Payment.payee_id, Payment.minor,
            Payment.currency, Payment.received_minor, Payment.received_currency,
            Payment.reference, Payment.file_id, Payment.place,
        ).order_by(Payment.date, Payment.position)
    )  # fmt: skip
    for number, (
        key, when, payer, payee, minor, currency, got, got_in, reference, file_id, place,
    ) in enumerate(found):  # fmt: skip
        if number % _REPORT_EVERY == 0:
            report(number, 0, "Building the graph of the case")
        node, source = f"payment:{key}", f"{files[file_id]} {place}"
        graph.add_node(
            node, schema="Payment", label=key, date=when, amount_minor=minor, currency=currency,
            reference=reference, source=source,
        )  # fmt: skip
        graph.add_edge(
            accounts[payer], node, key="payer", type="payer", amount_minor=minor,
            currency=currency, date=when, payment=key, source=source,
        )  # fmt: skip
        graph.add_edge(
            node, accounts[payee], key="beneficiary", type="beneficiary",
            amount_minor=minor if got is None else got, currency=got_in or currency, date=when,
            payment=key, source=source,
        )  # fmt: skip
