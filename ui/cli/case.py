"""Commands for the case itself: new, journal, undo, attach, parties, check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.cli.output import OUTPUT, table
from workbench.case import Case

CasePath = Annotated[
    str, typer.Argument(metavar="CASE", help="A path ending in .arw or a postgresql:// address.")
]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command()(new)
    app.command("journal")(journal)
    app.command()(undo)
    app.command()(attach)
    app.add_typer(parties_app, name="parties")


def new(
    case: CasePath,
    name: Annotated[str, typer.Option(help="The operation's name.")] = "",
    urn: Annotated[str, typer.Option(help="Unique reference number.")] = "",
    reference: Annotated[str, typer.Option(help="The force's own file reference.")] = "",
    marking: Annotated[str, typer.Option(help="Security marking.")] = "OFFICIAL-SENSITIVE",
    regime: Annotated[
        str, typer.Option(help="Version of POCA 2002 Part 2: pre-cpa-2026 or cpa-2026.")
    ] = "pre-cpa-2026",
    currency: Annotated[str, typer.Option(help="ISO 4217 code.")] = "GBP",
    officer: Annotated[
        list[str] | None, typer.Option(help="NAME;ROLE[;NUMBER], once for each officer.")
    ] = None,
) -> None:
    """Make a new case."""
    officers = tuple(_officer(text) for text in officer or [])
    with Case.create(
        case, name=name, urn=urn, reference=reference, marking=marking, regime=regime,
        currency=currency, officers=officers,
    ) as made:  # fmt: skip
        title = made.info().name
    OUTPUT.show({"case": case, "name": title}, f"Made the case {title} at {case}.")


def _officer(text: str) -> tuple[str, str, str]:
    name, _, rest = text.partition(";")
    role, _, number = rest.partition(";")
    if not name.strip() or not role.strip():
        raise typer.BadParameter("write NAME;ROLE or NAME;ROLE;NUMBER", param_hint="--officer")
    return name.strip(), role.strip(), number.strip()


def journal(case: CasePath) -> None:
    """Every change of the case, oldest first, and the head of the chain."""
    with Case.open(case) as opened:
        entries = opened.journal()
    data = {
        "entries": [
            {
                "entry": e.seq, "at": e.at, "by": e.by, "action": e.action,
                "summary": e.summary, "hash": e.hash,
            }
            for e in entries
        ],
        "head": entries[-1].hash if entries else None,
    }  # fmt: skip
    OUTPUT.show(
        data,
        table(("#", "When (UTC)", "By", "What"), [(e.seq, e.at, e.by, e.summary) for e in entries]),
        f"Head of the chain: {data['head']}",
    )


def undo(
    case: CasePath, entry: Annotated[int, typer.Argument(help="Number of the journal entry.")]
) -> None:
    """Take a change back by a further entry."""
    with Case.open(case) as opened:
        undone = opened.undo(entry)
    OUTPUT.show({"undone": entry, "summary": undone}, f"Undid entry {entry}: {undone}")


def attach(case: CasePath, file: Annotated[Path, typer.Argument()]) -> None:
    """Keep a document that recorded facts rest on; prints its SHA-256."""
    from workbench.documents import attach as keep

    with Case.open(case) as opened:
        digest = keep(opened, file)
    OUTPUT.show({"file": file.name, "sha256": digest}, f"Kept {file.name}: {digest}")


parties_app = typer.Typer(
    invoke_without_command=True, help="Parties, suggested matches, and decisions about identity."
)


@parties_app.callback()
def parties(context: typer.Context, case: CasePath) -> None:
    """List the parties, or use one of the subcommands."""
    context.obj = case
    if context.invoked_subcommand is None:
        _show_parties(case)


def _show_parties(case: str) -> None:
    from workbench.parties.identity import decision_rows, suggest
    from workbench.parties.register import party_rows

    with Case.open(case) as opened:
        rows, found, made = party_rows(opened), suggest(opened), decision_rows(opened)
    data = {
        "parties": rows,
        "suggestions": [
            {"a": s.a, "b": s.b, "score": s.score, "reasons": list(s.reasons)} for s in found
        ],
        "decisions": made,
    }
    OUTPUT.show(
        data,
        table(
            ("#", "Name", "Kind", "Subject", "Accounts"),
            [
                (r["party"], r["name"], r["schema"], "yes" if r["subject"] else "",
                 ", ".join(r["accounts"]))
                for r in rows
            ],
            title="Parties", empty="No party is recorded yet. Record one with: parties CASE add",
        ),
        table(
            ("A#", "B#", "Alike#", "Why"),
            [(s.a, s.b, s.score, "; ".join(s.reasons)) for s in found],
            title="May be the same", empty="No match is suggested.",
        ),
        table(
            ("#", "A#", "B#", "Decided", "Why"),
            [(d["decision"], d["a"], d["b"], d["outcome"], d["why"]) for d in made],
            title="Decisions", empty="Nothing is decided yet.",
        ),
    )  # fmt: skip


@parties_app.command("list")
def list_parties(context: typer.Context) -> None:
    """Parties, suggestions and decisions."""
    _show_parties(context.obj)


@parties_app.command("suggest")
def suggest_matches(context: typer.Context) -> None:
    """Which parties may be the same, with reasons."""
    _show_parties(context.obj)


@parties_app.command("add")
def add_party(
    context: typer.Context,
    name: str,
    schema: Annotated[str, typer.Option(help="Person, Company, Organization or LegalEntity.")] = (
        "Person"
    ),
    subject: Annotated[bool, typer.Option("--subject", help="A subject of the case.")] = False,
    account: Annotated[list[str] | None, typer.Option(help="An account that it holds.")] = None,
    evidence: Annotated[str, typer.Option(help="What says that it holds them.")] = "",
) -> None:
    """Record a person or company."""
    from workbench.parties import register

    with Case.open(context.obj) as opened:
        number = register.add_party(opened, name, schema=schema, subject=subject)
        for key in account or []:
            register.hold(opened, key, number, evidence=evidence)
    OUTPUT.show({"party": number, "name": name}, f"Recorded {name} as party {number}.")


@parties_app.command("decide")
def decide_identity(
    context: typer.Context,
    a: int,
    b: int,
    decision: Annotated[str, typer.Argument(help="same, different or undecided.")],
    why: Annotated[str, typer.Option(help="The reason, in words.")],
) -> None:
    """Decide whether two parties are the same."""
    from workbench.parties.identity import decide

    with Case.open(context.obj) as opened:
        decide(opened, a, b, decision, why=why)
    _show_parties(context.obj)


@parties_app.command("undo")
def undo_identity(
    context: typer.Context, number: Annotated[int, typer.Argument(help="Number of the decision.")]
) -> None:
    """Take a decision back."""
    from workbench.parties.identity import undo_decision

    with Case.open(context.obj) as opened:
        undo_decision(opened, number)
    _show_parties(context.obj)
