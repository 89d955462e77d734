"""Which bank message a file is, by its content: MT940, CAMT, or none of them."""

from __future__ import annotations

from workbench.records.readers.camt import Camt, is_camt
from workbench.records.readers.mt940 import Mt940, is_mt940


def bank_message(name: str, content: bytes) -> Mt940 | Camt | None:
    """The reader of a bank message, or None where the file is none.

    Raises:
        Refused: if it is one, and is no text or declares a document type.
    """
    if is_camt(content):
        return Camt(name, content)
    if is_mt940(content):
        return Mt940(name, content)
    return None
