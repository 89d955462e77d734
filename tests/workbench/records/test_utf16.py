"""Bank messages in UTF-16, as some Windows programs save them, are read as any other."""

from __future__ import annotations

import pytest

from tests.workbench.records.test_camt import entry, message
from tests.workbench.records.test_mt940 import STATEMENT
from tests.workbench.records.test_ofx import XML, ofx, row
from workbench.records.recognise import read_file

MESSAGES = {
    "MT940": STATEMENT,
    "OFX 1": ofx(row()).decode(),
    "OFX 2": ofx(row(), head=XML).decode(),
    "CAMT.053": message(entry()).decode().replace("UTF-8", "UTF-16"),
    "QIF": "!Type:Bank\nD13/02/2024\nT-10.50\n^\n",
}


@pytest.mark.parametrize("kind", MESSAGES)
@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
)
def test_a_message_in_utf_16_reads_as_in_utf_8(kind: str, mark: bytes, encoding: str) -> None:
    text = MESSAGES[kind]
    found = read_file("a", mark + text.encode(encoding))
    plain = read_file("a", text.replace("UTF-16", "UTF-8").encode())
    assert found.format == plain.format == kind
    assert [one.entries for one in found.statements] == [one.entries for one in plain.statements]
