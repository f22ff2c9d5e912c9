"""Imports of people and changes of many at once are work of one kind, so they stand in one table."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEPT = (
    "id, created_at, by_id, state, text, creates_teams, invites,"
    " total, done, added, changed, problem, worked_at, finished_at"
)


def upgrade() -> None:
    op.create_table('people_work',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.String(40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('changed', sa.Integer(), nullable=False),
    sa.Column('problem', sa.Text(), nullable=False),
    sa.Column('worked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('creates_teams', sa.Boolean(), nullable=True),
    sa.Column('invites', sa.Boolean(), nullable=True),
    sa.Column('added', sa.Integer(), nullable=True),
    sa.Column('kind', sa.String(40), nullable=True),
    sa.Column('told', sa.String(length=300), nullable=True),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('segment_id', sa.Uuid(), nullable=True),
    sa.Column('timezone', sa.String(length=64), nullable=True),
    sa.Column('left', sa.JSON(), nullable=True),
    sa.Column('step_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_people_work_by_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['segment_id'], ['people_segment.id'], name=op.f('fk_people_work_segment_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_people_work_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people_work'))
    )
    op.create_index(op.f('ix_people_work_by_id'), 'people_work', ['by_id'], unique=False)
    op.create_index(op.f('ix_people_work_state'), 'people_work', ['state'], unique=False)
    op.execute(f"INSERT INTO people_work (what, {KEPT}) SELECT 'import', {KEPT} FROM people_import")
    op.drop_table('people_import')
