"""All tables of a case. Importing this package makes `Base.metadata` complete."""

from __future__ import annotations

from workbench.store.tables.base import Base
from workbench.store.tables.case import CaseInfo, Document, JournalEntry, Officer
from workbench.store.tables.parties import AccountHolder, IdentityDecision, Party
from workbench.store.tables.records import (
    Account,
    Entry,
    EntryPlace,
    Origin,
    Pair,
    Payment,
    RowNotLoaded,
    SourceContent,
    SourceFile,
    Statement,
)
from workbench.store.tables.recovery import (
    Asset,
    AssetEvent,
    Interest,
    Order,
    OrderAsset,
    OrderEvent,
    Purchase,
    Receipt,
    Valuation,
)
from workbench.store.tables.reinvestment import (
    Fund,
    Grant,
    Instalment,
    InstalmentSource,
    LedgerEntry,
    LedgerLine,
    Outcome,
    Programme,
    Share,
)

__all__ = [
    "Account",
    "AccountHolder",
    "Asset",
    "AssetEvent",
    "Base",
    "CaseInfo",
    "Document",
    "Entry",
    "EntryPlace",
    "Fund",
    "Grant",
    "IdentityDecision",
    "Instalment",
    "InstalmentSource",
    "Interest",
    "JournalEntry",
    "LedgerEntry",
    "LedgerLine",
    "Officer",
    "Order",
    "OrderAsset",
    "OrderEvent",
    "Origin",
    "Outcome",
    "Pair",
    "Party",
    "Payment",
    "Programme",
    "Purchase",
    "Receipt",
    "RowNotLoaded",
    "Share",
    "SourceContent",
    "SourceFile",
    "Statement",
    "Valuation",
]
