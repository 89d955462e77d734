"""Documents are kept byte for byte, once, and come back in a replay."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from workbench.case import Case
from workbench.documents import attach, attach_handler, content_of
from workbench.errors import Refused
from workbench.replay import replay


def test_a_document_is_kept_unaltered_and_once(case: Case, tmp_path: Path) -> None:
    paper = tmp_path / "order.pdf"
    paper.write_bytes(b"%PDF-1.7\0\xff order")
    digest = attach(case, paper)
    assert digest == hashlib.sha256(paper.read_bytes()).hexdigest()
    assert attach(case, paper) == digest
    assert content_of(case, digest) == ("order.pdf", paper.read_bytes())
    assert case.head()[0] == 2


@pytest.mark.parametrize("content", [None, b""])
def test_a_missing_or_empty_document_is_refused(
    case: Case, tmp_path: Path, content: bytes | None
) -> None:
    paper = tmp_path / "order.pdf"
    if content is not None:
        paper.write_bytes(content)
    with pytest.raises(Refused, match=r"order\.pdf"):
        attach(case, paper)
    assert case.head()[0] == 1


def test_a_replay_keeps_the_same_document(case: Case, tmp_path: Path) -> None:
    paper = tmp_path / "return.csv"
    paper.write_bytes(b"a,b\r\n1,2\r\n")
    digest = attach(case, paper)
    with Case.create(tmp_path / "again.arw", empty=True) as again:
        find = {digest: paper.read_bytes()}.__getitem__
        replay(again, case.journal(), {"attach": attach_handler(find)})
        assert content_of(again, digest) == ("return.csv", b"a,b\r\n1,2\r\n")
        assert again.head() == case.head()
