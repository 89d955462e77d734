"""Commands that ask the law alone: deadline, default-term, interest, split, relevant-day."""

from __future__ import annotations

import typer

law_app = typer.Typer(help="What the law says of a date or an amount, with its provision.")


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(law_app, name="law")
