"""The tables of the Records page, described in SQL."""

from __future__ import annotations

from sqlalchemy.orm import aliased, join

from ui.models.columns import Column, Kind, Row
from ui.models.listing import Listing
from workbench.records.categorise import effective_category
from workbench.store.tables import Account, Entry, Payment, RowNotLoaded, SourceFile

PAYER, PAYEE = aliased(Account), aliased(Account)


def _doubt(row: Row) -> str:
    return "wrong" if row.get("rejected") else ""


def _entry(row: Row) -> str:
    return f"entry:F{row['file']}-R{row['row']}"


FILES = Listing(
    key=SourceFile.id,
    source=SourceFile,
    columns=(
        Column(key="name", title="File", value=SourceFile.name, width=280, stretch=True),
        Column(key="exhibit", title="Exhibit", value=SourceFile.exhibit, width=68),
        Column(key="layout", title="Layout", value=SourceFile.layout, width=92),
        Column(
            key="read", title="Read", kind=Kind.NUMBER, value=SourceFile.read, tip="Rows read",
            width=64,
        ),
        Column(
            key="loaded", title="Loaded", kind=Kind.NUMBER, value=SourceFile.loaded, width=72
        ),
        Column(
            key="duplicates", title="Duplicates", kind=Kind.NUMBER, value=SourceFile.duplicates,
            tip="Rows that an earlier file had already",
        ),
        Column(
            key="ignored", title="Ignored", kind=Kind.NUMBER, value=SourceFile.ignored,
            tip="Headings, footers and pending items: named, not lost",
        ),
        Column(
            key="rejected", title="Rejected", kind=Kind.NUMBER, value=SourceFile.rejected,
            tone=_doubt,
        ),
        Column(key="in", title="In", kind=Kind.MONEY, value=SourceFile.in_minor,
               currency=SourceFile.currency),
        Column(key="out", title="Out", kind=Kind.MONEY, value=SourceFile.out_minor,
               currency=SourceFile.currency),
        Column(key="verdict", title="Verdict", value=SourceFile.verdict, width=130),
        Column(key="sha256", title="SHA-256", value=SourceFile.sha256, width=420, hidden=True),
    ),
    search=(SourceFile.name, SourceFile.layout, SourceFile.sha256, SourceFile.verdict),
)  # fmt: skip

ACCOUNTS = Listing(
    key=Account.id,
    source=Account,
    columns=(
        Column(key="key", title="Account", value=Account.key, width=220, stretch=True),
        Column(key="name", title="Name", value=Account.name, width=220),
        Column(key="institution", title="Bank", value=Account.institution, width=140),
        Column(key="held", title="Held", kind=Kind.YES, value=Account.held,
               tip="Its own statements are in the case"),
        Column(key="opening", title="Opening", kind=Kind.MONEY, value=Account.opening_minor,
               currency=Account.currency),
        Column(key="iban", title="IBAN", value=Account.iban, width=220, hidden=True),
    ),
    search=(Account.key, Account.name, Account.institution, Account.iban),
    order=(Account.held.desc(), Account.key),
)  # fmt: skip

PAYMENTS = Listing(
    key=Payment.id,
    source=join(
        join(Payment, PAYER, Payment.payer_id == PAYER.id), PAYEE, Payment.payee_id == PAYEE.id
    ),
    columns=(
        Column(key="key", title="Payment", value=Payment.key, width=110),
        Column(key="date", title="Date", kind=Kind.DATE, value=Payment.date),
        Column(key="payer", title="From", value=PAYER.key, width=200),
        Column(key="payee", title="To", value=PAYEE.key, width=200),
        Column(key="minor", title="Amount", kind=Kind.MONEY, value=Payment.minor,
               currency=Payment.currency, figure=lambda row: f"payment:{row['key']}"),
        Column(key="reference", title="Reference", value=Payment.reference, stretch=True),
        Column(key="place", title="Place", value=Payment.place, width=110, hidden=True),
    ),
    search=(Payment.key, PAYER.key, PAYEE.key, PAYER.name, PAYEE.name, Payment.reference),
    order=(Payment.date, Payment.position),
)  # fmt: skip

#: What an officer says that an entry is; else its pair; else what a rule says of it.
CATEGORY = effective_category()

ENTRIES = Listing(
    key=Entry.id,
    source=join(
        join(Entry, Account, Entry.account_id == Account.id),
        Payment, Entry.payment_id == Payment.id, isouter=True,
    ),
    columns=(
        Column(key="account", title="Account", value=Account.key, width=170),
        Column(key="date", title="Date", kind=Kind.DATE, value=Entry.date),
        Column(key="value-date", title="Value date", kind=Kind.DATE, value=Entry.value_date,
               hidden=True),
        Column(key="type", title="Type", value=Entry.type_raw, width=72),
        Column(key="narrative", title="Narrative", value=Entry.narrative, stretch=True),
        Column(key="counterparty", title="Counterparty", value=Entry.counterparty, hidden=True),
        Column(key="counterparty-iban", title="Counterparty IBAN", value=Entry.counterparty_iban,
               width=220, hidden=True),
        Column(key="category", title="Category", value=CATEGORY, width=120, hidden=True),
        Column(key="rule", title="Rule", value=Entry.rule, width=140, hidden=True,
               tip="The rule that read the narrative"),
        Column(key="confidence", title="Confidence", kind=Kind.NUMBER, value=Entry.confidence,
               hidden=True, tip="How sure the rule is, out of 100"),
        Column(key="minor", title="Amount", kind=Kind.MONEY, value=Entry.minor,
               currency=Entry.currency, figure=_entry),
        Column(key="balance", title="Balance", kind=Kind.MONEY, value=Entry.balance_minor,
               currency=Entry.currency),
        Column(key="place", title="Place", value=Entry.place, width=110),
    ),
    search=(Account.key, Entry.narrative, Entry.reference, Entry.counterparty, Entry.type_raw,
            Entry.counterparty_iban, Entry.rule, CATEGORY),
    order=(Account.key, Entry.date, Entry.position),
    ties=(),
    base=Entry,
    extras={"file": Entry.file_id, "row": Entry.row},
)  # fmt: skip

NOT_LOADED = Listing(
    key=RowNotLoaded.id,
    source=join(RowNotLoaded, SourceFile, RowNotLoaded.file_id == SourceFile.id),
    columns=(
        Column(key="file", title="File", value=SourceFile.name, width=220),
        Column(key="place", title="Place", value=RowNotLoaded.place, width=120),
        Column(key="status", title="Status", value=RowNotLoaded.status, width=100),
        Column(key="why", title="Why", value=RowNotLoaded.why, width=260),
        Column(key="raw", title="The row as it stood", value=RowNotLoaded.raw, stretch=True),
    ),
    search=(SourceFile.name, RowNotLoaded.why, RowNotLoaded.raw, RowNotLoaded.status),
)  # fmt: skip

#: (key, word on the tab, listing, one and many, what to do when there are none)
TABLES = (
    ("files", "Files", FILES, ("file", "files"), "Load a file to begin."),
    ("accounts", "Accounts", ACCOUNTS, ("account", "accounts"),
     "Accounts appear when statements or payments are loaded."),
    ("entries", "Statement rows", ENTRIES, ("row", "rows"),
     "Statement rows appear when bank statements are loaded."),
    ("payments", "Payments", PAYMENTS, ("payment", "payments"),
     "Payments appear when statements or a table of payments are loaded."),
    ("not-loaded", "Rows not loaded", NOT_LOADED, ("row", "rows"),
     "Every row that was read became an entry."),
)  # fmt: skip
