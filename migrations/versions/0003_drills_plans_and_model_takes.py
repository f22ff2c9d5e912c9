"""Drills, prep sheets, self-reviews, sharing, lines heard in calls, and model takes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('heard_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('local_day', sa.Date(), nullable=False),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_up_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_heard_line_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_heard_line'))
    )
    with op.batch_alter_table('heard_line') as table:
        table.create_index(op.f('ix_heard_line_offered_at_heard_line_taken_up_at'), ['offered_at', 'taken_up_at'], unique=False)
        table.create_index(op.f('ix_heard_line_person_id_heard_line_created_at'), ['person_id', 'created_at'], unique=False)

    op.create_table('model_take',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('scenario_id', sa.Uuid(), nullable=False),
    sa.Column('rubric_version_id', sa.Uuid(), nullable=False),
    sa.Column('asset_id', sa.Uuid(), nullable=False),
    sa.Column('created_by_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('consented_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['asset_id'], ['media_asset.id'], name=op.f('fk_model_take_asset_id')),
    sa.ForeignKeyConstraint(['created_by_id'], ['person.id'], name=op.f('fk_model_take_created_by_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_model_take_person_id')),
    sa.ForeignKeyConstraint(['rubric_version_id'], ['rubric_version.id'], name=op.f('fk_model_take_rubric_version_id')),
    sa.ForeignKeyConstraint(['scenario_id'], ['scenario.id'], name=op.f('fk_model_take_scenario_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_take')),
    sa.UniqueConstraint('asset_id', name=op.f('uq_model_take_asset_id'))
    )
    with op.batch_alter_table('model_take') as table:
        table.create_index(op.f('ix_model_take_scenario_id_model_take_published_at'), ['scenario_id', 'published_at'], unique=False)

    op.create_table('model_level',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('model_id', sa.Uuid(), nullable=False),
    sa.Column('criterion_id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('at_ms', sa.Integer(), nullable=True),
    sa.Column('evidence', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_model_level_criterion_id')),
    sa.ForeignKeyConstraint(['model_id'], ['model_take.id'], name=op.f('fk_model_level_model_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_level')),
    sa.UniqueConstraint('model_id', 'criterion_id', name=op.f('uq_model_level_model_id_criterion_id'))
    )
    op.create_table('model_scoring',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('model_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('levels', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['model_id'], ['model_take.id'], name=op.f('fk_model_scoring_model_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_model_scoring_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_scoring')),
    sa.UniqueConstraint('model_id', 'person_id', name=op.f('uq_model_scoring_model_id_person_id'))
    )
    op.create_table('prep_sheet',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('scenario_id', sa.Uuid(), nullable=False),
    sa.Column('target_id', sa.Uuid(), nullable=True),
    sa.Column('purpose', sa.String(length=500), nullable=False),
    sa.Column('who', sa.String(length=500), nullable=False),
    sa.Column('learn', sa.String(length=500), nullable=False),
    sa.Column('give', sa.String(length=500), nullable=False),
    sa.Column('commitment', sa.String(length=500), nullable=False),
    sa.Column('remember', sa.String(length=500), nullable=False),
    sa.Column('script', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_prep_sheet_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['scenario_id'], ['scenario.id'], name=op.f('fk_prep_sheet_scenario_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['target_id'], ['assignment_target.id'], name=op.f('fk_prep_sheet_target_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prep_sheet'))
    )
    with op.batch_alter_table('prep_sheet') as table:
        table.create_index("ix_prep_sheet_newest", ['person_id', 'scenario_id', 'created_at'], unique=False)

    op.create_table('chapter',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('take_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('prompt_id', sa.Uuid(), nullable=False),
    sa.Column('at_ms', sa.Integer(), nullable=False),
    sa.Column('response_ms', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['prompt_id'], ['prompt.id'], name=op.f('fk_chapter_prompt_id')),
    sa.ForeignKeyConstraint(['take_id'], ['take.id'], name=op.f('fk_chapter_take_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chapter')),
    sa.UniqueConstraint('take_id', 'position', name=op.f('uq_chapter_take_id_position'))
    )
    op.create_table('self_review',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('take_id', sa.Uuid(), nullable=False),
    sa.Column('kept_to_plan', sa.Integer(), nullable=True),
    sa.Column('worked', sa.String(length=1000), nullable=False),
    sa.Column('did_not', sa.String(length=1000), nullable=False),
    sa.Column('forgot', sa.String(length=500), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['take_id'], ['take.id'], name=op.f('fk_self_review_take_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_review')),
    sa.UniqueConstraint('take_id', name=op.f('uq_self_review_take_id'))
    )
    op.create_table('take_share',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('take_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['take_id'], ['take.id'], name=op.f('fk_take_share_take_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_take_share_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_take_share')),
    sa.UniqueConstraint('take_id', name=op.f('uq_take_share_take_id'))
    )
    with op.batch_alter_table('take_share') as table:
        table.create_index(op.f('ix_take_share_team_id_take_share_shared_at'), ['team_id', 'shared_at'], unique=False)

    op.create_table('self_score',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('self_review_id', sa.Uuid(), nullable=False),
    sa.Column('criterion_id', sa.Uuid(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_self_score_criterion_id')),
    sa.ForeignKeyConstraint(['self_review_id'], ['self_review.id'], name=op.f('fk_self_score_self_review_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_score')),
    sa.UniqueConstraint('self_review_id', 'criterion_id', name=op.f('uq_self_score_self_review_id_criterion_id'))
    )
    with op.batch_alter_table('media_asset') as table:
        table.add_column(sa.Column('is_clip', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_index("ix_media_asset_clip", ['created_at'], unique=False, sqlite_where=sa.text('is_clip = 1'), postgresql_where=sa.text('is_clip'))

    with op.batch_alter_table('one_use_link') as table:
        table.add_column(sa.Column('leads_to', sa.String(length=300), nullable=False, server_default=''))

    with op.batch_alter_table('prompt') as table:
        table.add_column(sa.Column('asset_id', sa.Uuid(), nullable=True))
        table.add_column(sa.Column('think_seconds', sa.Integer(), nullable=False, server_default='0'))
        table.add_column(sa.Column('answer_seconds', sa.Integer(), nullable=True))
        table.create_index(op.f('ix_prompt_asset_id'), ['asset_id'], unique=False)
        table.create_foreign_key(op.f('fk_prompt_asset_id'), 'media_asset', ['asset_id'], ['id'])

    with op.batch_alter_table('scenario') as table:
        table.add_column(sa.Column('kind', sa.String(40), nullable=False, server_default='usual'))

    with op.batch_alter_table('scenario_version') as table:
        table.add_column(sa.Column('most_seconds', sa.Integer(), nullable=True))
        table.add_column(sa.Column('prompt_order', sa.String(40), nullable=False, server_default='together'))
        table.add_column(sa.Column('teleprompter', sa.String(40), nullable=False, server_default='none'))
        table.add_column(sa.Column('script', sa.Text(), nullable=False, server_default=''))
        table.add_column(sa.Column('needs_prep', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('submission') as table:
        table.add_column(sa.Column('asks_help', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.drop_index('ix_submission_by_time')
        table.create_index('ix_submission_by_time', ['created_at', 'reviewed_at', 'team_id'], unique=False, sqlite_where=sa.text('withdrawn_at IS NULL AND asks_help IS 0'), postgresql_where=sa.text('withdrawn_at IS NULL AND asks_help IS FALSE'))

    with op.batch_alter_table('take') as table:
        table.add_column(sa.Column('begun_as', sa.Uuid(), nullable=True))
        table.add_column(sa.Column('prep_sheet_id', sa.Uuid(), nullable=True))
        table.add_column(sa.Column('heard_line_id', sa.Uuid(), nullable=True))
        table.create_index(op.f('ix_take_heard_line_id'), ['heard_line_id'], unique=False)
        table.create_unique_constraint(op.f('uq_take_person_id_begun_as'), ['person_id', 'begun_as'])
        table.create_foreign_key(op.f('fk_take_prep_sheet_id'), 'prep_sheet', ['prep_sheet_id'], ['id'])
        table.create_foreign_key(op.f('fk_take_heard_line_id'), 'heard_line', ['heard_line_id'], ['id'], ondelete='SET NULL')

