"""What a register that was loaded did not say as it should: rows set aside, cells not taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui import theme
from ui.forms import Field
from ui.models.columns import Column
from ui.models.rows import ListTable
from ui.models.view import Table
from ui.widgets import Text, column
from ui.words import counted, listed
from workbench.recovery.lawbook import table

if TYPE_CHECKING:
    from workbench.recovery.register import RegisterRead

COLUMNS = (
    Column(key="where", title="Where", width=130),
    Column(key="title", title="Column", width=130),
    Column(key="why", title="Why it was not taken as written", stretch=True),
    Column(key="raw", title="As it stands", width=320),
)
_OTHER = {"one": "other thing", "several": "other things"}
#: What a person may have to say of a register, because it does not say it itself.
OPEN_CHOICES = (
    Field("currency", "Currency of its amounts", hint="GBP, or as the file says"),
    Field("dates", "Its dates are", choices=(
        ("", "as the file shows"), ("dmy", "day, month, year"), ("mdy", "month, day, year"),
        ("ymd", "year, month, day"),
    )),
    Field("decimal", "Its decimals follow", choices=(
        ("", "as the file shows"), ("point", "a point"), ("comma", "a comma"),
    )),
    Field("sheet", "Sheet", hint="the one that reads as a register"),
)  # fmt: skip


class OddRows(QWidget):
    """The last register's counts, how its columns were read, and every row and cell in doubt."""

    def __init__(self) -> None:
        """Nothing was loaded yet."""
        super().__init__()
        self.said = Text(strong=True, wrap=True)
        self.columns = Text(tone="muted", size="small", wrap=True, selectable=True)
        self.model = ListTable(COLUMNS)
        self.table = Table(
            "property-register", self.model, ("row or cell", "rows and cells"),
            empty="Everything was taken as it is written.",
        )  # fmt: skip
        layout = column(self.said, self.columns, self.table)
        layout.setContentsMargins(0, theme.GAP_M, 0, 0)
        layout.setStretch(2, 1)
        self.setLayout(layout)

    def show_read(self, read: RegisterRead) -> None:
        """Show what was read, what was made of each column, and what is in doubt."""
        told = read.as_data()
        words = table("property")["kinds"] | {"other": _OTHER}
        kinds = listed(
            [counted(n, words[k]["one"], words[k]["several"]) for k, n in told["kinds"].items()]
        )
        self.said.say(
            f"{told['loaded']:,} of {told['read']:,} rows of {told['file']} are in the register: "
            f"{kinds}."
        )
        columns = ", ".join(f"{c['title']} is {c['role']}" for c in told["columns"])
        notes = "".join(f" {note[:1].upper()}{note[1:]}." for note in told["notes"])
        self.columns.say(f"Its columns: {columns}.{notes}")
        rows = [
            {"where": s["where"], "title": "the whole row", "why": s["why"], "raw": s["raw"]}
            for s in told["set_aside"]
        ] + told["doubts"]
        self.model.set_rows([{"id": at, **row} for at, row in enumerate(rows)])

    def clear(self) -> None:
        """Forget it."""
        self.model.set_rows([])
