"""The review room, talking about feedback, promises, coaching time, and models out of takes."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('coaching_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('coach_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('knows', sa.String(40), nullable=True),
    sa.Column('can', sa.String(40), nullable=True),
    sa.Column('criterion_key', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['coach_id'], ['person.id'], name=op.f('fk_coaching_entry_coach_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_coaching_entry_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_coaching_entry'))
    )
    with op.batch_alter_table('coaching_entry') as table:
        table.create_index(op.f('ix_coaching_entry_coach_id_coaching_entry_held_on'), ['coach_id', 'held_on'], unique=False)
        table.create_index(op.f('ix_coaching_entry_person_id_coaching_entry_held_on'), ['person_id', 'held_on'], unique=False)

    op.create_table('open_question',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rep_id', sa.Uuid(), nullable=False),
    sa.Column('coach_id', sa.Uuid(), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_open_question_by_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['coach_id'], ['person.id'], name=op.f('fk_open_question_coach_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['rep_id'], ['person.id'], name=op.f('fk_open_question_rep_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_open_question'))
    )
    with op.batch_alter_table('open_question') as table:
        table.create_index('ix_open_question_of_pair', ['rep_id', 'coach_id', 'settled_at'], unique=False)

    op.create_table('reusable_comment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('criterion_key', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.Column('text', sa.String(length=2000), nullable=False),
    sa.Column('uses', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reusable_comment_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_reusable_comment_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reusable_comment'))
    )
    with op.batch_alter_table('reusable_comment') as table:
        table.create_index(op.f('ix_reusable_comment_person_id'), ['person_id'], unique=False)
        table.create_index(op.f('ix_reusable_comment_team_id'), ['team_id'], unique=False)

    op.create_table('claim',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_claim_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_claim_submission_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claim')),
    sa.UniqueConstraint('submission_id', name=op.f('uq_claim_submission_id'))
    )
    with op.batch_alter_table('claim') as table:
        table.create_index(op.f('ix_claim_person_id'), ['person_id'], unique=False)

    op.create_table('sitting',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('local_day', sa.Date(), nullable=False),
    sa.Column('active_ms', sa.Integer(), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('parts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sitting_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_sitting_submission_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitting')),
    sa.UniqueConstraint('submission_id', 'person_id', 'local_day', name=op.f('uq_sitting_submission_id_person_id_local_day'))
    )
    with op.batch_alter_table('sitting') as table:
        table.create_index(op.f('ix_sitting_person_id_sitting_local_day'), ['person_id', 'local_day'], unique=False)

    op.create_table('commitment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rep_id', sa.Uuid(), nullable=False),
    sa.Column('coach_id', sa.Uuid(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('review_id', sa.Uuid(), nullable=True),
    sa.Column('scenario_id', sa.Uuid(), nullable=True),
    sa.Column('text', sa.String(length=500), nullable=False),
    sa.Column('takes', sa.Integer(), nullable=True),
    sa.Column('made_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('outcome', sa.String(40), nullable=True),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.Uuid(), nullable=True),
    sa.Column('follows_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['coach_id'], ['person.id'], name=op.f('fk_commitment_coach_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['follows_id'], ['commitment.id'], name=op.f('fk_commitment_follows_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['owner_id'], ['person.id'], name=op.f('fk_commitment_owner_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['rep_id'], ['person.id'], name=op.f('fk_commitment_rep_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_commitment_review_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['scenario_id'], ['scenario.id'], name=op.f('fk_commitment_scenario_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], name=op.f('fk_commitment_settled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment')),
    sa.UniqueConstraint('follows_id', name=op.f('uq_commitment_follows_id')),
    sa.UniqueConstraint('review_id', name=op.f('uq_commitment_review_id'))
    )
    with op.batch_alter_table('commitment') as table:
        table.create_index(op.f('ix_commitment_coach_id_commitment_due_on'), ['coach_id', 'due_on'], unique=False)
        table.create_index(op.f('ix_commitment_owner_id_commitment_outcome'), ['owner_id', 'outcome'], unique=False)
        table.create_index(op.f('ix_commitment_rep_id_commitment_due_on'), ['rep_id', 'due_on'], unique=False)

    op.create_table('nomination',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('review_id', sa.Uuid(), nullable=False),
    sa.Column('criterion_id', sa.Uuid(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(40), nullable=False),
    sa.Column('from_ms', sa.Integer(), nullable=False),
    sa.Column('until_ms', sa.Integer(), nullable=False),
    sa.Column('why', sa.String(length=500), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('declined_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('model_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['criterion_id'], ['criterion.id'], name=op.f('fk_nomination_criterion_id')),
    sa.ForeignKeyConstraint(['model_id'], ['model_take.id'], name=op.f('fk_nomination_model_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['review_id'], ['review.id'], name=op.f('fk_nomination_review_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nomination')),
    sa.UniqueConstraint('review_id', name=op.f('uq_nomination_review_id'))
    )
    with op.batch_alter_table('nomination') as table:
        table.create_index(op.f('ix_nomination_model_id'), ['model_id'], unique=False)

    with op.batch_alter_table('comment') as table:
        table.add_column(sa.Column('asset_id', sa.Uuid(), nullable=True))
        table.add_column(sa.Column('disagrees', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_index(op.f('ix_comment_asset_id'), ['asset_id'], unique=False)
        table.create_foreign_key(op.f('fk_comment_asset_id'), 'media_asset', ['asset_id'], ['id'])

    with op.batch_alter_table('criterion_score') as table:
        table.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))

    with op.batch_alter_table('marker') as table:
        table.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        table.add_column(sa.Column('is_pinned', sa.Boolean(), nullable=True))

    with op.batch_alter_table('media_asset') as table:
        table.add_column(sa.Column('excerpt_of_id', sa.Uuid(), nullable=True))
        table.add_column(sa.Column('excerpt_from_ms', sa.Integer(), nullable=True))
        table.add_column(sa.Column('excerpt_until_ms', sa.Integer(), nullable=True))
        table.create_index(op.f('ix_media_asset_excerpt_of_id'), ['excerpt_of_id'], unique=False)
        table.create_foreign_key(op.f('fk_media_asset_excerpt_of_id'), 'media_asset', ['excerpt_of_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('model_take') as table:
        table.add_column(sa.Column('shows_criterion_id', sa.Uuid(), nullable=True))
        table.add_column(sa.Column('shows_level', sa.Integer(), nullable=True))
        table.create_index(op.f('ix_model_take_shows_criterion_id'), ['shows_criterion_id'], unique=False)
        table.create_foreign_key(op.f('fk_model_take_shows_criterion_id'), 'criterion', ['shows_criterion_id'], ['id'])

    with op.batch_alter_table('organization') as table:
        table.add_column(sa.Column('coaching_minutes', sa.Integer(), nullable=False, server_default='180'))

    with op.batch_alter_table('review') as table:
        table.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='0'))
        table.add_column(sa.Column('is_quick', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column('watched_ms', sa.Integer(), nullable=True))
        table.add_column(sa.Column('said_back', sa.String(length=500), nullable=False, server_default=''))
        table.add_column(sa.Column('said_back_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('helped', sa.String(40), nullable=True))
