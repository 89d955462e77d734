"""Which bank message a file is, by its content: MT940, CAMT, OFX, QIF, or none of them."""

from __future__ import annotations

import codecs

from workbench.records.readers.camt import Camt, is_camt
from workbench.records.readers.mt940 import Mt940, is_mt940
from workbench.records.readers.ofx import Ofx, is_ofx
from workbench.records.readers.qif import Qif, is_qif


def bank_message(name: str, content: bytes) -> Mt940 | Camt | Ofx | Qif | None:
    """The reader of a bank message, or None where the file is none.

    Raises:
        Refused: if it is one, and is no text or declares a document type.
    """
    if is_camt(content):
        return Camt(name, content)
    head = content
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        head = content[:100_000].decode("utf-16", "ignore").encode("utf-8", "replace")
    if is_ofx(head):
        return Ofx(name, content)
    if is_mt940(head):
        return Mt940(name, content)
    if is_qif(head):
        return Qif(name, content)
    return None
