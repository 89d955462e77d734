"""The first schema: the case, its records, parties, recovery and reinvestment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import workbench.store.types
from workbench.store.migrations.guards import guard_append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("instalment_source", "journal", "ledger_entry", "ledger_line", "share",)


def upgrade() -> None:
    """Make every table, and the guards of those that only grow."""
    op.create_table('account',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('institution', sa.Text(), nullable=False),
    sa.Column('sort_code', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('iban', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('held', workbench.store.types.Flag(), nullable=False),
    sa.Column('opening_minor', workbench.store.types.Minor(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('key', name=op.f('uq_account_key')),
    sqlite_strict=True
    )
    op.create_table('asset',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('identifier', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('acquired', workbench.store.types.Day(), nullable=True),
    sa.Column('price_minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asset')),
    sqlite_strict=True
    )
    op.create_table('case_info',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('urn', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('marking', sa.Text(), nullable=False),
    sa.Column('regime', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('tracing_rule', sa.Text(), nullable=False),
    sa.Column('created', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_info')),
    sqlite_strict=True
    )
    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('sha256', name=op.f('uq_document_sha256')),
    sqlite_strict=True
    )
    op.create_table('fund',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('kinds', sa.Text(), nullable=False),
    sa.Column('restriction', sa.Text(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fund')),
    sqlite_strict=True
    )
    op.create_table('journal',
    sa.Column('seq', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('at', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('payload', sa.Text(), nullable=False),
    sa.Column('previous', sa.Text(), nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_journal')),
    sqlite_strict=True
    )
    op.create_table('ledger_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('on', workbench.store.types.Day(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('reverses_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['reverses_id'], ['ledger_entry.id'], name=op.f('fk_ledger_entry_reverses_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_entry')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_ledger_entry_reverses_id'), 'ledger_entry', ['reverses_id'], unique=False)
    op.create_table('officer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officer')),
    sqlite_strict=True
    )
    op.create_table('party',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('schema', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('subject', workbench.store.types.Flag(), nullable=False),
    sa.Column('born', workbench.store.types.Day(), nullable=True),
    sa.Column('registration', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_party')),
    sqlite_strict=True
    )
    op.create_table('programme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('lead', sa.Text(), nullable=False),
    sa.Column('start', workbench.store.types.Day(), nullable=True),
    sa.Column('end', workbench.store.types.Day(), nullable=True),
    sa.Column('description', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sqlite_strict=True
    )
    op.create_table('source_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('exhibit', sa.Text(), nullable=False),
    sa.Column('format', sa.Text(), nullable=False),
    sa.Column('layout', sa.Text(), nullable=False),
    sa.Column('layout_version', sa.Text(), nullable=False),
    sa.Column('encoding', sa.Text(), nullable=False),
    sa.Column('read', sa.Integer(), nullable=False),
    sa.Column('loaded', sa.Integer(), nullable=False),
    sa.Column('duplicates', sa.Integer(), nullable=False),
    sa.Column('ignored', sa.Integer(), nullable=False),
    sa.Column('rejected', sa.Integer(), nullable=False),
    sa.Column('in_minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('out_minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_source_file')),
    sa.UniqueConstraint('sha256', name=op.f('uq_source_file_sha256')),
    sqlite_strict=True
    )
    op.create_table('account_holder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('evidence', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_account_holder_account_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_account_holder_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account_holder')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_account_holder_account_id'), 'account_holder', ['account_id'], unique=False)
    op.create_index(op.f('ix_account_holder_party_id'), 'account_holder', ['party_id'], unique=False)
    op.create_table('asset_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('at', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_asset_event_asset_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asset_event')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_asset_event_asset_id'), 'asset_event', ['asset_id'], unique=False)
    op.create_table('grant_award',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('fund_id', sa.Integer(), nullable=False),
    sa.Column('recipient', sa.Text(), nullable=False),
    sa.Column('registration', sa.Text(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('start', workbench.store.types.Day(), nullable=True),
    sa.Column('end', workbench.store.types.Day(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('recommended_by', sa.Text(), nullable=False),
    sa.Column('recommended', workbench.store.types.Day(), nullable=True),
    sa.Column('approved_by', sa.Text(), nullable=False),
    sa.Column('approved', workbench.store.types.Day(), nullable=True),
    sa.Column('decision_notice', sa.Text(), nullable=False),
    sa.Column('conditions', sa.Text(), nullable=False),
    sa.CheckConstraint("approved_by = '' OR lower(approved_by) <> lower(recommended_by)", name=op.f('ck_grant_award_approved_by')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_grant_award_minor')),
    sa.ForeignKeyConstraint(['fund_id'], ['fund.id'], name=op.f('fk_grant_award_fund_id')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_grant_award_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_award')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_grant_award_fund_id'), 'grant_award', ['fund_id'], unique=False)
    op.create_index(op.f('ix_grant_award_programme_id'), 'grant_award', ['programme_id'], unique=False)
    op.create_table('identity_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('a_id', sa.Integer(), nullable=False),
    sa.Column('b_id', sa.Integer(), nullable=False),
    sa.Column('decision', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint("decision in ('same', 'different', 'undecided')", name=op.f('ck_identity_decision_decision')),
    sa.ForeignKeyConstraint(['a_id'], ['party.id'], name=op.f('fk_identity_decision_a_id')),
    sa.ForeignKeyConstraint(['b_id'], ['party.id'], name=op.f('fk_identity_decision_b_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identity_decision')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_identity_decision_a_id'), 'identity_decision', ['a_id'], unique=False)
    op.create_index(op.f('ix_identity_decision_b_id'), 'identity_decision', ['b_id'], unique=False)
    op.create_table('interest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('millionths', sa.Integer(), nullable=True),
    sa.Column('minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_interest_asset_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_interest_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_interest')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_interest_asset_id'), 'interest', ['asset_id'], unique=False)
    op.create_index(op.f('ix_interest_party_id'), 'interest', ['party_id'], unique=False)
    op.create_table('ledger_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['ledger_entry.id'], name=op.f('fk_ledger_line_entry_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_line')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_ledger_line_entry_id'), 'ledger_line', ['entry_id'], unique=False)
    op.create_table('payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('date', workbench.store.types.Day(), nullable=False),
    sa.Column('time', sa.Text(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('payer_id', sa.Integer(), nullable=False),
    sa.Column('payee_id', sa.Integer(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('received_minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('received_currency', sa.Text(), nullable=True),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_payment_minor')),
    sa.ForeignKeyConstraint(['file_id'], ['source_file.id'], name=op.f('fk_payment_file_id')),
    sa.ForeignKeyConstraint(['payee_id'], ['account.id'], name=op.f('fk_payment_payee_id')),
    sa.ForeignKeyConstraint(['payer_id'], ['account.id'], name=op.f('fk_payment_payer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment')),
    sa.UniqueConstraint('key', name=op.f('uq_payment_key')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_payment_file_id'), 'payment', ['file_id'], unique=False)
    op.create_index('ix_payment_order', 'payment', ['date', 'position'], unique=False)
    op.create_index(op.f('ix_payment_payee_id'), 'payment', ['payee_id'], unique=False)
    op.create_index(op.f('ix_payment_payer_id'), 'payment', ['payer_id'], unique=False)
    op.create_table('recovery_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('regime', sa.Text(), nullable=False),
    sa.Column('regime_version', sa.Text(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=True),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('court', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('made', workbench.store.types.Day(), nullable=True),
    sa.Column('benefit_minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('available_minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('amount_minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('compensation_minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('due', workbench.store.types.Day(), nullable=True),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_recovery_order_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recovery_order')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_recovery_order_party_id'), 'recovery_order', ['party_id'], unique=False)
    op.create_table('row_not_loaded',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('raw', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['source_file.id'], name=op.f('fk_row_not_loaded_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_row_not_loaded')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_row_not_loaded_file_id'), 'row_not_loaded', ['file_id'], unique=False)
    op.create_table('source_content',
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['source_file.id'], name=op.f('fk_source_content_file_id')),
    sa.PrimaryKeyConstraint('file_id', name=op.f('pk_source_content')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_source_content_file_id'), 'source_content', ['file_id'], unique=False)
    op.create_table('statement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('first', workbench.store.types.Day(), nullable=True),
    sa.Column('last', workbench.store.types.Day(), nullable=True),
    sa.Column('opening_minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('closing_minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('balances', sa.Text(), nullable=False),
    sa.Column('rows_order', sa.Text(), nullable=False),
    sa.Column('checked', sa.Integer(), nullable=False),
    sa.Column('rounded', sa.Integer(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('breaks', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_statement_account_id')),
    sa.ForeignKeyConstraint(['file_id'], ['source_file.id'], name=op.f('fk_statement_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_statement_account_id'), 'statement', ['account_id'], unique=False)
    op.create_index(op.f('ix_statement_file_id'), 'statement', ['file_id'], unique=False)
    op.create_table('valuation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('on', workbench.store.types.Day(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_valuation_asset_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_valuation')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_valuation_asset_id'), 'valuation', ['asset_id'], unique=False)
    op.create_table('entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('date', workbench.store.types.Day(), nullable=False),
    sa.Column('time', sa.Text(), nullable=True),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('balance_minor', workbench.store.types.Minor(), nullable=True),
    sa.Column('type_raw', sa.Text(), nullable=False),
    sa.Column('type', sa.Text(), nullable=False),
    sa.Column('narrative', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('counterparty', sa.Text(), nullable=False),
    sa.Column('counterparty_sort_code', sa.Text(), nullable=False),
    sa.Column('counterparty_number', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('match', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_entry_account_id')),
    sa.ForeignKeyConstraint(['file_id'], ['source_file.id'], name=op.f('fk_entry_file_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_entry_payment_id')),
    sa.ForeignKeyConstraint(['statement_id'], ['statement.id'], name=op.f('fk_entry_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sqlite_strict=True
    )
    op.create_index('ix_entry_account_date', 'entry', ['account_id', 'date', 'position'], unique=False)
    op.create_index(op.f('ix_entry_account_id'), 'entry', ['account_id'], unique=False)
    op.create_index(op.f('ix_entry_file_id'), 'entry', ['file_id'], unique=False)
    op.create_index(op.f('ix_entry_payment_id'), 'entry', ['payment_id'], unique=False)
    op.create_index(op.f('ix_entry_statement_id'), 'entry', ['statement_id'], unique=False)
    op.create_table('instalment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grant_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('due', workbench.store.types.Day(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('condition', sa.Text(), nullable=False),
    sa.Column('condition_met', workbench.store.types.Day(), nullable=True),
    sa.Column('paid', workbench.store.types.Day(), nullable=True),
    sa.Column('paid_by', sa.Text(), nullable=False),
    sa.Column('bank_reference', sa.Text(), nullable=False),
    sa.CheckConstraint("paid IS NULL OR condition = '' OR condition_met IS NOT NULL", name=op.f('ck_instalment_paid')),
    sa.CheckConstraint('condition_met IS NULL OR paid IS NULL OR condition_met <= paid', name=op.f('ck_instalment_met')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_instalment_minor')),
    sa.ForeignKeyConstraint(['grant_id'], ['grant_award.id'], name=op.f('fk_instalment_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instalment')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_instalment_grant_id'), 'instalment', ['grant_id'], unique=False)
    op.create_table('order_asset',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_order_asset_asset_id')),
    sa.ForeignKeyConstraint(['order_id'], ['recovery_order.id'], name=op.f('fk_order_asset_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_asset')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_order_asset_asset_id'), 'order_asset', ['asset_id'], unique=False)
    op.create_index(op.f('ix_order_asset_order_id'), 'order_asset', ['order_id'], unique=False)
    op.create_table('order_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('from_state', sa.Text(), nullable=False),
    sa.Column('to_state', sa.Text(), nullable=False),
    sa.Column('at', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['recovery_order.id'], name=op.f('fk_order_event_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_event')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_order_event_order_id'), 'order_event', ['order_id'], unique=False)
    op.create_table('origin',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_origin_minor')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_origin_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_origin')),
    sa.UniqueConstraint('number', name=op.f('uq_origin_number')),
    sa.UniqueConstraint('payment_id', name=op.f('uq_origin_payment_id')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_origin_payment_id'), 'origin', ['payment_id'], unique=False)
    op.create_table('outcome',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('programme_id', sa.Integer(), nullable=False),
    sa.Column('grant_id', sa.Integer(), nullable=True),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('start', workbench.store.types.Day(), nullable=False),
    sa.Column('end', workbench.store.types.Day(), nullable=False),
    sa.Column('value', sa.Integer(), nullable=False),
    sa.Column('baseline', sa.Integer(), nullable=True),
    sa.Column('target', sa.Integer(), nullable=True),
    sa.Column('source_name', sa.Text(), nullable=False),
    sa.Column('source_sha256', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['grant_id'], ['grant_award.id'], name=op.f('fk_outcome_grant_id')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_outcome_programme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outcome')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_outcome_grant_id'), 'outcome', ['grant_id'], unique=False)
    op.create_index(op.f('ix_outcome_programme_id'), 'outcome', ['programme_id'], unique=False)
    op.create_table('pair',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('day_difference', sa.Integer(), nullable=False),
    sa.Column('residual_minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_pair_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pair')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_pair_payment_id'), 'pair', ['payment_id'], unique=True)
    op.create_table('purchase',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_purchase_minor')),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_purchase_asset_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_purchase_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_purchase')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_purchase_asset_id'), 'purchase', ['asset_id'], unique=False)
    op.create_index(op.f('ix_purchase_payment_id'), 'purchase', ['payment_id'], unique=False)
    op.create_table('receipt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=True),
    sa.Column('received', workbench.store.types.Day(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('costs_minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('compensation_minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_receipt_minor')),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_receipt_asset_id')),
    sa.ForeignKeyConstraint(['order_id'], ['recovery_order.id'], name=op.f('fk_receipt_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_receipt')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_receipt_asset_id'), 'receipt', ['asset_id'], unique=False)
    op.create_index(op.f('ix_receipt_order_id'), 'receipt', ['order_id'], unique=False)
    op.create_table('entry_place',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('row', sa.Integer(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_entry_place_entry_id')),
    sa.ForeignKeyConstraint(['file_id'], ['source_file.id'], name=op.f('fk_entry_place_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry_place')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_entry_place_entry_id'), 'entry_place', ['entry_id'], unique=False)
    op.create_index(op.f('ix_entry_place_file_id'), 'entry_place', ['file_id'], unique=False)
    op.create_table('share',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('receipt_id', sa.Integer(), nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('rate', sa.Text(), nullable=False),
    sa.Column('provision', sa.Text(), nullable=False),
    sa.Column('fund_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['fund_id'], ['fund.id'], name=op.f('fk_share_fund_id')),
    sa.ForeignKeyConstraint(['receipt_id'], ['receipt.id'], name=op.f('fk_share_receipt_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_share')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_share_fund_id'), 'share', ['fund_id'], unique=False)
    op.create_index(op.f('ix_share_receipt_id'), 'share', ['receipt_id'], unique=False)
    op.create_table('instalment_source',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instalment_id', sa.Integer(), nullable=False),
    sa.Column('share_id', sa.Integer(), nullable=False),
    sa.Column('minor', workbench.store.types.Minor(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_instalment_source_minor')),
    sa.ForeignKeyConstraint(['instalment_id'], ['instalment.id'], name=op.f('fk_instalment_source_instalment_id')),
    sa.ForeignKeyConstraint(['share_id'], ['share.id'], name=op.f('fk_instalment_source_share_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instalment_source')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_instalment_source_instalment_id'), 'instalment_source', ['instalment_id'], unique=False)
    op.create_index(op.f('ix_instalment_source_share_id'), 'instalment_source', ['share_id'], unique=False)
    for table in APPEND_ONLY:
        guard_append_only(table)
