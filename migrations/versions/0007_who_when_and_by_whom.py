"""Who gets it by which rule, how often, who reviews it and when; people by the thousand."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('people_segment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_segment')),
    sa.UniqueConstraint('name', name=op.f('uq_people_segment_name'))
    )
    op.create_table('people_import',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('creates_teams', sa.Boolean(), nullable=False),
    sa.Column('invites', sa.Boolean(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('added', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('worked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_people_import_by_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_import'))
    )
    with op.batch_alter_table('people_import') as table:
        table.create_index(op.f('ix_people_import_by_id'), ['by_id'], unique=False)
        table.create_index(op.f('ix_people_import_state'), ['state'], unique=False)

    op.create_table('review_slot',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('submit_by', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('series_id', sa.Uuid(), nullable=True),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_review_slot_person_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_review_slot')),
    sa.UniqueConstraint('person_id', 'starts_at', name=op.f('uq_review_slot_person_id_starts_at'))
    )
    op.create_table('segment_member',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('segment_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_segment_member_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['segment_id'], ['people_segment.id'], name=op.f('fk_segment_member_segment_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('person_id', 'segment_id', name=op.f('pk_segment_member'))
    )
    with op.batch_alter_table('segment_member') as table:
        table.create_index(op.f('ix_segment_member_segment_id'), ['segment_id'], unique=False)

    op.create_table('peer_seat',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('released_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('freed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_peer_seat_person_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_peer_seat_submission_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_peer_seat')),
    sa.UniqueConstraint('submission_id', 'person_id', name=op.f('uq_peer_seat_submission_id_person_id'))
    )
    with op.batch_alter_table('peer_seat') as table:
        table.create_index(op.f('ix_peer_seat_person_id'), ['person_id'], unique=False)

    op.create_table('slot_seat',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('slot_id', sa.Uuid(), nullable=False),
    sa.Column('submission_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['slot_id'], ['review_slot.id'], name=op.f('fk_slot_seat_slot_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['submission_id'], ['submission.id'], name=op.f('fk_slot_seat_submission_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slot_seat')),
    sa.UniqueConstraint('submission_id', name=op.f('uq_slot_seat_submission_id'))
    )
    with op.batch_alter_table('slot_seat') as table:
        table.create_index(op.f('ix_slot_seat_slot_id'), ['slot_id'], unique=False)

    with op.batch_alter_table('assignment') as table:
        table.add_column(sa.Column('due_days', sa.Integer(), nullable=True))
        table.add_column(sa.Column('cadence', sa.String(40), nullable=False, server_default='once'))
        table.add_column(sa.Column('every_weeks', sa.Integer(), nullable=False, server_default='1'))
        table.add_column(sa.Column('due_weekday', sa.Integer(), nullable=True))
        table.add_column(sa.Column('starts_on', sa.Date(), nullable=True))
        table.add_column(sa.Column('ends_on', sa.Date(), nullable=True))
        table.add_column(sa.Column('reviewer_rule', sa.String(40), nullable=False, server_default='manager'))
        table.add_column(sa.Column('reviewer_id', sa.Uuid(), nullable=True))
        table.add_column(sa.Column('peer_count', sa.Integer(), nullable=False, server_default='0'))
        table.add_column(sa.Column('hides_peers', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column('pass_level', sa.Integer(), nullable=True))
        table.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))
        table.add_column(sa.Column('published_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('handed_out_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f('fk_assignment_reviewer_id'), 'person', ['reviewer_id'], ['id'])

    with op.batch_alter_table('assignment_target') as table:
        table.add_column(sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('focus_criterion_id', sa.Uuid(), nullable=True))
        table.create_index(op.f('ix_assignment_target_state_assignment_target_closes_at'), ['state', 'closes_at'], unique=False)
        table.create_foreign_key(op.f('fk_assignment_target_focus_criterion_id'), 'criterion', ['focus_criterion_id'], ['id'])

    with op.batch_alter_table('audience') as table:
        table.add_column(sa.Column('segment_id', sa.Uuid(), nullable=True))
        table.add_column(sa.Column('hired_after', sa.Date(), nullable=True))
        table.add_column(sa.Column('includes_below', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column('is_exception', sa.Boolean(), nullable=False, server_default=sa.false()))
        table.create_foreign_key(op.f('fk_audience_segment_id'), 'people_segment', ['segment_id'], ['id'], ondelete='CASCADE')

    with op.batch_alter_table('person') as table:
        table.add_column(sa.Column('hired_on', sa.Date(), nullable=True))
        table.add_column(sa.Column('review_pace', sa.String(40), nullable=False, server_default='every'))

    with op.batch_alter_table('submission') as table:
        table.add_column(sa.Column('kept_at', sa.DateTime(timezone=True), nullable=True))
    op.execute('UPDATE assignment SET published_at = created_at, handed_out_at = created_at')

    # What the numbers of a large organization are added up from, without a look at the rows:
    counted = {'sqlite_where': sa.text('is_counted = 1'), 'postgresql_where': sa.text('is_counted')}
    op.drop_index('ix_take_by_team', table_name='take')
    op.drop_index('ix_take_by_day', table_name='take')
    summed = ['person_id', 'counted_ms', 'scenario_version_id']
    op.create_index('ix_take_by_team', 'take', ['team_id', 'local_day', *summed], **counted)
    op.create_index('ix_take_by_day', 'take', ['local_day', 'team_id', *summed], **counted)
    op.drop_index('ix_take_scenario_version_id', table_name='take')
    op.create_index('ix_take_by_version', 'take', ['scenario_version_id', 'id'])
    whose = ['team_id', 'reviewer_id', 'take_id']
    op.drop_index('ix_submission_by_time', table_name='submission')
    op.drop_index('ix_submission_unreviewed', table_name='submission')
    op.create_index('ix_submission_by_time', 'submission', ['created_at', 'reviewed_at', *whose],
                    sqlite_where=sa.text('withdrawn_at IS NULL AND asks_help IS 0'),
                    postgresql_where=sa.text('withdrawn_at IS NULL AND asks_help IS FALSE'))
    waits = sa.text('withdrawn_at IS NULL AND reviewed_at IS NULL AND kept_at IS NULL')
    op.create_index('ix_submission_unreviewed', 'submission', ['created_at', *whose],
                    sqlite_where=waits, postgresql_where=waits)
    op.create_index('ix_target_by_assignment', 'assignment_target',
                    ['assignment_id', 'closes_at', 'state', 'due_at', 'person_id'])
    op.create_index('ix_person_by_name', 'person', ['name', 'id', 'deactivated_at'])
