"""Records that nobody here wrote: they load, prove, chart and trace."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from exports.charts.accounts import account_flow
from graphs.accounts import account_graph
from graphs.of_case import ledger_of
from graphs.trace import trace
from tests.shared_data import shared
from workbench.case import Case
from workbench.records.accounts import accounts
from workbench.records.load import load_files
from workbench.recovery.origins import Mark, mark
from workbench.store.tables import Payment


def first_payment(case: Case) -> str:
    with case.session() as session:
        return session.scalars(
            select(Payment.key).order_by(Payment.date, Payment.position)
        ).first() or ""  # fmt: skip


def test_czech_statements_of_1993_prove_and_trace(tmp_path: Path) -> None:
    source = tmp_path / "trans.asc"
    source.write_bytes(gzip.decompress(shared("data/berka/trans.asc.gz").read_bytes()))
    with Case.create(tmp_path / "berka.arw", currency="CZK") as case:
        (outcome,) = load_files(case, [source])
        assert (outcome.read, outcome.loaded) == (25_170, 25_170)
        verdicts = Counter(a.verdict for a in accounts(case) if a.held)
        # Twelve accounts have one entry each and nothing to check it by; of the 626 others the
        # source's own rounding and order within a day leave twelve unproved.
        assert verdicts["reconciled"] == 614
        assert sum(verdicts.values()) == 638
        mark(case, [Mark(first_payment(case), "", "a test of real records")])
        ledger, origins = ledger_of(case)
        for rule in ("fifo", "pro-rata"):
            made = trace(ledger, origins, rule)
            assert made.conserved
            assert sum(made.held.values()) + sum(made.repaid.values()) == origins[0].minor
        assert account_flow(case).rows


def test_flows_between_banks_named_in_reports_chart_and_trace(tmp_path: Path) -> None:
    source = shared("data/fincen_files/transactions_map.csv")
    with Case.create(tmp_path / "flows.arw", currency="USD") as case:
        (outcome,) = load_files(case, [source])
        assert outcome.read == outcome.loaded + outcome.ignored == 2_126
        graph = account_graph(case)
        assert sum(data["count"] for _, _, data in graph.edges(data=True)) == outcome.loaded
        assert "2,124 payments" in account_flow(case, currency="USD").caption
        mark(case, [Mark(first_payment(case), "", "a test of real records")])
        ledger, origins = ledger_of(case)
        made = trace(ledger, origins, "fifo")
        assert sum(made.held.values()) == origins[0].minor
