"""Property followed on, traces kept, benefit, variations, funds joined, grants in full."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import workbench.store.types
from workbench.store.migrations.guards import guard_append_only, guard_balanced

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the new tables, add to those that stand, and hold the ledger's balance."""
    day, minor = workbench.store.types.Day, workbench.store.types.Minor
    flag = workbench.store.types.Flag
    op.create_table('kept_trace',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('rule_version', sa.Text(), nullable=False),
    sa.Column('options', sa.Text(), nullable=False),
    sa.Column('inputs_sha256', sa.Text(), nullable=False),
    sa.Column('result_sha256', sa.Text(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('at', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_trace')),
    sqlite_strict=True
    )
    op.create_table('law_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('table', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.Column('valid_from', day(), nullable=False),
    sa.Column('valid_to', day(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_law_value')),
    sqlite_strict=True
    )
    op.create_table('price_index',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('source_name', sa.Text(), nullable=False),
    sa.Column('source_sha256', sa.Text(), nullable=False),
    sa.Column('loaded', day(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_index')),
    sqlite_strict=True
    )
    op.create_table('programme_kind',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('says', sa.Text(), nullable=False),
    sa.Column('measures', sa.Text(), nullable=False),
    sa.Column('fewer', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_kind')),
    sa.UniqueConstraint('name', name=op.f('uq_programme_kind_name')),
    sqlite_strict=True
    )
    op.create_table('quarter_close',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quarter', sa.Text(), nullable=False),
    sa.Column('closed', day(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quarter_close')),
    sa.UniqueConstraint('quarter', name=op.f('uq_quarter_close_quarter')),
    sqlite_strict=True
    )
    op.create_table('aris_payment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('quarter', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('fund_id', sa.Integer(), nullable=True),
    sa.Column('received', day(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['fund_id'], ['fund.id'], name=op.f('fk_aris_payment_fund_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aris_payment')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_aris_payment_fund_id'), 'aris_payment', ['fund_id'])
    op.create_table('asset_cost',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('start', day(), nullable=False),
    sa.Column('end', day(), nullable=True),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_asset_cost_minor')),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_asset_cost_asset_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_asset_cost')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_asset_cost_asset_id'), 'asset_cost', ['asset_id'])
    op.create_table('deposit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fund_id', sa.Integer(), nullable=False),
    sa.Column('on', day(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_deposit_minor')),
    sa.ForeignKeyConstraint(['fund_id'], ['fund.id'], name=op.f('fk_deposit_fund_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deposit')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_deposit_fund_id'), 'deposit', ['fund_id'])
    op.create_table('price_index_value',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('index_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['index_id'], ['price_index.id'], name=op.f('fk_price_index_value_index_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_price_index_value')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_price_index_value_index_id'), 'price_index_value', ['index_id'])
    op.create_table('benefit_sheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('party_id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=True),
    sa.Column('regime_version', sa.Text(), nullable=False),
    sa.Column('proceedings_started', day(), nullable=True),
    sa.Column('convicted', day(), nullable=True),
    sa.Column('determined', day(), nullable=True),
    sa.Column('lifestyle', sa.Text(), nullable=False),
    sa.Column('lifestyle_why', sa.Text(), nullable=False),
    sa.Column('index_id', sa.Integer(), nullable=True),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['index_id'], ['price_index.id'], name=op.f('fk_benefit_sheet_index_id')),
    sa.ForeignKeyConstraint(['order_id'], ['recovery_order.id'], name=op.f('fk_benefit_sheet_order_id')),
    sa.ForeignKeyConstraint(['party_id'], ['party.id'], name=op.f('fk_benefit_sheet_party_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_benefit_sheet')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_benefit_sheet_index_id'), 'benefit_sheet', ['index_id'])
    op.create_index(op.f('ix_benefit_sheet_order_id'), 'benefit_sheet', ['order_id'])
    op.create_index(op.f('ix_benefit_sheet_party_id'), 'benefit_sheet', ['party_id'])
    op.create_table('contribution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('millionths', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.CheckConstraint('millionths > 0', name=op.f('ck_contribution_millionths')),
    sa.ForeignKeyConstraint(['order_id'], ['recovery_order.id'], name=op.f('fk_contribution_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contribution')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_contribution_order_id'), 'contribution', ['order_id'])
    op.create_table('disposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=False),
    sa.Column('on', day(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('into_asset_id', sa.Integer(), nullable=True),
    sa.Column('millionths', sa.Integer(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_disposal_minor')),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_disposal_asset_id')),
    sa.ForeignKeyConstraint(['into_asset_id'], ['asset.id'], name=op.f('fk_disposal_into_asset_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_disposal_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disposal')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_disposal_asset_id'), 'disposal', ['asset_id'])
    op.create_index(op.f('ix_disposal_into_asset_id'), 'disposal', ['into_asset_id'])
    op.create_index(op.f('ix_disposal_payment_id'), 'disposal', ['payment_id'])
    op.create_table('gift',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('asset_id', sa.Integer(), nullable=True),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('on', day(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('consideration_minor', minor(), nullable=False),
    sa.Column('value_now_minor', minor(), nullable=True),
    sa.Column('currency', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_gift_asset_id')),
    sa.ForeignKeyConstraint(['giver_id'], ['party.id'], name=op.f('fk_gift_giver_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_gift_payment_id')),
    sa.ForeignKeyConstraint(['recipient_id'], ['party.id'], name=op.f('fk_gift_recipient_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gift')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_gift_asset_id'), 'gift', ['asset_id'])
    op.create_index(op.f('ix_gift_giver_id'), 'gift', ['giver_id'])
    op.create_index(op.f('ix_gift_payment_id'), 'gift', ['payment_id'])
    op.create_index(op.f('ix_gift_recipient_id'), 'gift', ['recipient_id'])
    op.create_table('grant_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grant_id', sa.Integer(), nullable=False),
    sa.Column('event', sa.Text(), nullable=False),
    sa.Column('on', day(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['grant_id'], ['grant_award.id'], name=op.f('fk_grant_event_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_grant_event')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_grant_event_grant_id'), 'grant_event', ['grant_id'])
    op.create_table('match_funding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grant_id', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('confirmed', day(), nullable=True),
    sa.Column('document', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_match_funding_minor')),
    sa.ForeignKeyConstraint(['grant_id'], ['grant_award.id'], name=op.f('fk_match_funding_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_match_funding')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_match_funding_grant_id'), 'match_funding', ['grant_id'])
    op.create_table('monitoring',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grant_id', sa.Integer(), nullable=False),
    sa.Column('start', day(), nullable=False),
    sa.Column('end', day(), nullable=False),
    sa.Column('due', day(), nullable=False),
    sa.Column('received', day(), nullable=True),
    sa.Column('spent_minor', minor(), nullable=True),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['grant_id'], ['grant_award.id'], name=op.f('fk_monitoring_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_monitoring')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_monitoring_grant_id'), 'monitoring', ['grant_id'])
    op.create_table('panel_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('grant_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('declared', day(), nullable=True),
    sa.Column('conflict', sa.Text(), nullable=False),
    sa.Column('stood_aside', flag(), nullable=False),
    sa.Column('view', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['grant_id'], ['grant_award.id'], name=op.f('fk_panel_member_grant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_member')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_panel_member_grant_id'), 'panel_member', ['grant_id'])
    op.create_table('payment_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('payment_id', sa.Integer(), nullable=False),
    sa.Column('use', sa.Text(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_payment_use_minor')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_payment_use_payment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_payment_use')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_payment_use_payment_id'), 'payment_use', ['payment_id'])
    op.create_table('time_to_pay',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('due', day(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('extended', day(), nullable=True),
    sa.Column('document', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_time_to_pay_minor')),
    sa.ForeignKeyConstraint(['order_id'], ['recovery_order.id'], name=op.f('fk_time_to_pay_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_time_to_pay')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_time_to_pay_order_id'), 'time_to_pay', ['order_id'])
    op.create_table('variation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Integer(), nullable=False),
    sa.Column('on', day(), nullable=False),
    sa.Column('provision', sa.Text(), nullable=False),
    sa.Column('benefit_minor', minor(), nullable=True),
    sa.Column('available_minor', minor(), nullable=True),
    sa.Column('amount_minor', minor(), nullable=True),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['recovery_order.id'], name=op.f('fk_variation_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_variation')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_variation_order_id'), 'variation', ['order_id'])
    op.create_table('benefit_line',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('head', sa.Text(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('payment_id', sa.Integer(), nullable=True),
    sa.Column('asset_id', sa.Integer(), nullable=True),
    sa.Column('on', day(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('now_minor', minor(), nullable=True),
    sa.Column('excluded', sa.Text(), nullable=False),
    sa.Column('same_as_id', sa.Integer(), nullable=True),
    sa.Column('exhibit', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_benefit_line_minor')),
    sa.ForeignKeyConstraint(['asset_id'], ['asset.id'], name=op.f('fk_benefit_line_asset_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entry.id'], name=op.f('fk_benefit_line_entry_id')),
    sa.ForeignKeyConstraint(['payment_id'], ['payment.id'], name=op.f('fk_benefit_line_payment_id')),
    sa.ForeignKeyConstraint(['same_as_id'], ['benefit_line.id'], name=op.f('fk_benefit_line_same_as_id')),
    sa.ForeignKeyConstraint(['sheet_id'], ['benefit_sheet.id'], name=op.f('fk_benefit_line_sheet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_benefit_line')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_benefit_line_asset_id'), 'benefit_line', ['asset_id'])
    op.create_index(op.f('ix_benefit_line_entry_id'), 'benefit_line', ['entry_id'])
    op.create_index(op.f('ix_benefit_line_payment_id'), 'benefit_line', ['payment_id'])
    op.create_index(op.f('ix_benefit_line_same_as_id'), 'benefit_line', ['same_as_id'])
    op.create_index(op.f('ix_benefit_line_sheet_id'), 'benefit_line', ['sheet_id'])
    op.create_table('claw_back',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instalment_id', sa.Integer(), nullable=False),
    sa.Column('received', day(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_claw_back_minor')),
    sa.ForeignKeyConstraint(['instalment_id'], ['instalment.id'], name=op.f('fk_claw_back_instalment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claw_back')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_claw_back_instalment_id'), 'claw_back', ['instalment_id'])
    op.create_table('instalment_deposit',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('instalment_id', sa.Integer(), nullable=False),
    sa.Column('deposit_id', sa.Integer(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_instalment_deposit_minor')),
    sa.ForeignKeyConstraint(['deposit_id'], ['deposit.id'], name=op.f('fk_instalment_deposit_deposit_id')),
    sa.ForeignKeyConstraint(['instalment_id'], ['instalment.id'], name=op.f('fk_instalment_deposit_instalment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instalment_deposit')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_instalment_deposit_deposit_id'), 'instalment_deposit', ['deposit_id'])
    op.create_index(op.f('ix_instalment_deposit_instalment_id'), 'instalment_deposit', ['instalment_id'])
    op.create_table('known_income',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('start', day(), nullable=False),
    sa.Column('end', day(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_known_income_minor')),
    sa.ForeignKeyConstraint(['sheet_id'], ['benefit_sheet.id'], name=op.f('fk_known_income_sheet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_income')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_known_income_sheet_id'), 'known_income', ['sheet_id'])
    op.create_table('method_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sheet_id', sa.Integer(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('item', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['sheet_id'], ['benefit_sheet.id'], name=op.f('fk_method_item_sheet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_method_item')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_method_item_sheet_id'), 'method_item', ['sheet_id'])
    op.create_table('benefit_response',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('answered', day(), nullable=True),
    sa.Column('found', sa.Text(), nullable=False),
    sa.Column('found_minor', minor(), nullable=True),
    sa.Column('found_on', day(), nullable=True),
    sa.Column('finding', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['benefit_line.id'], name=op.f('fk_benefit_response_line_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_benefit_response')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_benefit_response_line_id'), 'benefit_response', ['line_id'], unique=True)
    op.create_table('returned_money',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('fund_id', sa.Integer(), nullable=False),
    sa.Column('share_id', sa.Integer(), nullable=True),
    sa.Column('deposit_id', sa.Integer(), nullable=True),
    sa.Column('on', day(), nullable=False),
    sa.Column('minor', minor(), nullable=False),
    sa.Column('paid_to', sa.Text(), nullable=False),
    sa.Column('by', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.CheckConstraint('minor > 0', name=op.f('ck_returned_money_minor')),
    sa.ForeignKeyConstraint(['deposit_id'], ['deposit.id'], name=op.f('fk_returned_money_deposit_id')),
    sa.ForeignKeyConstraint(['fund_id'], ['fund.id'], name=op.f('fk_returned_money_fund_id')),
    sa.ForeignKeyConstraint(['share_id'], ['share.id'], name=op.f('fk_returned_money_share_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_returned_money')),
    sqlite_strict=True
    )
    op.create_index(op.f('ix_returned_money_deposit_id'), 'returned_money', ['deposit_id'])
    op.create_index(op.f('ix_returned_money_fund_id'), 'returned_money', ['fund_id'])
    op.create_index(op.f('ix_returned_money_share_id'), 'returned_money', ['share_id'])
    op.add_column('asset', sa.Column('unit', sa.Text(), nullable=False, server_default=''))
    op.add_column('asset', sa.Column('custody', sa.Text(), nullable=False, server_default=''))
    op.add_column('asset', sa.Column('source_sha256', sa.Text(), nullable=False, server_default=''))
    op.add_column('asset', sa.Column('source_place', sa.Text(), nullable=False, server_default=''))
    op.add_column('asset_event', sa.Column('condition', sa.Text(), nullable=False, server_default=''))
    op.add_column('asset_event', sa.Column('photographs', sa.Text(), nullable=False, server_default=''))
    op.add_column('fund', sa.Column('ends', day(), nullable=True))
    op.add_column('fund', sa.Column('return_to', sa.Text(), nullable=False, server_default=''))
    op.add_column('fund', sa.Column('bid_limit_minor', minor(), nullable=True))
    op.add_column('fund', sa.Column('final_approver', sa.Text(), nullable=False, server_default=''))
    op.add_column('fund', sa.Column('cost_code', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('applied', day(), nullable=True))
    op.add_column('grant_award', sa.Column('purpose', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('need', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('area', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('accountable_body', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('total_cost_minor', minor(), nullable=True))
    op.add_column('grant_award', sa.Column('agreement', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('agreed', day(), nullable=True))
    op.add_column('grant_award', sa.Column('claw_back_terms', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('safeguarding', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('data_sharing', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('equality', sa.Text(), nullable=False, server_default=''))
    op.add_column('grant_award', sa.Column('exit_plan', sa.Text(), nullable=False, server_default=''))
    op.add_column('instalment', sa.Column('prepared_by', sa.Text(), nullable=False, server_default=''))
    op.add_column('instalment', sa.Column('prepared', day(), nullable=True))
    op.add_column('instalment', sa.Column('invoice', sa.Text(), nullable=False, server_default=''))
    op.add_column('instalment', sa.Column('invoiced_minor', minor(), nullable=True))
    op.add_column('outcome', sa.Column('counterfactual', sa.Text(), nullable=False, server_default=''))
    op.execute(
        "ALTER TABLE outcome ADD COLUMN replaces_id INTEGER "
        "CONSTRAINT fk_outcome_replaces_id REFERENCES outcome (id)"
    )
    op.create_index(op.f('ix_outcome_replaces_id'), 'outcome', ['replaces_id'])
    op.add_column('purchase', sa.Column('kind', sa.Text(), nullable=False, server_default='price'))
    op.add_column('share', sa.Column('body', sa.Text(), nullable=False, server_default=''))
    for table in (
        "aris_payment", "quarter_close", "deposit", "claw_back", "instalment_deposit",
        "returned_money",
    ):
        guard_append_only(table)
    guard_balanced()
